/* account: see the header. Lists are walked: a shop has hundreds of people. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "sim/account.h"
#include "sim/message.h"
#include "sim/shape.h"
#include "sim/state.h"

#include "base/banned.h"

enum { TABLE_FIRST = 1024 };

struct account *account_new(const char *pn, const char *lid, const char *push)
{
	struct account *a = xcalloc(1, sizeof *a);
	a->pn = xstrdup(pn);
	a->lid = xstrdup(lid);
	a->push = xstrdup(push);
	a->phone_on = a->network = true;
	a->capping = xstrdup("NONE");
	a->timelock_kind = xstrdup("DEFAULT");
	a->quota = -1;
	a->labels = json_array();
	a->table_n = TABLE_FIRST;
	a->table = xcalloc(a->table_n, sizeof *a->table);
	return a;
}

static void person_free(struct person *p)
{
	free(p->pn);
	free(p->lid);
	free(p->name);
	free(p->push);
	free(p->picture);
	free(p);
}

static void chat_free(struct chat *c)
{
	chat_clear_labels(c);
	free(c->labels);
	free(c->jid);
	free(c->name);
	free(c);
}

void account_free(struct account *a)
{
	for (size_t i = 0; i < a->messages.n; i++)
		message_free(a->messages.v[i]);
	for (size_t i = 0; i < a->people.n; i++)
		person_free(a->people.v[i]);
	for (size_t i = 0; i < a->chats.n; i++)
		chat_free(a->chats.v[i]);
	for (size_t i = 0; i < a->groups.n; i++) {
		free(a->groups.v[i]->jid);
		free(a->groups.v[i]->subject);
		free(a->groups.v[i]->members);
		free(a->groups.v[i]);
	}
	free(a->messages.v);
	free(a->people.v);
	free(a->chats.v);
	free(a->groups.v);
	free(a->table);
	free(a->pn);
	free(a->lid);
	free(a->push);
	free(a->capping);
	free(a->timelock_kind);
	free(a->about);
	json_decref(a->labels);
	free(a);
}

static struct person *person_add(struct account *a)
{
	struct person *p = xcalloc(1, sizeof *p);
	p->exists = true;
	p->presence = "offline";
	LIST_GROW(&a->people);
	return a->people.v[a->people.n++] = p;
}

struct person *person_by_pn(struct account *a, const char *pn, bool make)
{
	for (size_t i = 0; i < a->people.n; i++)
		if (a->people.v[i]->pn && !strcmp(a->people.v[i]->pn, pn))
			return a->people.v[i];
	if (!make)
		return NULL;
	struct person *p = person_add(a);
	p->pn = xstrdup(pn);
	return p;
}

struct person *person_by_lid(struct account *a, const char *lid, bool make)
{
	for (size_t i = 0; i < a->people.n; i++)
		if (a->people.v[i]->lid && !strcmp(a->people.v[i]->lid, lid))
			return a->people.v[i];
	if (!make)
		return NULL;
	struct person *p = person_add(a);
	p->lid = xstrdup(lid);
	p->by_lid = true;
	return p;
}

/* One person was two: what q wrote and got is p's. q stays, without an address,
 * for the timers that hold it. */
static void merge(struct account *a, struct person *p, struct person *q)
{
	struct chat *into = NULL, *from = NULL;
	for (size_t i = 0; i < a->chats.n; i++) {
		if (a->chats.v[i]->person == p)
			into = a->chats.v[i];
		else if (a->chats.v[i]->person == q)
			from = a->chats.v[i];
	}
	for (size_t i = 0; i < a->messages.n; i++) {
		struct message *m = a->messages.v[i];
		if (m->author == q)
			m->author = p;
		if (from && into && m->chat == from)
			m->chat = into;
	}
	if (from && into) {
		into->time[1] = from->time[1];
		from->time[0] = from->time[1] = 0;
	} else if (from) {
		from->person = p;
	}
	p->lid = q->lid;
	p->by_lid = q->by_lid;
	if (!p->push) {
		p->push = q->push;
		q->push = NULL;
	}
	q->lid = NULL;
	q->exists = false;
}

struct person *person_make(struct account *a, const char *pn, const char *lid)
{
	struct person *p = pn ? person_by_pn(a, pn, false) : NULL;
	struct person *q = lid ? person_by_lid(a, lid, false) : NULL;
	if (!p && !q)
		p = pn ? person_by_pn(a, pn, true) : person_by_lid(a, lid, true);
	else if (!p)
		p = q;
	else if (q && p != q)
		merge(a, p, q);
	if (pn && !p->pn)
		p->pn = xstrdup(pn);
	if (lid && !p->lid)
		p->lid = xstrdup(lid);
	p->lid_known = p->pn && p->lid;
	return p;
}

static bool digits_only(const char *s, size_t n)
{
	return n && strspn(s, "0123456789") >= n;
}

bool raw_is_lid(const char *raw)
{
	const char *at = strchr(raw, '@');
	return at && !strcmp(at, "@lid");
}

bool raw_is_group(const char *raw)
{
	const char *at = strchr(raw, '@');
	return at && !strcmp(at, "@g.us");
}

struct person *person_at(struct account *a, const char *address, bool make)
{
	char *raw = raw_of(address);
	struct person *p = NULL;
	char *at = strchr(raw, '@');
	if (digits_only(raw, (size_t)(at - raw))) {
		bool lid = raw_is_lid(raw), pn = !strcmp(at, "@s.whatsapp.net");
		*at = '\0';
		p = lid ? person_by_lid(a, raw, make) : pn ? person_by_pn(a, raw, make) : NULL;
	}
	free(raw);
	return p;
}

char *person_raw(const struct person *p)
{
	return p->pn && !(p->by_lid && p->lid) ? xasprintf("%s@s.whatsapp.net", p->pn)
					       : xasprintf("%s@lid", p->lid);
}

char *person_alt(const struct person *p)
{
	if (!p->pn || !p->lid)
		return NULL;
	if (!p->by_lid)
		return xasprintf("%s@lid", p->lid);
	return p->lid_known ? xasprintf("%s@s.whatsapp.net", p->pn) : NULL;
}

char *person_contact_id(const struct person *p)
{
	char *raw = person_raw(p), *id = cus_of(raw);
	free(raw);
	return id;
}

struct group *group_at(struct account *a, const char *jid, bool make)
{
	for (size_t i = 0; i < a->groups.n; i++)
		if (!strcmp(a->groups.v[i]->jid, jid))
			return a->groups.v[i];
	if (!make)
		return NULL;
	struct group *g = xcalloc(1, sizeof *g);
	g->jid = xstrdup(jid);
	LIST_GROW(&a->groups);
	return a->groups.v[a->groups.n++] = g;
}

void group_join(struct group *g, struct person *p)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->members[i] == p)
			return;
	if (g->n == g->cap)
		g->members = xrealloc(g->members, g->cap = g->cap ? g->cap * 2 : 8, sizeof *g->members);
	g->members[g->n++] = p;
}

char *raw_of(const char *chat_id)
{
	const char *at = strchr(chat_id, '@');
	if (!at)
		return xasprintf("%s@s.whatsapp.net", chat_id);
	if (strcmp(at, "@c.us") != 0)
		return xstrdup(chat_id);
	return xasprintf("%.*s@s.whatsapp.net", (int)(at - chat_id), chat_id);
}

static struct chat *chat_of(struct account *a, const struct person *p, const struct group *g, const char *jid)
{
	for (size_t i = 0; i < a->chats.n; i++) {
		struct chat *c = a->chats.v[i];
		if ((p && c->person == p) || (g && c->group == g) ||
		    (!p && !g && c->jid && !strcmp(c->jid, jid)))
			return c;
	}
	return NULL;
}

struct chat *chat_at(struct account *a, const char *raw, bool make)
{
	struct group *g = raw_is_group(raw) ? group_at(a, raw, make) : NULL;
	struct person *p = g ? NULL : person_at(a, raw, make);
	struct chat *c = chat_of(a, p, g, raw);
	if (c || !make)
		return c;
	c = xcalloc(1, sizeof *c);
	c->person = p;
	c->group = g;
	c->archived = -1;
	if (!p && !g)
		c->jid = xstrdup(raw);
	LIST_GROW(&a->chats);
	return a->chats.v[a->chats.n++] = c;
}

bool chat_merged(const struct chat *c)
{
	return c->person && c->person->pn && c->person->lid && (c->person->lid_known || !c->person->by_lid);
}

char *chat_raw(const struct chat *c)
{
	if (c->group)
		return xstrdup(c->group->jid);
	if (!c->person)
		return xstrdup(c->jid);
	if (chat_merged(c) || !c->person->lid || (c->person->pn && !c->time[1]))
		return xasprintf("%s@s.whatsapp.net", c->person->pn);
	return xasprintf("%s@lid", c->person->lid);
}

char *chat_id(const struct chat *c)
{
	char *raw = chat_raw(c), *id = cus_of(raw);
	free(raw);
	return id;
}

int64_t chat_time(const struct chat *c)
{
	return c->time[0] > c->time[1] ? c->time[0] : c->time[1];
}

bool chat_has_label(const struct chat *c, const char *label)
{
	for (size_t i = 0; i < c->n_labels; i++)
		if (!strcmp(c->labels[i], label))
			return true;
	return false;
}

void chat_clear_labels(struct chat *c)
{
	for (size_t i = 0; i < c->n_labels; i++)
		free(c->labels[i]);
	c->n_labels = 0;
}
