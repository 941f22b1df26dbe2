/* browser: pages of other origins. Only those that the option frontend_url names
 * may use the API; for all others the browser keeps the answer to itself. The Unix
 * socket is out of any browser's reach. */
#include <string.h>

#include "api/inside.h"

#include "base/banned.h"

/* An origin has no slash at its end; the option's may. */
static bool listed(const char *list, const char *origin)
{
	size_t n = strlen(origin), len;

	for (; *list; list += len) {
		list += strspn(list, " ,");
		len = strcspn(list, " ,");
		size_t bare = len && list[len - 1] == '/' ? len - 1 : len;
		if (n && bare == n && memcmp(list, origin, n) == 0)
			return true;
	}
	return false;
}

void browser_headers(const struct exchange *r, struct MHD_Response *response)
{
	const char *list = config_str(engine_config(r->api->engine), "frontend_url");
	const char *origin = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "Origin");

	if (!r->guest->door->tcp || !*list)
		return;
	MHD_add_response_header(response, "Vary", "Origin");
	if (!origin || !listed(list, origin))
		return;
	MHD_add_response_header(response, "Access-Control-Allow-Origin", origin);
	MHD_add_response_header(response, "Access-Control-Expose-Headers", "Retry-After");
	if (r->preflight) {
		MHD_add_response_header(response, "Access-Control-Allow-Methods", "GET, POST, PUT, DELETE");
		MHD_add_response_header(response, "Access-Control-Allow-Headers",
			"Authorization, Content-Type, Last-Event-ID");
		MHD_add_response_header(response, "Access-Control-Max-Age", "600");
	}
}
