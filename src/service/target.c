/* target: what people mean when they name a conversation, a person or a number.
 *
 * In this order: an id (up to 7 digits, no + and no leading 0), a WhatsApp id (it
 * has an @), a phone number in any usual spelling, a name. What fits more than
 * one is refused with the candidates, never guessed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/contact.h"
#include "store/conversation.h"
#include "store/message.h"
#include "store/number.h"

#include "service/call.h"

#include "base/banned.h"

enum { ID_DIGITS = 7, CANDIDATES = 6, AT_ONCE = 50 };

/* One that fits, as candidates are told. */
struct found {
	int64_t conversation_id, contact_id;
	struct address address; /* where there is no conversation yet */
	char says[160];		/* "12 Budi Santoso +62 812-3456-7890" */
};
struct candidates {
	struct found v[CANDIDATES];
	size_t n;
	bool more; /* than these */
};

static bool is_id(const char *s)
{
	size_t n = strspn(s, "0123456789");
	return n > 0 && s[n] == '\0' && n <= ID_DIGITS && s[0] != '0';
}

static bool looks_like_phone(const char *s)
{
	size_t digits = 0;
	for (const char *p = s; *p; p++) {
		if (*p >= '0' && *p <= '9')
			digits++;
		else if (!strchr("+-(). /", *p))
			return false;
	}
	return digits > 0;
}

static bool ambiguous(const struct candidates *c, const char *typed, struct err *e)
{
	struct buf all = { 0 };
	for (size_t i = 0; i < c->n; i++)
		buf_addf(&all, "%s%s", i ? "; " : "", c->v[i].says);
	err_set(e, ERR_CONFLICT, "target.ambiguous", c->more
		? N_("{typed} could be: {candidates}; and others. Name it by its id")
		: N_("{typed} could be: {candidates}. Name it by its id"),
		"typed=%s\ncandidates=%s", typed, buf_str(&all));
	buf_fini(&all);
	return false;
}

static bool nobody(const char *typed, struct err *e)
{
	return err_set(e, ERR_NOT_FOUND, "target.none",
		N_("nobody here is called {typed}; `wartel contact list --filter` finds people by parts"),
		"typed=%s", typed);
}

static void candidate_add(struct candidates *c, const struct found *f)
{
	for (size_t i = 0; i < c->n; i++)
		if (f->conversation_id ? c->v[i].conversation_id == f->conversation_id
				       : c->v[i].contact_id == f->contact_id)
			return;
	if (c->n == CANDIDATES)
		c->more = true;
	else
		c->v[c->n++] = *f;
}

/* Numbers that a search goes over: the one that was named, else all of the
 * configuration. */
static const struct number_config *number_at(const struct call *c, size_t i)
{
	if (c->target.number)
		return i == 0 ? c->target.number : NULL;
	return i < config_numbers(c->s->config) ? config_number(c->s->config, i) : NULL;
}

static bool number_id(struct call *c, const struct number_config *n, int64_t *id, struct err *e)
{
	struct number_row row = { 0 };
	bool ok = number_named(c->s->db, n->name, &row, e);
	*id = row.id;
	number_row_fini(&row);
	return ok;
}

static bool say_conversation(struct call *c, int64_t id, struct found *f, int64_t *session_id, struct err *e)
{
	struct conversation_row row = { 0 };
	char phone[ADDRESS_CAP];
	bool ok = conversation_get(c->s->db, id, 0, &row, e);
	if (ok) {
		*f = (struct found){ .conversation_id = row.id, .contact_id = row.contact_id };
		*session_id = row.session_id;
		bool told = row.phone && *row.phone;
		snprintf(f->says, sizeof f->says, "%lld %.80s%s%s%s%.24s", (long long)row.id,
			row.title ? row.title : "", told ? " " : "", told ? phone_show(row.phone, phone) : "",
			config_numbers(c->s->config) > 1 ? " @" : "",
			config_numbers(c->s->config) > 1 ? row.session : "");
	}
	conversation_row_fini(&row);
	return ok;
}

/* A conversation counts when it is of the number that was named, if one was. */
static bool add_conversation(struct call *c, int64_t id, struct candidates *all, struct err *e)
{
	struct found f;
	int64_t session_id;
	if (!say_conversation(c, id, &f, &session_id, e))
		return false;
	if (!c->target.session_id || c->target.session_id == session_id)
		candidate_add(all, &f);
	return true;
}

static bool by_address(struct call *c, const struct address *a, struct candidates *all, struct err *e)
{
	for (size_t i = 0; number_at(c, i); i++) {
		struct chat_ref chat;
		struct err none = { 0 };
		int64_t session_id, conversation_id;
		if (!number_id(c, number_at(c, i), &session_id, e))
			return false;
		if (!chat_find(c->s->db, session_id, a, &chat, &none)) {
			if (none.kind == ERR_NOT_FOUND)
				continue;
			*e = none;
			return false;
		}
		if (!conversation_of_chat(c->s->db, chat.chat_id, &conversation_id, e)
			|| (conversation_id && !add_conversation(c, conversation_id, all, e)))
			return false;
	}
	return true;
}

/* As typed, in the country of each number: numbers of two countries may read it
 * differently. The first reading is *first. */
static bool by_phone(struct call *c, const char *typed, struct candidates *all, struct address *first,
	struct err *e)
{
	char digits[ADDRESS_USER];
	struct err bad = { 0 };
	first->kind = ADDRESS_NONE;
	for (size_t i = 0; number_at(c, i); i++) {
		struct address a = { .kind = ADDRESS_PHONE };
		if (!phone_parse(typed, number_at(c, i)->default_country, digits, &bad))
			continue;
		str_copy(a.user, sizeof a.user, digits);
		if (first->kind == ADDRESS_NONE)
			*first = a;
		if (!by_address(c, &a, all, e))
			return false;
	}
	if (first->kind == ADDRESS_NONE) {
		*e = bad;
		return false;
	}
	return true;
}

/* Conversations of a person; where he has none, the person himself. */
static bool add_contact(struct call *c, int64_t contact_id, struct candidates *all, struct err *e)
{
	struct contact_row row = { 0 };
	char phone[ADDRESS_CAP];
	size_t before = all->n;
	bool ok = contact_get(c->s->db, contact_id, &row, e);
	for (size_t i = 0; ok && i < row.conversations.n; i++)
		ok = add_conversation(c, row.conversations.v[i], all, e);
	if (ok && all->n == before && row.addresses.n) {
		struct found f = { .contact_id = row.id, .address = row.addresses.v[0] };
		/* The phone is what to write to where it is known. */
		for (size_t i = 0; i < row.addresses.n; i++)
			if (row.addresses.v[i].kind == ADDRESS_PHONE)
				f.address = row.addresses.v[i];
		snprintf(f.says, sizeof f.says, "%.80s %s", row.name,
			row.phone && *row.phone ? phone_show(row.phone, phone) : "");
		candidate_add(all, &f);
	}
	contact_row_fini(&row);
	return ok;
}

enum fit { FITS_NOT, FITS_IN_PART, FITS_WHOLE };

/* A title has the name in it, or is the name, whatever the case and the marks of letters. */
static enum fit title_fits(const char *title, const char *name)
{
	struct buf x = { 0 }, y = { 0 };
	text_fold(&x, title ? title : "", title ? strlen(title) : 0);
	text_fold(&y, name, strlen(name));
	enum fit fit = strcmp(buf_str(&x), buf_str(&y)) == 0 ? FITS_WHOLE
		: y.n && strstr(buf_str(&x), buf_str(&y)) ? FITS_IN_PART : FITS_NOT;
	buf_fini(&x);
	buf_fini(&y);
	return fit;
}

/* Those of one kind. A list's filter finds by what was said last too: that is no name. */
static bool titled(struct call *c, const char *kind, const char *name, struct candidates *whole,
	struct candidates *part, struct err *e)
{
	char after[CONVERSATION_CURSOR] = "", next[CONVERSATION_CURSOR] = "";
	bool ok = true;
	do {
		struct conversation_query q = { .view = VIEW_ALL, .session_id = c->target.session_id, .kind = kind,
			.filter = name, .after = *after ? after : NULL, .limit = AT_ONCE };
		struct conversation_rows rows = { 0 };
		ok = conversation_list(c->s->db, &q, &rows, next, e);
		for (size_t i = 0; ok && i < rows.n; i++) {
			enum fit fit = title_fits(rows.v[i].title, name);
			if (fit != FITS_NOT)
				ok = add_conversation(c, rows.v[i].id, fit == FITS_WHOLE ? whole : part, e);
		}
		conversation_rows_fini(&rows);
		str_copy(after, sizeof after, next);
	} while (ok && *next);
	return ok;
}

/* Groups have no contact: their titles are looked through, the whole name first. */
static bool by_title(struct call *c, const char *name, struct candidates *all, struct err *e)
{
	struct candidates whole = { 0 }, part = { 0 };
	if (!titled(c, chat_kind_name(CHAT_GROUP), name, &whole, &part, e)
		|| !titled(c, chat_kind_name(CHAT_CHANNEL), name, &whole, &part, e))
		return false;
	*all = whole.n ? whole : part;
	return true;
}

static bool by_name(struct call *c, const char *name, bool groups, struct candidates *all, struct err *e)
{
	struct contact_rows rows = { 0 };
	bool ok = contact_named(c->s->db, name, CANDIDATES + 1, &rows, e);
	for (size_t i = 0; ok && i < rows.n; i++)
		ok = add_contact(c, rows.v[i].id, all, e);
	if (ok && groups && all->n == 0)
		ok = by_title(c, name, all, e);
	contact_rows_fini(&rows);
	return ok;
}

/* Conversations, or persons without one (only with strangers allowed). */
static bool find(struct call *c, const char *typed, struct candidates *all, struct address *stranger,
	struct err *e)
{
	struct address a;
	stranger->kind = ADDRESS_NONE;
	if (is_id(typed)) {
		struct found f;
		int64_t session_id;
		if (!say_conversation(c, strtoll(typed, NULL, 10), &f, &session_id, e))
			return false;
		candidate_add(all, &f);
		return true;
	}
	if (strchr(typed, '@')) {
		if (!address_parse(typed, &a, e))
			return false;
		*stranger = a;
		return by_address(c, &a, all, e);
	}
	if (looks_like_phone(typed))
		return by_phone(c, typed, all, stranger, e);
	return by_name(c, typed, true, all, e);
}

static bool take_conversation(struct call *c, const char *typed, bool strangers, struct target *t,
	struct err *e)
{
	struct candidates all = { 0 };
	struct conversation_row row = { 0 };
	struct address stranger;
	if (!find(c, typed, &all, &stranger, e))
		return false;
	if (all.n > 1)
		return ambiguous(&all, typed, e);
	if (all.n == 1 && !all.v[0].conversation_id)
		stranger = all.v[0].address;
	if (all.n == 0 || !all.v[0].conversation_id) {
		if (!strangers && all.n == 1)
			return err_set(e, ERR_NOT_FOUND, "target.unwritten",
				N_("there is no conversation with {typed} yet; `wartel send` begins one"),
				"typed=%s", typed);
		if (!strangers || stranger.kind == ADDRESS_NONE)
			return nobody(typed, e);
		t->address = stranger;
		t->contact_id = all.n ? all.v[0].contact_id : 0;
		/* What a message brought along is not where this goes. */
		t->conversation_id = 0;
		return true;
	}
	if (!conversation_get(c->s->db, all.v[0].conversation_id, c->s->caller.agent_id, &row, e))
		return false;
	t->conversation_id = row.id;
	t->contact_id = row.contact_id;
	if (t->session_id && t->session_id != row.session_id && t->message_id) {
		err_set(e, ERR_CONFLICT, "target.other-number",
			N_("conversation {id} belongs to the number {session}, message {message} to another: it "
				"cannot be passed on from one to the other"),
			"id=%lld\nsession=%s\nmessage=%lld", (long long)row.id, row.session, (long long)t->message_id);
		conversation_row_fini(&row);
		return false;
	}
	if (t->session_id && t->session_id != row.session_id) {
		err_set(e, ERR_CONFLICT, "target.session",
			N_("conversation {id} belongs to the number {session}; leave --session out"),
			"id=%lld\nsession=%s", (long long)row.id, row.session);
		conversation_row_fini(&row);
		return false;
	}
	t->session_id = row.session_id;
	t->number = config_number_named(c->s->config, row.session);
	int64_t chat_id = row.chat_id;
	conversation_row_fini(&row);
	return chat_get(c->s->db, chat_id, &t->chat, e);
}

bool target_conversation(struct call *c, const char *typed, struct target *t, struct err *e)
{
	return take_conversation(c, typed, false, t, e);
}

static void add_person(const struct contact_row *row, struct candidates *all)
{
	struct found f = { .contact_id = row->id };
	char phone[ADDRESS_CAP];
	bool told = row->phone && *row->phone;
	snprintf(f.says, sizeof f.says, "%lld %.80s%s%s", (long long)row->id, row->name, told ? " " : "",
		told ? phone_show(row->phone, phone) : "");
	candidate_add(all, &f);
}

static bool person_at(struct call *c, const struct address *a, struct candidates *all, struct err *e)
{
	struct contact_row row = { 0 };
	int64_t id;
	if (!contact_find(c->s->db, a, &id, e))
		return false;
	bool ok = !id || contact_get(c->s->db, id, &row, e);
	if (id && ok)
		add_person(&row, all);
	contact_row_fini(&row);
	return ok;
}

/* As by_phone: in the country of each number. */
static bool person_by_phone(struct call *c, const char *typed, struct candidates *all, struct err *e)
{
	struct err bad = { 0 };
	bool read = false;
	for (size_t i = 0; number_at(c, i); i++) {
		struct address a = { .kind = ADDRESS_PHONE };
		if (!phone_parse(typed, number_at(c, i)->default_country, a.user, &bad))
			continue;
		read = true;
		if (!person_at(c, &a, all, e))
			return false;
	}
	if (!read && e)
		*e = bad;
	return read;
}

bool target_contact(struct call *c, const char *typed, int64_t *contact_id, struct err *e)
{
	struct candidates all = { 0 };
	struct contact_rows rows = { 0 };
	struct address a = { 0 };
	bool ok = true;
	if (is_id(typed)) {
		struct contact_row row = { 0 };
		ok = contact_get(c->s->db, strtoll(typed, NULL, 10), &row, e);
		*contact_id = row.id;
		contact_row_fini(&row);
		return ok;
	}
	if (strchr(typed, '@'))
		ok = address_parse(typed, &a, e) && person_at(c, &a, &all, e);
	else if (looks_like_phone(typed))
		ok = person_by_phone(c, typed, &all, e);
	else
		ok = contact_named(c->s->db, typed, CANDIDATES + 1, &rows, e);
	for (size_t i = 0; i < rows.n; i++)
		add_person(&rows.v[i], &all);
	contact_rows_fini(&rows);
	if (!ok)
		return false;
	*contact_id = all.v[0].contact_id;
	return all.n == 1 ? true : all.n ? ambiguous(&all, typed, e) : nobody(typed, e);
}

static bool take_session(struct call *c, const char *name, struct err *e)
{
	struct target *t = &c->target;
	bool only = strcmp(name, ONLY_ONE) == 0;
	if (only && config_numbers(c->s->config) != 1)
		return err_set(e, ERR_USAGE, "session.which",
			N_("there are several numbers: say which; `wartel session list` shows them"), NULL);
	t->number = only ? config_number(c->s->config, 0) : config_number_named(c->s->config, name);
	if (!t->number) {
		struct buf all = { 0 };
		for (size_t i = 0; i < config_numbers(c->s->config); i++)
			buf_addf(&all, "%s%s", i ? ", " : "", config_number(c->s->config, i)->name);
		err_set(e, ERR_NOT_FOUND, "target.number",
			N_("there is no number {name}; there are: {numbers}"), "name=%s\nnumbers=%s", name,
			buf_str(&all));
		buf_fini(&all);
		return false;
	}
	return number_id(c, t->number, &t->session_id, e);
}

/* A target in JSON is an id or text; as text it is one thing. */
static const char *typed_of(const json_t *v, char *out, size_t cap)
{
	if (json_is_integer(v))
		snprintf(out, cap, "%lld", (long long)json_integer_value(v));
	else
		str_copy(out, cap, json_string_value(v));
	return out;
}

bool target_contact_in(struct call *c, const char *arg, int64_t *contact_id, struct err *e)
{
	char typed[600];
	return target_contact(c, typed_of(json_at(c->args, arg), typed, sizeof typed), contact_id, e);
}

bool target_resolve(struct call *c, struct err *e)
{
	char typed[600];
	/* The number first: it narrows the others. */
	for (const struct arg *a = c->cmd->args; a->name; a++) {
		const json_t *v = json_at(c->args, a->name);
		if (v && a->kind == ARG_SESSION && !take_session(c, json_string_value(v), e))
			return false;
	}
	for (const struct arg *a = c->cmd->args; a->name; a++) {
		const json_t *v = json_at(c->args, a->name);
		if (!v)
			continue;
		if (a->kind == ARG_CONVERSATION || a->kind == ARG_TO) {
			if (!take_conversation(c, typed_of(v, typed, sizeof typed), a->kind == ARG_TO,
				    &c->target, e))
				return false;
		} else if (a->kind == ARG_CONTACT) {
			if (!target_contact(c, typed_of(v, typed, sizeof typed), &c->target.contact_id, e))
				return false;
		} else if (a->kind == ARG_MESSAGE && (a->flags & ARG_IN_PATH)) {
			struct message_row row = { 0 };
			bool ok = message_get(c->s->db, json_integer_value(v), &row, e);
			c->target.message_id = row.id;
			c->target.session_id = row.session_id;
			c->target.conversation_id = row.conversation_id;
			c->target.number = ok ? config_number_named(c->s->config, row.session) : NULL;
			message_row_fini(&row);
			if (!ok)
				return false;
		}
	}
	return true;
}
