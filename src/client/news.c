/* news: what happened, in its order, until somebody takes it. */
#include <string.h>

#include "base/mem.h"

#include "client/inside.h"

#include "base/banned.h"

struct client_news *news_add(struct client *c, enum client_news_kind kind)
{
	LIST_GROW(&c->news);
	struct client_news *n = &c->news.v[c->news.n++];
	*n = (struct client_news){ .kind = kind };
	return n;
}

void client_news_fini(struct client_news *n)
{
	json_decref(n->json);
	*n = (struct client_news){ 0 };
}

enum client_news_kind client_next(struct client *c, struct client_news *out)
{
	if (!c->news.n) {
		*out = (struct client_news){ 0 };
		return CLIENT_NOTHING;
	}
	*out = c->news.v[0];
	memmove(c->news.v, c->news.v + 1, --c->news.n * sizeof *c->news.v);
	return out->kind;
}

bool news_take_reply(struct client *c, int64_t ticket, struct client_news *out)
{
	for (size_t i = 0; i < c->news.n; i++) {
		if (c->news.v[i].kind == CLIENT_REPLY && c->news.v[i].ticket == ticket) {
			*out = c->news.v[i];
			memmove(c->news.v + i, c->news.v + i + 1, (--c->news.n - i) * sizeof *c->news.v);
			return true;
		}
	}
	return false;
}
