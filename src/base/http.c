/* http: one call at a time. It runs on a multi handle of one, because that can
 * be woken from another thread. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/http.h"
#include "base/http_easy.h"
#include "base/mem.h"

#include "base/banned.h"

struct http {
	CURLM *multi; /* keeps the connections */
	atomic_bool stopped;
};

static http_transport _Atomic transport;
static void *_Atomic transport_ctx;

struct http *http_new(void)
{
	struct http *h = xcalloc(1, sizeof *h);

	http_start_library();
	h->multi = curl_multi_init();
	if (!h->multi)
		BUG("no memory for connections");
	atomic_init(&h->stopped, false);
	return h;
}

void http_free(struct http *h)
{
	if (!h)
		return;
	curl_multi_cleanup(h->multi);
	free(h);
}

void http_stop(struct http *h)
{
	atomic_store(&h->stopped, true);
	curl_multi_wakeup(h->multi);
}

void http_answer_fini(struct http_answer *a)
{
	buf_fini(&a->body);
	*a = (struct http_answer){0};
}

void http_set_transport(http_transport t, void *ctx)
{
	atomic_store(&transport_ctx, ctx);
	atomic_store(&transport, t);
}

/* Until the call ended or somebody stopped us. libcurl shortens the wait for
 * its own timers. */
static CURLcode run(struct http *h)
{
	int running = 1, left;
	const CURLMsg *m;

	for (;;) {
		CURLMcode rc = curl_multi_perform(h->multi, &running);
		if (rc != CURLM_OK)
			BUG("libcurl: %s", curl_multi_strerror(rc));
		if (running == 0)
			break;
		if (atomic_load(&h->stopped))
			return CURLE_ABORTED_BY_CALLBACK;
		curl_multi_poll(h->multi, NULL, 0, 60000, NULL);
	}
	while ((m = curl_multi_info_read(h->multi, &left)) != NULL)
		if (m->msg == CURLMSG_DONE)
			return m->data.result;
	BUG("libcurl: a call ended without saying how");
}

bool http_call(struct http *h, const struct http_request *r, struct http_answer *a, struct err *e)
{
	struct http_easy q;
	http_transport seam = atomic_load(&transport);
	CURLcode rc;

	if (atomic_load(&h->stopped)) {
		str_copy(a->why, sizeof a->why, "stopped");
		a->stage = HTTP_NOT_SENT;
		return http_say(r, a, e);
	}
	if (seam) {
		seam(atomic_load(&transport_ctx), r, a);
		return http_say(r, a, e);
	}
	http_easy_begin(&q, r);
	if (curl_multi_add_handle(h->multi, q.handle) != CURLM_OK)
		BUG("libcurl takes no call");
	rc = run(h);
	curl_multi_remove_handle(h->multi, q.handle);
	return http_easy_end(&q, rc, a, e);
}

void http_escape(struct buf *out, const char *s)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

	for (; *s; s++) {
		if (strchr(plain, *s))
			buf_addc(out, *s);
		else
			buf_addf(out, "%%%02X", (unsigned char)*s);
	}
}
