/* Foreign bytes through all of decoding: mended, read, as a row, a listing, an
 * envelope, an answer, an error. What comes out must hold together. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "model/conversation.h"

#include "waha/call.h"
#include "waha/decode.h"
#include "waha/error.h"

#include "tests/fuzz/fuzz.h"

#include "base/banned.h"

const char fuzz_corpus[] = "fixtures/waha";
const unsigned fuzz_count = 12000;

static void check_address(const struct address *a)
{
	struct address again;
	char text[ADDRESS_CAP];

	if (a->kind != ADDRESS_NONE && (!address_parse(address_text(a, text), &again, NULL) || !address_same(a, &again)))
		BUG("address “%s”", text);
}

static void check(struct event *e)
{
	bool of_label = e->kind == EVENT_LABEL || e->kind == EVENT_LABEL_GONE || e->kind == EVENT_LABEL_ON ||
		e->kind == EVENT_LABEL_OFF;

	if (of_label && (!*e->label.id || e->label.colour < 0 || e->label.colour >= PHONE_COLOURS))
		BUG("label “%s” of colour %d", e->label.id, e->label.colour);
	if (!of_label && e->kind != EVENT_NONE && e->kind != EVENT_SESSION && e->kind != EVENT_REVOKED && !*e->id.bare)
		BUG("an event of kind %d without an id", (int)e->kind);
	if (e->has_ack && (!e->id.from_me || e->ack < -1 || e->ack > 4))
		BUG("ack %d, from me %d", e->ack, e->id.from_me);
	if (e->kind == EVENT_MESSAGE && e->message_kind == KIND_TEXT && !e->text)
		BUG("a text without text");
	if (e->id.from_me && e->push_name)
		BUG("our own name is told on");
	message_kind_name(e->message_kind);
	session_status_name(e->status);
	check_address(&e->chat);
	check_address(&e->chat_alt);
	check_address(&e->sender);
	check_address(&e->sender_alt);
	for (size_t i = 0; i < e->reactions.n; i++)
		check_address(&e->reactions.v[i].sender);
	event_fini(e);
}

static void row(const json_t *v)
{
	static const enum waha_engine engines[] = { WAHA_NOWEB, WAHA_GOWS, WAHA_UNSURE };

	for (size_t i = 0; i < 3; i++) {
		struct event e = { 0 };
		decode_row(v, engines[i], &e);
		check(&e);
	}
}

/* All the ways that a JSON text is looked at. */
static void look(const json_t *v)
{
	char id[WA_ID_CAP], words[64];
	struct events all = { 0 };
	struct event e = { 0 };
	struct err why = { 0 };

	row(v);
	row(json_at(v, "payload"));
	decode_rows(v, WAHA_NOWEB, &all);
	for (size_t i = 0; i < all.n; i++)
		check(&all.v[i]);
	events_fini(&all);
	decode_envelope(v, &e);
	check(&e);
	if (decode_sent_id(v, id) && (!*id || strlen(id) >= WA_ID_CAP))
		BUG("id “%s”", id);
	decode_time(json_str(v, "payload.error.until"));
	for (int status = 400; status < 510; status += status == 404 ? 18 : status == 422 ? 78 : 1)
		waha_fault_err(waha_fault_of(status, v), NULL, status, v, &why);
	if (strpbrk(waha_fault_words(v, words, sizeof words), "\r\n"))
		BUG("words of two lines");
}

/* Turned bytes are rarely JSON: here a value somewhere in it becomes another. */
static void disturb(json_t *v, uint32_t *seed)
{
	static const char *const odd[] = { "null", "true", "0", "-1", "1e300", "9223372036854775807", "\"\"", "[]", "{}",
		"\"true_62811@c.us_3EB0\"", "\"false__3EB0_62811:2@c.us\"", "\"62811@lid\"", "\"\\ufffd\"", "[[{}]]",
		"{\"low\":-1,\"high\":1}", "\"463\"", "2" };
	const char *name;
	json_t *member;
	size_t i;

	*seed = *seed * 1103515245u + 12345;
	uint32_t pick = *seed >> 16;
	json_t *value = json_read(odd[pick % 17], strlen(odd[pick % 17]), NULL);
	if (json_is_array(v)) {
		json_array_foreach(v, i, member) {
			if (pick % (json_array_size(v) + 1) != i)
				continue;
			if (pick & 1 && json_is_object(member))
				disturb(member, seed);
			else
				json_array_set(v, i, value);
			break;
		}
	} else if (json_is_object(v)) {
		uint32_t left = pick % (uint32_t)(json_object_size(v) + 1);
		json_object_foreach(v, name, member) {
			if (left--)
				continue;
			if (pick & 0x3000 && (json_is_object(member) || json_is_array(member)))
				disturb(member, seed);
			else
				json_object_set(v, name, value);
			break;
		}
	}
	json_decref(value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *s = xmalloc(n + 1);
	uint32_t seed = (uint32_t)n;
	json_t *v;

	for (size_t i = 0; i < n; i++)
		seed = seed * 31 + data[i];
	memcpy(s, data, n);
	s[n] = '\0';
	waha_mend(s, n);
	v = json_read(s, n, NULL);
	free(s);
	if (!v)
		return 0;
	look(v);
	for (int i = 0; i < 20; i++) {
		disturb(v, &seed);
		look(v);
	}
	json_decref(v);
	return 0;
}
