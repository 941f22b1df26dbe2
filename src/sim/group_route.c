/* group_route: groups, as far as a shop's client asks for them. */
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/account.h"
#include "sim/call.h"
#include "sim/route.h"
#include "sim/shape.h"
#include "sim/state.h"

#include "base/banned.h"

static void groups(struct call *c)
{
	answer_ok(c, c->sim->engine->groups(c->session));
}

static void count(struct call *c)
{
	json_t *o = json_object();
	int64_t n = 0;
	for (size_t i = 0; i < c->session->account->groups.n; i++)
		n += c->session->account->groups.v[i]->listed;
	json_put_i64(o, "count", n);
	answer_ok(c, o);
}

/* NULL: answered with the engine's exception. */
static const struct group *named(struct call *c)
{
	const struct group *g = group_at(c->session->account, c->arg[1], false);
	if (g && g->listed)
		return g;
	answer_thrown(c, "Error", NULL, "Group with id '%s' not found", c->arg[1]);
	return NULL;
}

static void group(struct call *c)
{
	const struct group *g = named(c);
	if (g)
		answer_ok(c, c->sim->engine->group(c->session, g));
}

static json_t *member(const char *id, const char *pn, const char *role)
{
	json_t *row = json_object();
	json_put_str(row, "id", id);
	json_put_str(row, "pn", pn);
	json_put_str(row, "role", role);
	return row;
}

static void members(struct call *c)
{
	const struct group *g = named(c);
	const struct account *a = c->session->account;
	if (!g)
		return;
	json_t *list = json_array();
	for (size_t i = 0; i < g->n; i++) {
		const struct person *p = g->members[i];
		char *id = person_contact_id(p),
		     *pn = p->by_lid && p->pn ? xasprintf("%s@c.us", p->pn) : NULL;
		json_array_append_new(list, member(id, pn, i ? "participant" : "superadmin"));
		free(id);
		free(pn);
	}
	/* And the owner of this account. */
	char *id = xasprintf("%s@lid", a->lid), *pn = xasprintf("%s@c.us", a->pn);
	json_array_append_new(list, member(id, pn, "participant"));
	free(id);
	free(pn);
	answer_ok(c, list);
}

static void refresh(struct call *c)
{
	json_t *o = json_object();
	for (size_t i = 0; i < c->session->account->groups.n; i++)
		c->session->account->groups.v[i]->listed = true;
	json_put_bool(o, "success", true);
	answer_ok(c, o);
}

enum { GROUP = R_PATH | R_WORKING };

const struct route group_routes[] = {
	{ "GET", "/api/{session}/groups", groups, GROUP, {0} },
	{ "GET", "/api/{session}/groups/count", count, GROUP, {0} },
	{ "POST", "/api/{session}/groups/refresh", refresh, GROUP, {0} },
	{ "GET", "/api/{session}/groups/{id}", group, GROUP, {0} },
	{ "GET", "/api/{session}/groups/{id}/participants/v2", members, GROUP, {0} },
	{ 0 },
};
