/* contact_ask: what is asked of WhatsApp about people, and what a file tells of them: jobs,
 * whose answers come later. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "store/contact.h"
#include "store/depot.h"
#include "store/media.h"
#include "store/number.h"
#include "engine/people.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

bool contact_check_run(struct call *c, struct err *e)
{
	const struct number_config *n = c->target.number ? c->target.number : config_number(c->s->config, 0);
	struct number_row row = { 0 };
	char digits[ADDRESS_USER];
	if (!phone_parse(json_str_or(c->args, "phone", ""), n->default_country, digits, e)
		|| !number_named(c->s->db, n->name, &row, e))
		return false;
	json_t *args = json_object();
	json_put_i64(args, "session_id", row.id);
	json_put_str(args, "phone", digits);
	number_row_fini(&row);
	call_job(c, JOB_CHECK, args, true);
	return call_audit(c, "contact check", NULL, e);
}

bool contact_check_answer(struct call *c, const struct job_result *r, struct err *e)
{
	const char *digits = json_str_or(r->json, "phone", "");
	struct address a = { .kind = ADDRESS_PHONE };
	int64_t id = 0;
	str_copy(a.user, sizeof a.user, digits);
	if (!contact_find(c->s->db, &a, &id, e))
		return false;
	json_t *o = json_object();
	put_phone(o, "phone", digits);
	json_put_bool(o, "on_whatsapp", json_flag(r->json, "there"));
	put_text(o, "address", json_str(r->json, "address"));
	put_time(o, "asked_at", shape_zone(c->s, NULL), json_i64_or(r->json, "at", 0));
	put_id(o, "contact_id", id);
	reply_set(c->reply, o);
	return true;
}

bool contact_sync_run(struct call *c, struct err *e)
{
	json_t *o = json_object(), *all = json_array();
	bool ok = true;
	for (size_t i = 0; ok && i < config_numbers(c->s->config); i++) {
		const struct number_config *n = config_number(c->s->config, i);
		struct number_row row = { 0 };
		if (c->target.number && c->target.number != n)
			continue;
		ok = number_named(c->s->db, n->name, &row, e)
			&& people_ask(c->s->db, row.id, c->s->now_ms / 1000, e);
		if (ok) {
			json_t *one = shape_contacts_sync(c->s, &row);
			json_put_str(one, "session", n->name);
			json_array_append_new(all, one);
			changes_add(&c->changes, CHANGE_SESSION, row.id);
		}
		number_row_fini(&row);
	}
	json_put(o, "numbers", all);
	reply_set(c->reply, o);
	c->poke_sync = true;
	return ok && call_audit(c, "contact sync", NULL, e);
}

bool contact_import_run(struct call *c, struct err *e)
{
	int64_t media = json_i64_or(c->args, "media_id", 0);
	struct media_file f;
	if (!media)
		return err_set(e, ERR_USAGE, "import.file", N_("name a file: `wartel import contacts kontak.vcf`"), NULL);
	if (!media_get(c->s->db, media, c->s->caller.agent_id, &f, e))
		return false;
	json_t *args = json_object();
	json_put_i64(args, "media_id", media);
	json_put_i64(args, "agent_id", c->s->caller.agent_id);
	json_put_str(args, "who", c->s->caller.agent);
	call_job(c, JOB_IMPORT, args, true);
	return true;
}

bool contact_import_answer(struct call *c, const struct job_result *r, struct err *e)
{
	(void)e;
	reply_set(c->reply, json_incref(r->json));
	return true;
}

bool contact_picture_run(struct call *c, struct err *e)
{
	(void)e;
	json_t *args = json_object();
	json_put_i64(args, "contact_id", c->target.contact_id);
	call_job(c, JOB_PICTURE, args, true);
	return true;
}

bool contact_picture_answer(struct call *c, const struct job_result *r, struct err *e)
{
	struct reply_file *out = &c->reply->file;
	int64_t size = json_i64_or(r->json, "size", 0);
	char plain[48];
	int fd = depot_open(config_data_dir(c->s->config), json_str_or(r->json, "hash", ""), size, false, e);
	if (fd < 0)
		return false;
	*out = (struct reply_file){ .there = true, .fd = fd, .size = size };
	str_copy(out->type, sizeof out->type, json_str_or(r->json, "mimetype", ""));
	snprintf(plain, sizeof plain, "contact-%lld", (long long)c->target.contact_id);
	media_name(plain, out->type, out->name);
	return true;
}
