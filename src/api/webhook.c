/* webhook: what WAHA tells by itself. It has no token: it signs the body as it goes
 * over the wire with the secret that only both know. */
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/mem.h"

#include "api/inside.h"

#include "base/banned.h"

#define PATH "/webhook/waha"

bool webhook_is(const struct exchange *r)
{
	size_t n = strlen(PATH);

	return strcmp(r->method, "POST") == 0 && strcspn(r->uri, "?") == n && strncmp(r->uri, PATH, n) == 0;
}

static bool is_signed(const struct exchange *r, const char *secret)
{
	const char *given = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "X-Webhook-Hmac");
	char want[HMAC512_HEX], lower[HMAC512_HEX] = "";

	hmac512_hex(secret, buf_str(&r->body), r->body.n, want);
	for (size_t i = 0; given && strlen(given) < sizeof lower && given[i]; i++)
		lower[i] = (char)(given[i] >= 'A' && given[i] <= 'F' ? given[i] | 0x20 : given[i]);
	return digest_same(want, lower);
}

bool webhook_take(struct exchange *r, struct err *e)
{
	char secret[WEBHOOK_SECRET_CAP];
	json_t *envelope = NULL, *o;

	if (!engine_webhook_secret(r->api->engine, false, secret, e))
		return false;
	if (!is_signed(r, secret)) {
		/* Whoever guesses does not guess quickly. */
		return rate_take(r->api, 0)
			? err_set(e, ERR_AUTH, "webhook.signature",
				N_("the signature does not fit: `wartel session webhook NAME on` tells WAHA "
				   "the secret anew"), NULL)
			: err_set(e, ERR_BUSY, "api.rate",
				N_("too many requests: wait a second and ask more slowly"), NULL);
	}
	r->known = true;
	str_copy(r->caller.agent, sizeof r->caller.agent, "waha");
	envelope = json_read(buf_str(&r->body), r->body.n, e);
	bool ok = envelope && engine_push(r->api->engine, r->api->db,
		MHD_lookup_connection_value(r->connection, MHD_GET_ARGUMENT_KIND, "number"), envelope, e);
	json_decref(envelope);
	if (ok) {
		o = json_object();
		reply_set(&r->reply, o);
	}
	return ok;
}
