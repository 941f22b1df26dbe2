/* error: from status and body to a fault, and from a fault to a sentence. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"

#include "waha/error.h"

#include "base/banned.h"

enum { WORDS_CAP = 200 };

static const struct {
	enum err_kind kind;
	const char *key;
	enum outcome outcome;
	const char *text;
} faults[] = {
#define X(id, kind, key, outcome, text) [id] = { kind, key, outcome, text },
	WAHA_FAULTS(X)
#undef X
};

static bool has(const char *words, const char *part)
{
	return strstr(words, part) != NULL;
}

/* Where WAHA's own words stand, in each of the shapes: "message" (text or a list
 * of texts), "error" where there is no message, "detail", "exception.message". A
 * file that is gone has an object under "error". */
static void add_words(struct buf *out, const json_t *body)
{
	const json_t *message = json_at(body, "message");
	const char *one = json_str(body, "exception.message");
	size_t i;
	json_t *part;

	if (!one)
		one = json_string_value(message);
	if (!one)
		one = json_str(body, "detail");
	if (!one && !message)
		one = json_str(body, "error");
	if (!one)
		one = json_str(body, "error.key");
	if (one) {
		buf_adds(out, one);
		return;
	}
	json_array_foreach((json_t *)message, i, part)
		if (json_is_string(part))
			buf_addf(out, "%s%s", out->n ? "; " : "", json_string_value(part));
}

char *waha_fault_words(const json_t *body, char *out, size_t cap)
{
	struct buf b;

	buf_init(&b, WORDS_CAP * 4);
	add_words(&b, body);
	str_copy(out, cap, buf_str(&b));
	buf_fini(&b);
	out[strcspn(out, "\r\n")] = '\0';
	return out;
}

static enum waha_fault fault_400(const char *words)
{
	return !strncmp(words, "Enable NOWEB store", 18) ? FAULT_STORE : FAULT_REQUEST;
}

static enum waha_fault fault_404(const char *words)
{
	if (has(words, "Session not found") || has(words, "find a session with name"))
		return FAULT_NO_SESSION;
	if (has(words, "Message not found"))
		return FAULT_NO_MESSAGE;
	/* Also what is no WAHA at all answers 404. */
	if (!strncmp(words, "Cannot ", 7) || !*words)
		return FAULT_NO_ROUTE;
	return FAULT_NOT_FOUND;
}

static enum waha_fault fault_422(const json_t *body, const char *words)
{
	if (json_at(body, "expected"))
		return FAULT_NOT_READY;
	if (json_at(body, "session") && has(words, "does not exist"))
		return FAULT_NO_SESSION;
	if (has(words, "already exists"))
		return FAULT_EXISTS;
	if (has(words, "support only 'default' session"))
		return FAULT_ONLY_DEFAULT;
	if (has(words, "available only in Plus version"))
		return FAULT_PLUS;
	if (has(words, "is already started"))
		return FAULT_STARTED;
	return FAULT_REFUSED;
}

static enum waha_fault fault_500(const char *words)
{
	if (has(words, "error 463"))
		return FAULT_TIMELOCK;
	if (has(words, "error 475"))
		return FAULT_CAPPED;
	if (has(words, "rate-overlimit"))
		return FAULT_OVERLIMIT;
	if (has(words, "No LID for user") || has(words, "Lid is missing in chat table"))
		return FAULT_NO_LID;
	if (has(words, "detached Frame"))
		return FAULT_BROWSER;
	return FAULT_SERVER;
}

enum waha_fault waha_fault_of(int status, const json_t *body)
{
	char words[WORDS_CAP];

	waha_fault_words(body, words, sizeof words);
	switch (status) {
	case 400:
		return fault_400(words);
	case 401:
		return FAULT_KEY;
	case 403:
		return FAULT_SCOPE;
	case 404:
		return fault_404(words);
	case 422:
		return fault_422(body, words);
	case 429:
		return FAULT_RATE;
	case 500:
		return fault_500(words);
	case 501:
		return FAULT_LACKS;
	case 502:
	case 503:
	case 504:
		return FAULT_GATEWAY;
	default:
		return FAULT_OTHER;
	}
}

enum outcome waha_fault_outcome(enum waha_fault f)
{
	return faults[f].outcome;
}

bool waha_fault_err(enum waha_fault f, const struct waha *w, int status, const json_t *body, struct err *e)
{
	char words[WORDS_CAP], number[16];
	const char *state = json_str(body, "status");

	waha_fault_words(body, words, sizeof words);
	snprintf(number, sizeof number, "%d", status);
	return err_set(e, faults[f].kind, faults[f].key, faults[f].text,
		"url=%s\nsession=%s\nstatus=%s\nwhy=%s", w ? w->url : "", w ? w->session : "",
		f == FAULT_NOT_READY && state ? state : number, *words ? words : "?");
}
