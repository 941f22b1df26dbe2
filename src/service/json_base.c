/* json_base: the small makers that all shapes are put together from. */
#include "base/json.h"
#include "base/zone.h"
#include "model/address.h"

#include "service/shapes.h"

#include "base/banned.h"

const struct zone *shape_zone(const struct service *s, const char *session)
{
	const struct number_config *n = config_number(s->config, 0);
	if (session)
		n = config_number_named(s->config, session);
	return n && n->limits.zone ? n->limits.zone : zone_utc();
}

void put_time(json_t *o, const char *key, const struct zone *z, int64_t unix_s)
{
	char text[RFC3339_CAP];
	if (unix_s)
		json_put_str(o, key, zone_rfc3339(z, unix_s, text));
	else
		json_put_null(o, key);
}

void put_text(json_t *o, const char *key, const char *text)
{
	if (text && *text)
		json_put_str(o, key, text);
	else
		json_put_null(o, key);
}

void put_id(json_t *o, const char *key, int64_t id)
{
	if (id)
		json_put_i64(o, key, id);
	else
		json_put_null(o, key);
}

void put_sentence(json_t *o, const char *key, const struct sentence *s)
{
	json_put(o, key, s && s->key[0] ? json_from_sentence(s) : json_null());
}

void put_phone(json_t *o, const char *key, const char *digits)
{
	char shown[ADDRESS_CAP];
	if (digits && *digits)
		json_put_str(o, key, phone_show(digits, shown));
	else
		json_put_null(o, key);
}
