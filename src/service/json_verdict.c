/* json_verdict: what the gates said. */
#include "base/json.h"
#include "base/zone.h"

#include "service/shapes.h"

#include "base/banned.h"

static json_t *gate(const struct gate_verdict *g, const struct zone *z)
{
	json_t *o = json_object();
	json_put_str(o, "gate", g->gate);
	json_put_str(o, "kind", verdict_kind_name(g->kind));
	put_time(o, "until", z, g->until_ms / 1000);
	json_put(o, "say", json_from_sentence(&g->say));
	json_put(o, "change", json_from_sentence(&g->change));
	return o;
}

json_t *shape_verdict(const struct verdict *v, const struct zone *z)
{
	json_t *o = json_object(), *gates = json_array();
	for (size_t i = 0; i < v->n; i++)
		json_array_append_new(gates, gate(&v->v[i], z));
	json_put_str(o, "kind", verdict_kind_name(v->kind));
	put_time(o, "until", z, v->until_ms / 1000);
	json_put(o, "gates", gates);
	return o;
}

json_t *shape_leaves_at(const struct verdict *v, const struct zone *z, int64_t now_ms)
{
	char text[RFC3339_CAP];
	if (v->kind == VERDICT_ALLOW)
		return json_string(zone_rfc3339(z, now_ms / 1000, text));
	/* Up to the next second: it never leaves before. */
	if (v->kind == VERDICT_WAIT && v->until_ms)
		return json_string(zone_rfc3339(z, (v->until_ms + 999) / 1000, text));
	return json_null();
}
