/* contact: the address book, numbers that exist or not, hidden ids, the account's
 * own profile. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/account.h"
#include "sim/call.h"
#include "sim/route.h"
#include "sim/shape.h"
#include "sim/state.h"

#include "base/banned.h"

enum { NUMBER_SHORTEST = 7, NUMBER_LONGEST = 15 };

static bool known(const struct person *p)
{
	return p->in_contacts && (p->pn || p->lid);
}

static int by_contact_id(const void *a, const void *b)
{
	char *x = person_contact_id(*(struct person *const *)a),
	     *y = person_contact_id(*(struct person *const *)b);
	int d = strcmp(x, y);
	free(x);
	free(y);
	return d;
}

static int by_contact_name(const void *a, const void *b)
{
	const struct person *x = *(struct person *const *)a, *y = *(struct person *const *)b;
	int d = strcmp(x->name ? x->name : "", y->name ? y->name : "");
	return d ? d : by_contact_id(a, b);
}

static void contacts_all(struct call *c)
{
	json_t *complaints = NULL;
	query_number(&c->query, "limit", 0, &complaints);
	query_number(&c->query, "offset", 0, &complaints);
	const char *by = query_among(&c->query, "sortBy", "id, name", &complaints);
	const char *order = query_among(&c->query, "sortOrder", "desc, asc", &complaints);
	if (complaints) {
		answer_complaints(c, complaints);
		return;
	}
	const struct account *a = c->session->account;
	struct person **v = xcalloc(a->people.n + 1, sizeof *v);
	size_t n = 0;
	for (size_t i = 0; i < a->people.n; i++)
		if (known(a->people.v[i]))
			v[n++] = a->people.v[i];
	qsort(v, n, sizeof *v, by && !strcmp(by, "name") ? by_contact_name : by_contact_id);
	bool down = order && !strcmp(order, "desc");
	json_t *all = json_array();
	for (size_t i = 0; i < n; i++) {
		const struct person *p = v[down ? n - 1 - i : i];
		char *id = person_contact_id(p);
		json_array_append_new(all, c->sim->engine->contact(c->session, p, id));
		free(id);
	}
	free(v);
	answer_ok(c, query_page(&c->query, all, &complaints));
}

static void contact(struct call *c, const char *address)
{
	const struct person *p = address ? person_at(c->session->account, address, false) : NULL;
	char *id = p && known(p) ? person_contact_id(p) : NULL;
	if (id)
		answer_ok(c, c->sim->engine->contact(c->session, p, id));
	else
		answer_empty(c); /* 200 and nothing: so WAHA */
	free(id);
}

static void contact_old(struct call *c)
{
	contact(c, query_get(&c->query, "contactId"));
}

static void contact_get(struct call *c)
{
	contact(c, c->arg[1]);
}

static void contact_put(struct call *c)
{
	struct person *p = person_at(c->session->account, c->arg[1], true);
	json_t *o = json_object();
	if (p) {
		const char *first = json_str_or(c->body, "firstName", ""),
			   *last = json_str_or(c->body, "lastName", "");
		free(p->name);
		p->name = xasprintf("%s%s%s", first, *last ? " " : "", last);
		p->in_contacts = p->renamed = true;
	}
	json_put_bool(o, "success", p != NULL);
	answer_ok(c, o);
}

static void exists(struct call *c)
{
	const char *phone = query_get(&c->query, "phone");
	if (!phone) {
		answer_thrown(c, "TypeError", NULL, "Cannot read properties of undefined (reading 'split')");
		return;
	}
	char digits[32];
	size_t n = 0;
	for (const char *p = phone; *p && *p != '@' && n + 1 < sizeof digits; p++)
		if (*p >= '0' && *p <= '9')
			digits[n++] = *p;
	digits[n] = '\0';
	const struct person *p = n ? person_by_pn(c->session->account, digits, false) : NULL;
	bool there = p ? p->exists : n >= NUMBER_SHORTEST && n <= NUMBER_LONGEST;
	json_t *o = json_object();
	json_put_bool(o, "numberExists", there);
	if (there) {
		char *id = xasprintf("%s@c.us", digits);
		json_put_str(o, "chatId", id);
		free(id);
	} else if (!c->sim->engine->needs_store) {
		json_put_null(o, "chatId");
	}
	answer_ok(c, o);
}

static void picture(struct call *c)
{
	const char *id = query_get(&c->query, "contactId");
	const struct person *p = id ? person_at(c->session->account, id, false) : NULL;
	json_t *o = json_object();
	if (p && p->picture)
		json_put_str(o, "profilePictureURL", p->picture);
	else
		json_put_null(o, "profilePictureURL");
	answer_ok(c, o);
}

static void about(struct call *c)
{
	const char *id = query_get(&c->query, "contactId");
	const struct person *p = id ? person_at(c->session->account, id, false) : NULL;
	json_t *o = json_object();
	if (p && p->exists)
		json_put_str(o, "about", "Hey there! I am using WhatsApp.");
	else
		json_put_null(o, "about");
	answer_ok(c, o);
}

static void block(struct call *c)
{
	const char *id = json_str(c->body, "contactId");
	struct person *p = id ? person_at(c->session->account, id, true) : NULL;
	if (p)
		p->blocked = !strstr(c->route->path, "/unblock");
	answer_empty(c);
}

static json_t *lid_row(const char *lid, const char *pn)
{
	json_t *o = json_object();
	char *l = lid ? xasprintf("%.*s@lid", (int)strcspn(lid, "@"), lid) : NULL;
	char *p = pn ? xasprintf("%.*s@c.us", (int)strcspn(pn, "@"), pn) : NULL;
	if (l)
		json_put_str(o, "lid", l);
	else
		json_put_null(o, "lid");
	if (p)
		json_put_str(o, "pn", p);
	else
		json_put_null(o, "pn");
	free(l);
	free(p);
	return o;
}

static json_t *lid_rows(const struct account *a)
{
	json_t *all = json_array();
	for (size_t i = 0; i < a->people.n; i++) {
		const struct person *p = a->people.v[i];
		if (p->lid && p->pn && (p->lid_known || !p->by_lid))
			json_array_append_new(all, lid_row(p->lid, p->pn));
	}
	return all;
}

static void lids(struct call *c)
{
	json_t *complaints = NULL, *page = query_page(&c->query, lid_rows(c->session->account), &complaints);
	if (complaints) {
		json_decref(page);
		answer_complaints(c, complaints);
		return;
	}
	answer_ok(c, page);
}

static void lids_count(struct call *c)
{
	json_t *all = lid_rows(c->session->account), *o = json_object();
	json_put_i64(o, "count", (int64_t)json_array_size(all));
	json_decref(all);
	answer_ok(c, o);
}

static void lid(struct call *c)
{
	char *address = strchr(c->arg[1], '@') ? xstrdup(c->arg[1]) : xasprintf("%s@lid", c->arg[1]);
	if (!raw_is_lid(address)) {
		free(address);
		answer_fail(c, 422, "'%s' is not a lid", c->arg[1]);
		return;
	}
	const struct person *p = person_at(c->session->account, address, false);
	answer_ok(c, lid_row(address, p && (p->lid_known || !p->by_lid) ? p->pn : NULL));
	free(address);
}

static void lid_by_pn(struct call *c)
{
	const struct person *p = person_at(c->session->account, c->arg[1], false);
	answer_ok(c, lid_row(p && (p->lid_known || !p->by_lid) ? p->lid : NULL, c->arg[1]));
}

static void profile(struct call *c)
{
	json_t *o = json_object();
	char *id = xasprintf("%s@c.us", c->session->account->pn);
	json_put_str(o, "id", id);
	json_put_str(o, "name", c->session->account->push);
	json_put_null(o, "picture");
	free(id);
	answer_ok(c, o);
}

static void succeed(struct call *c)
{
	json_t *o = json_object();
	json_put_bool(o, "success", true);
	answer_ok(c, o);
}

static void profile_name(struct call *c)
{
	struct account *a = c->session->account;
	const char *name = json_str(c->body, "name");
	if (name) {
		free(a->push);
		a->push = xstrdup(name);
	}
	succeed(c);
}

static void profile_status(struct call *c)
{
	struct account *a = c->session->account;
	free(a->about);
	a->about = xstrdup(json_str_or(c->body, "status", ""));
	succeed(c);
}

enum { OLD = R_QUERY | R_WORKING, NEW = R_PATH | R_WORKING };

const struct route contact_routes[] = {
	{ "GET", "/api/contacts/all", contacts_all, OLD | R_STORE, {0} },
	{ "GET", "/api/contacts", contact_old, OLD | R_STORE, {0} },
	{ "GET", "/api/contacts/check-exists", exists, OLD, {0} },
	{ "GET", "/api/checkNumberStatus", exists, OLD, {0} },
	{ "GET", "/api/contacts/profile-picture", picture, OLD, {0} },
	{ "GET", "/api/contacts/about", about, OLD | R_BROWSER, {0} },
	{ "POST", "/api/contacts/block", block, R_BODY | R_WORKING | R_BROWSER, {0} },
	{ "POST", "/api/contacts/unblock", block, R_BODY | R_WORKING | R_BROWSER, {0} },
	{ "GET", "/api/{session}/contacts/{id}", contact_get, NEW | R_STORE, { 2026, 3, 1 } },
	{ "PUT", "/api/{session}/contacts/{id}", contact_put, NEW | R_NOT_WPP, {0} },
	{ "GET", "/api/{session}/lids", lids, NEW | R_STORE, {0} },
	{ "GET", "/api/{session}/lids/count", lids_count, NEW | R_STORE, {0} },
	{ "GET", "/api/{session}/lids/{lid}", lid, NEW | R_STORE, {0} },
	{ "GET", "/api/{session}/lids/pn/{phone}", lid_by_pn, NEW | R_STORE, {0} },
	{ "GET", "/api/{session}/profile", profile, NEW, {0} },
	{ "PUT", "/api/{session}/profile/name", profile_name, NEW, {0} },
	{ "PUT", "/api/{session}/profile/status", profile_status, NEW, {0} },
	{ 0 },
};
