/* terms: what a filter of the inbox says beside its text, a word each: "label:order
 * priority:high budi". Each is a function in a table; what is none of them is text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/agent.h"
#include "store/conversation.h"
#include "store/label.h"
#include "store/number.h"

#include "service/call.h"

#include "base/banned.h"

enum { TERM_CAP = 128, NEAR = 1 };

static bool wrong(const char *term, const char *value, const char *choices, struct err *e)
{
	return err_set(e, ERR_USAGE, "filter.value", N_("{term}:{value} cannot be; {term} is one of: {choices}"),
		"term=%s\nvalue=%s\nchoices=%s", term, value, choices);
}

static bool by_view(struct call *c, const char *value, struct conversation_query *q, struct err *e)
{
	(void)c;
	return inbox_view_named(value, &q->view) || wrong("view", value,
		"needs-reply, mine, unassigned, waiting, snoozed, all, unknown, closed, archived", e);
}

static bool by_status(struct call *c, const char *value, struct conversation_query *q, struct err *e)
{
	enum case_status status;
	(void)c;
	if (!case_status_named(value, &status))
		return wrong("status", value, "open, waiting, snoozed, closed, archived", e);
	q->status = case_status_name(status);
	return true;
}

static bool by_priority(struct call *c, const char *value, struct conversation_query *q, struct err *e)
{
	enum case_priority priority;
	(void)c;
	if (!case_priority_named(value, &priority))
		return wrong("priority", value, "low, normal, high, urgent", e);
	q->priority = case_priority_name(priority);
	return true;
}

static bool by_kind(struct call *c, const char *value, struct conversation_query *q, struct err *e)
{
	enum chat_kind kind;
	(void)c;
	if (!chat_kind_named(value, &kind))
		return wrong("kind", value, "person, group, channel", e);
	q->kind = chat_kind_name(kind);
	return true;
}

static bool by_label(struct call *c, const char *value, struct conversation_query *q, struct err *e)
{
	struct label_row row;
	if (!label_named(c->s->db, value, &row, e))
		return false;
	q->label_id = row.id;
	return true;
}

static bool by_assignee(struct call *c, const char *value, struct conversation_query *q, struct err *e)
{
	struct agent_row row;
	q->assignee_id = strcmp(value, "me") == 0 ? c->s->caller.agent_id : ASSIGNEE_NOBODY;
	if (strcmp(value, "me") == 0 || strcmp(value, "nobody") == 0)
		return true;
	if (!agent_named(c->s->db, value, &row, e))
		return false;
	q->assignee_id = row.id;
	return true;
}

static bool by_session(struct call *c, const char *value, struct conversation_query *q, struct err *e)
{
	struct number_row row = { 0 };
	bool ok = number_named(c->s->db, value, &row, e);
	q->session_id = row.id;
	number_row_fini(&row);
	return ok;
}

static bool by_unseen(struct call *c, const char *value, struct conversation_query *q, struct err *e)
{
	(void)c;
	q->unseen = strcmp(value, "yes") == 0;
	return q->unseen || wrong("unseen", value, "yes", e);
}

static bool by_mentions(struct call *c, const char *value, struct conversation_query *q, struct err *e)
{
	(void)c;
	q->mentions = strcmp(value, "me") == 0;
	return q->mentions || wrong("mentions", value, "me", e);
}

static bool by_window(struct call *c, const char *value, struct conversation_query *q, struct err *e)
{
	static const char *const names[] = { [WINDOW_OPEN] = "open", [WINDOW_CLOSING] = "closing",
		[WINDOW_CLOSED] = "closed" };
	(void)c;
	for (int i = WINDOW_OPEN; i <= WINDOW_CLOSED; i++)
		if (strcmp(value, names[i]) == 0)
			q->window = (enum conversation_window)i;
	return q->window != WINDOW_ANY || wrong("window", value, "open, closing, closed", e);
}

static bool by_sla(struct call *c, const char *value, struct conversation_query *q, struct err *e)
{
	(void)c;
	q->promise = strcmp(value, "breached") == 0 ? PROMISED_LATE
		: strcmp(value, "soon") == 0 ? PROMISED_SOON : PROMISED_ANY;
	return q->promise != PROMISED_ANY || wrong("sla", value, "soon, breached", e);
}

static const struct term {
	const char *name;
	bool (*read)(struct call *, const char *value, struct conversation_query *, struct err *);
} terms[] = {
	{ "view", by_view }, { "status", by_status }, { "priority", by_priority }, { "kind", by_kind },
	{ "label", by_label }, { "assignee", by_assignee }, { "session", by_session }, { "unseen", by_unseen },
	{ "window", by_window }, { "mentions", by_mentions }, { "sla", by_sla },
};
enum { TERMS = sizeof terms / sizeof *terms };

/* The term that a word is; -1: it is text. One letter beside a term is a slip. */
static int term_of(const char *word, struct err *e)
{
	char name[TERM_CAP];
	size_t n = strcspn(word, ":");
	if (word[n] != ':' || n + 1 > sizeof name)
		return -1;
	snprintf(name, sizeof name, "%.*s", (int)n, word);
	for (int i = 0; i < TERMS; i++)
		if (strcmp(terms[i].name, name) == 0)
			return i;
	for (int i = 0; i < TERMS; i++)
		if (n > 3 && text_distance(name, terms[i].name) <= NEAR) {
			err_set(e, ERR_USAGE, "filter.term", N_("{word}: did you mean {term}: ?"), "word=%.80s\nterm=%s",
				word, terms[i].name);
			return -2;
		}
	return -1;
}

bool terms_read(struct call *c, const char *said, struct filter *f, struct err *e)
{
	bool ok = true;
	struct buf rest;
	buf_init(&rest, sizeof f->text);
	for (const char *p = said; ok && *(p += strspn(p, " \t")); p += strcspn(p, " \t")) {
		char *word = xasprintf("%.*s", (int)strcspn(p, " \t"), p);
		int i = term_of(word, e);
		ok = i != -2;
		if (i == -1)
			buf_addf(&rest, "%s%s", rest.n ? " " : "", word);
		if (i >= 0 && f->given >> i & 1)
			ok = err_set(e, ERR_USAGE, "args.twice", N_("{path} was given twice"), "path=%s", terms[i].name);
		else if (i >= 0)
			ok = terms[i].read(c, word + strlen(terms[i].name) + 1, f->q, e);
		if (i >= 0)
			f->given |= 1u << i;
		free(word);
	}
	/* A second text narrows what the first one found. */
	if (rest.n && !*f->text) {
		str_copy(f->text, sizeof f->text, buf_str(&rest));
		f->q->filter = f->text;
	} else if (rest.n) {
		str_copy(f->narrow, sizeof f->narrow, buf_str(&rest));
		f->q->narrow = f->narrow;
	}
	buf_fini(&rest);
	return ok;
}
