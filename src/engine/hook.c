/* hook: see the header. */
#include <stdio.h>
#include <stdlib.h>

#include "store/setting.h"
#include "waha/webhook.h"

#include "engine/hook.h"

#include "base/banned.h"

enum { NAME_CAP = 40 };

static const char *setting(int64_t session_id, char out[NAME_CAP])
{
	snprintf(out, NAME_CAP, "webhook.url.%lld", (long long)session_id);
	return out;
}

bool hook_keep(struct db *d, int64_t session_id, const char *url, struct err *e)
{
	char name[NAME_CAP];

	return setting_set_str(d, setting(session_id, name), url ? url : "", e);
}

bool hook_restore(struct number *n, struct db *d, struct waha *w, bool *changed, struct err *e)
{
	char name[NAME_CAP], secret[WEBHOOK_SECRET_CAP], *url = NULL;
	bool ok;

	*changed = false;
	if (!setting_str(d, setting(n->id, name), &url, e))
		return false;
	ok = !url || !*url || (engine_webhook_secret(n->engine, false, secret, e) &&
		waha_webhook_set(w, url, secret, changed, e));
	free(url);
	return ok;
}
