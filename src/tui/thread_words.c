/* thread_words: what is said of a message that is not its text: files, places,
 * cards, polls, its times. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "model/message.h"

#include "tui/state.h"

#include "base/banned.h"

void thread_media_words(const json_t *m, char *out, size_t cap)
{
	const json_t *media = json_object_get(m, "media");
	struct buf b;
	buf_init(&b, 256);
	buf_addf(&b, "[%s", _(json_str_or(m, "kind", "file")));
	const char *name = json_str(media, "filename"), *state = json_str_or(media, "state", "");
	const char *slash = name ? strrchr(name, '/') : NULL, *gone = !strcmp(state, "fetching") ? _("on its way") :
		!strcmp(state, "expired") ? _("no longer there") :
		!strcmp(state, "refused") ? _("refused") : NULL;
	if (gone)
		buf_addf(&b, " %s", gone);
	/* Where it says that it belongs is nobody's business. */
	if (name)
		buf_addf(&b, " %.80s", slash ? slash + 1 : name);
	int64_t w, h, size, s;
	if (json_i64(media, "width", &w) && json_i64(media, "height", &h) && w > 0)
		buf_addf(&b, " %lld%s%lld", (long long)w, glyph(GLYPH_TIMES), (long long)h);
	if (json_i64(media, "seconds", &s) && s > 0)
		buf_addf(&b, " %lld:%02lld", (long long)s / 60, (long long)s % 60);
	if (json_i64(media, "size", &size) && size > 0) {
		if (size < 10240)
			buf_addf(&b, " %lld B", (long long)size);
		else if (size < 10 << 20)
			buf_addf(&b, " %lld kB", (long long)size / 1024);
		else
			buf_addf(&b, " %lld MB", (long long)size >> 20);
	}
	buf_addc(&b, ']');
	str_copy(out, cap, buf_str(&b));
	buf_fini(&b);
}

/* "[location] Rumah, Jl. Merdeka 10": by its coordinates where it has no address. */
static bool place_part(const json_t *m, size_t i, char *out, size_t cap)
{
	const json_t *at = json_object_get(m, "location");
	const char *name = json_str(at, "name"), *address = json_str(at, "address"), *place = json_str(m, "place");
	char where[64];
	/* Of a card this is the card as it came. */
	if (i > 0 || (!place && !json_is_object(at)) || json_array_size(json_object_get(m, "contacts")))
		return false;
	snprintf(where, sizeof where, "%.5f, %.5f", json_number_value(json_object_get(at, "latitude")),
		json_number_value(json_object_get(at, "longitude")));
	if (!address)
		address = json_is_object(at) ? where : place;
	snprintf(out, cap, "[%s] %.80s%s%.160s", _(json_str_or(m, "kind", "location")), name ? name : "",
		name ? ", " : "", address);
	return true;
}

/* "[contact] Toko Maju +62812… +49": how many numbers more. */
static bool card_part(const json_t *m, size_t i, char *out, size_t cap)
{
	const json_t *card = json_array_get(json_object_get(m, "contacts"), i);
	if (!card)
		return false;
	const json_t *phones = json_object_get(card, "phones");
	const char *phone = json_string_value(json_array_get(phones, 0));
	char more[24] = "";
	if (json_array_size(phones) > 1)
		snprintf(more, sizeof more, ", +%zu", json_array_size(phones) - 1);
	snprintf(out, cap, "[%s] %.120s %.40s%s", _("contact"), json_str_or(card, "name", "?"), phone ? phone : "", more);
	return true;
}

static bool poll_part(const json_t *m, size_t i, char *out, size_t cap)
{
	const json_t *poll = json_object_get(m, "poll");
	if (!json_is_object(poll))
		return false;
	if (i == 0) {
		snprintf(out, cap, "[%s] %.200s", _("poll"), json_str_or(poll, "question", ""));
		return true;
	}
	const json_t *option = json_array_get(json_object_get(poll, "options"), i - 1);
	const char *text = json_is_string(option) ? json_string_value(option) : json_str(option, "text");
	if (!option)
		return false;
	snprintf(out, cap, " %s %.200s", glyph(GLYPH_OFF), text ? text : "");
	return true;
}

bool thread_part(const json_t *m, size_t i, char *out, size_t cap)
{
	if (json_flag(m, "deleted"))
		return false;
	return place_part(m, i, out, cap) || card_part(m, i, out, cap) || poll_part(m, i, out, cap);
}

void thread_detail(const struct tui *t, const json_t *m, char *out, size_t cap)
{
	static const struct {
		const char *key, *word;
	} times[] = {{"times.sent", N_("sent")}, {"times.delivered", N_("delivered")}, {"times.read", N_("read")},
		{"times.played", N_("played")}};
	struct buf b;
	char at[16];
	bool told = false;
	buf_init(&b, cap);
	const char *kind = json_str_or(m, "kind", "text"), *before = " ";
	char dot[16];
	snprintf(dot, sizeof dot, " %s ", glyph(GLYPH_DOT));
	buf_addf(&b, "#%lld", (long long)json_i64_or(m, "id", 0));
	if (strcmp(kind, "text")) {
		buf_addf(&b, " %s", _(kind));
		before = dot;
	}
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		const char *when = json_str(m, times[i].key);
		if (!when)
			continue;
		buf_addf(&b, "%s%s %s", before, _(times[i].word), when_of(t, when, at));
		before = dot;
		told = true;
	}
	if (!told)
		buf_addf(&b, "%s%s %s", before, _(json_flag(m, "from_me") ? json_str_or(m, "state", "") : N_("came")),
			when_of(t, json_str(m, "at"), at));
	str_copy(out, cap, buf_str(&b));
	buf_fini(&b);
}

bool thread_link(const json_t *m, char *out, size_t cap)
{
	const char *text = json_str_or(m, "text", ""), *at = strstr(text, "https://");
	if (!at)
		at = strstr(text, "http://");
	if (!at)
		return false;
	/* Up to the first blank; what ends a sentence is not the link's. */
	size_t n = strcspn(at, " \t\r\n<>\"");
	while (n > 0 && strchr(".,;:!?)]}'", at[n - 1]))
		n--;
	if (n >= cap)
		return false;
	snprintf(out, cap, "%.*s", (int)n, at);
	return true;
}
