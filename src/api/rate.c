/* rate: how quickly one token may ask: a bucket each, filled at the option
 * api_rate, holding RATE_BURST seconds of it. */
#include "base/clock.h"
#include "base/mem.h"

#include "api/inside.h"

#include "base/banned.h"

static struct bucket *bucket_of(struct api *api, int64_t token_id, int64_t full, int64_t now)
{
	for (size_t i = 0; i < api->buckets.n; i++)
		if (api->buckets.v[i].token_id == token_id)
			return &api->buckets.v[i];
	LIST_GROW(&api->buckets);
	struct bucket *b = &api->buckets.v[api->buckets.n++];
	*b = (struct bucket){ .token_id = token_id, .left = full, .at_ms = now };
	return b;
}

bool rate_take(struct api *api, int64_t token_id)
{
	int64_t rate = config_int(engine_config(api->engine), "api_rate"), now = clock_mono_ms();
	int64_t full = rate * RATE_BURST * 1000;
	struct bucket *b = bucket_of(api, token_id, full, now);

	/* Thousandths of a request: a second's rate, a millisecond at a time. */
	b->left += (now - b->at_ms) * rate;
	b->at_ms = now;
	if (b->left > full)
		b->left = full;
	if (b->left < 1000)
		return false;
	b->left -= 1000;
	return true;
}
