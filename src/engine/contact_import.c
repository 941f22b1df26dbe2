/* contact_import: see contact_import.h. A card is taken whole or left out, with a
 * sentence; what is here already is filled in, never written over, so that the same
 * file twice changes nothing. That somebody stands in a file is no consent. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"

#include "model/card.h"
#include "store/audit.h"
#include "store/contact.h"
#include "store/field.h"
#include "store/media.h"

#include "engine/contact_import.h"
#include "engine/inside.h"

#include "base/banned.h"

enum { AT_ONCE = 100, CARDS_MOST = 20000, PROBLEMS_TOLD = 100, FILE_MOST = 32 << 20 };

struct import {
	struct engine *engine;
	struct db *d;
	const char *country; /* of numbers as written at home */
	struct field_list fields;
	int64_t now;
	int64_t read, added, changed, same, left_out;
	json_t *problems;
	bool over; /* there were more than are taken */
};

/* Why something of a card was not taken. */
static void problem(struct import *im, const struct card *c, const struct err *why)
{
	json_t *o;

	if (json_array_size(im->problems) >= PROBLEMS_TOLD)
		return;
	o = json_object();
	json_put_i64(o, "line", c->line);
	json_put_str(o, "name", c->name);
	json_put(o, "why", json_from_err(why));
	json_array_append_new(im->problems, o);
}

/* Numbers that are some; a bad one is told and left out. */
static size_t read_phones(struct import *im, const struct card *c, struct address *out)
{
	size_t n = 0;

	for (size_t i = 0; i < c->phones.n; i++) {
		struct address a = { .kind = ADDRESS_PHONE };
		struct err bad = { 0 };
		bool twice = false;

		if (!phone_parse(c->phones.v[i], im->country, a.user, &bad)) {
			problem(im, c, &bad);
			continue;
		}
		for (size_t k = 0; k < n; k++)
			twice = twice || address_same(&out[k], &a);
		if (!twice)
			out[n++] = a;
	}
	return n;
}

/* Whose numbers they are: nobody's yet (0), one contact's, or two contacts': then false
 * with why. */
static bool owner_of(struct import *im, const struct address *phones, size_t n, int64_t *id, struct err *why,
	struct err *e)
{
	*id = 0;
	for (size_t i = 0; i < n; i++) {
		int64_t one = 0;

		if (!contact_find(im->d, &phones[i], &one, e))
			return false;
		if (one && *id && one != *id)
			return err_set(why, ERR_CONFLICT, "import.two",
				N_("its numbers belong to two contacts, {a} and {b}: merge them first, if they are one"),
				"a=%lld\nb=%lld", (long long)*id, (long long)one);
		*id = one ? one : *id;
	}
	return true;
}

static bool set_fields(struct import *im, int64_t id, const struct card *c, const struct contact_row *row,
	struct changes *changes, struct err *e)
{
	for (size_t i = 0; i < c->others.n; i++) {
		char value[FIELD_VALUE_CAP];
		struct err bad = { 0 };
		bool changed, there = false;
		const struct field *f = NULL;

		for (size_t k = 0; k < im->fields.n && !f; k++)
			if (!strcmp(im->fields.v[k].name, c->others.v[i].column))
				f = &im->fields.v[k];
		for (size_t k = 0; f && k < row->fields.n; k++)
			there = there || !strcmp(row->fields.v[k].name, f->name);
		if (!f || there)
			continue;
		if (!field_value(f, c->others.v[i].value, value, &bad))
			problem(im, c, &bad);
		else if (!profile_set_field(im->d, id, f, value, &changed, changes, e))
			return false;
	}
	return true;
}

static bool set_tags(struct import *im, int64_t id, const struct card *c, struct changes *changes, struct err *e)
{
	for (const char *p = c->tags + strspn(c->tags, " ,;"); *p;) {
		size_t n = strcspn(p, " ,;");
		char *word = xstrndup(p, n), tag[TAG_CAP];
		struct err bad = { 0 };
		bool changed, ok = true;

		if (!tag_name(word, tag, &bad) ||
		    (!profile_set_tag(im->d, id, tag, false, &changed, changes, &bad) && bad.kind == ERR_CONFLICT))
			problem(im, c, &bad);
		else if (bad.kind) {
			*e = bad;
			ok = false;
		}
		free(word);
		if (!ok)
			return false;
		p += n;
		p += strspn(p, " ,;");
	}
	return true;
}

/* False when the database fails; a card that cannot be taken is told. */
static bool take(struct import *im, const struct card *c, struct changes *changes, struct err *e)
{
	struct address phones[CARD_PHONES_MOST];
	struct contact_row row = { 0 };
	struct err why = { 0 };
	size_t n = 0, before = changes->n;
	int64_t id = 0, was;
	bool ok = true;

	im->read++;
	if (c->phones.n > CARD_PHONES_MOST)
		err_set(&why, ERR_USAGE, "import.many",
			N_("it has {n} numbers, which is no person's: split it, at most {most}"),
			"n=%zu\nmost=%d", c->phones.n, CARD_PHONES_MOST);
	else if (!(n = read_phones(im, c, phones)))
		err_set(&why, ERR_USAGE, "import.phoneless", N_("it has no phone number that could be used"), NULL);
	else if (!owner_of(im, phones, n, &id, &why, e) && !why.kind)
		return false;
	if (why.kind) {
		problem(im, c, &why);
		im->left_out++;
		return true;
	}
	was = id;
	for (size_t i = 0; ok && i < n; i++) {
		int64_t one = 0;

		/* The first makes or finds the contact; each other is one more address of it. */
		ok = contact_find(im->d, &phones[i], &one, e);
		if (ok && !one)
			ok = id ? contact_add_address(im->d, id, &phones[i], im->now, changes, e)
				: contact_open(im->d, &phones[i], NULL, im->now, &id, changes, e);
	}
	ok = ok && contact_get(im->d, id, &row, e) &&
	     (*row.names[CONTACT_OWN] || !*c->name || contact_set_name(im->d, id, CONTACT_OWN, c->name, changes, e)) &&
	     set_fields(im, id, c, &row, changes, e) && set_tags(im, id, c, changes, e);
	contact_row_fini(&row);
	im->added += ok && !was;
	im->changed += ok && was && changes->n > before;
	im->same += ok && was && changes->n == before;
	return ok;
}

/* Some hundred cards in one transaction; *more: there may be others. */
static bool take_some(struct import *im, struct card_reader *r, bool *more, struct err *e)
{
	struct card c = { 0 };
	struct changes all = { 0 };
	bool ok = db_begin_write(im->d, e);

	for (int i = 0; ok && i < AT_ONCE && *more; i++) {
		/* A list of its own for each: whether this card changed something. */
		struct changes changes = { 0 };

		*more = card_next(r, &c);
		im->over = *more && im->read >= CARDS_MOST;
		*more = *more && !im->over;
		ok = !*more || take(im, &c, &changes, e);
		for (size_t k = 0; k < changes.n; k++)
			changes_add(&all, changes.v[k].kind, changes.v[k].id);
		changes_fini(&changes);
	}
	card_fini(&c);
	ok = ok && db_commit(im->d, e);
	if (ok)
		engine_changed(im->engine, &all);
	else
		db_rollback(im->d);
	changes_fini(&all);
	return ok;
}

/* Headings that nothing here is called. */
static json_t *ignored(const struct import *im, const struct card_reader *r)
{
	json_t *a = json_array();

	for (size_t i = 0; i < r->n; i++) {
		bool known = !*r->columns[i] || !card_is_other(r->columns[i]);

		for (size_t k = 0; k < im->fields.n; k++)
			known = known || !strcmp(im->fields.v[k].name, r->columns[i]);
		if (!known)
			json_array_append_new(a, json_string(r->columns[i]));
	}
	return a;
}

static bool leave_trail(struct import *im, const json_t *args, struct err *e)
{
	char detail[128];
	struct audit_row row = { .at = im->now, .agent_id = json_i64_or(args, "agent_id", 0),
		.who = json_str_or(args, "who", ""), .action = "contact import", .detail = detail };
	bool ok;

	snprintf(detail, sizeof detail, "%lld added, %lld changed, %lld left out", (long long)im->added,
		(long long)im->changed, (long long)im->left_out);
	ok = db_begin_write(im->d, e) && audit_add(im->d, &row, e) && db_commit(im->d, e);
	if (!ok)
		db_rollback(im->d);
	return ok;
}

static bool import(struct import *im, const char *bytes, size_t n, const json_t *args, json_t **out, struct err *e)
{
	struct card_reader r;
	bool more = true, ok;

	if (!card_open(&r, bytes, n, e))
		return false;
	ok = field_all(im->d, &im->fields, e);
	while (ok && more)
		ok = take_some(im, &r, &more, e);
	ok = leave_trail(im, args, ok ? e : &(struct err){ 0 }) && ok;
	if (ok && im->over)
		ok = err_set(e, ERR_TOO_LARGE, "import.large",
			N_("the file has more than {most} people: the first {most} are taken; split it and give the rest"),
			"most=%d", CARDS_MOST);
	if (ok) {
		*out = json_object();
		json_put_i64(*out, "read", im->read);
		json_put_i64(*out, "added", im->added);
		json_put_i64(*out, "changed", im->changed);
		json_put_i64(*out, "same", im->same);
		json_put_i64(*out, "left_out", im->left_out);
		json_put(*out, "ignored", ignored(im, &r));
		json_put(*out, "problems", json_incref(im->problems));
	}
	card_close(&r);
	return ok;
}

bool contact_import(struct engine *engine, struct db *d, const json_t *args, json_t **out, struct err *e)
{
	struct import im = { .engine = engine, .d = d, .now = clock_now(), .problems = json_array(),
		.country = config_number(engine->config, 0)->default_country };
	struct media_file f;
	void *bytes = MAP_FAILED;
	bool ok = false;
	int fd = -1;

	if (!media_get(d, json_i64_or(args, "media_id", 0), json_i64_or(args, "agent_id", 0), &f, e))
		goto out;
	if (f.size > FILE_MOST) {
		err_set(e, ERR_TOO_LARGE, "import.size", N_("the file is too large: at most {max} MB"), "max=%d",
			FILE_MOST >> 20);
		goto out;
	}
	fd = depot_open(config_data_dir(engine->config), f.hash, f.size, true, e);
	if (fd < 0)
		goto out;
	bytes = mmap(NULL, (size_t)f.size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED) {
		err_set(e, ERR_ENGINE, "media.lost", N_("the file cannot be read any more: give it again"), NULL);
		goto out;
	}
	ok = import(&im, bytes, (size_t)f.size, args, out, e);
out:
	if (bytes != MAP_FAILED)
		munmap(bytes, (size_t)f.size);
	if (fd >= 0)
		close(fd);
	field_list_fini(&im.fields);
	json_decref(im.problems);
	return ok;
}
