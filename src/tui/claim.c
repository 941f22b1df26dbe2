/* claim: tells the engine which conversation this agent looks at and when he types
 * in it, and keeps what it tells of the others. Said when it changes, and again
 * while it lasts: the engine forgets who says nothing. */
#include <string.h>

#include "base/clock.h"
#include "base/json.h"

#include "tui/prompt.h"
#include "tui/state.h"

#include "base/banned.h"

enum { TYPING_AGAIN_MS = 10000, TYPING_LASTS_MS = 25000, LOOK_AGAIN_MS = 55000 };

static void said(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	(void)about;
	(void)e; /* said again before it matters */
	if (json)
		claim_event(t, json);
}

static void say_it(struct tui *t, int64_t conversation, bool looking, bool typing)
{
	json_t *args = json_object();
	json_put_i64(args, "conversation", conversation);
	json_put_bool(args, "typing", typing);
	if (!looking)
		json_put_bool(args, "looking", false);
	tui_ask(t, CMD_CLAIM, args, said, 0);
}

/* The conversation that is open, not merely shown beside the list. */
static int64_t open_now(const struct tui *t)
{
	if (t->focus == FOCUS_COMPOSE)
		return t->compose_to;
	return thread_has_keys(t) && !place_is_whole(t) ? t->thread.conversation : 0;
}

void claim_typed(struct tui *t)
{
	t->claim.typed_at = clock_mono_ms();
}

void claim_forget(struct tui *t)
{
	t->claim.looks = t->claim.said_at = 0;
	t->claim.typing = false;
}

void claim_tick(struct tui *t)
{
	int64_t now = clock_mono_ms(), looks = open_now(t);
	struct claim_said *c = &t->claim;
	if (t->lost)
		return;
	bool writes = t->focus == FOCUS_COMPOSE && c->typed_at && now - c->typed_at < TYPING_LASTS_MS &&
		*prompt_text();
	int64_t again = writes ? TYPING_AGAIN_MS : LOOK_AGAIN_MS;
	/* Renewed while he types on, not because he did. */
	bool renew = now - c->said_at >= again && (!writes || c->typed_at > c->said_at);
	if (looks == c->looks && writes == c->typing && !(looks && renew))
		return;
	if (c->looks && c->looks != looks)
		say_it(t, c->looks, false, false);
	if (looks)
		say_it(t, looks, true, writes);
	c->looks = looks;
	c->typing = writes;
	c->said_at = now;
}

/* When claim_tick has something to say by itself; 0: never. */
int64_t claim_due(const struct tui *t)
{
	const struct claim_said *c = &t->claim;
	if (!c->looks || t->lost)
		return 0;
	if (!c->typing)
		return c->said_at + LOOK_AGAIN_MS;
	int64_t stops = c->typed_at + TYPING_LASTS_MS, again = c->said_at + TYPING_AGAIN_MS;
	return c->typed_at > c->said_at && again < stops ? again : stops;
}

/* True when others are there, or others do something else. */
static bool put(json_t *row, const json_t *json)
{
	json_t *viewers = json_object_get(json, "viewers");
	bool other = !json_equal(json_object_get(row, "viewers"), viewers);
	json_object_set(row, "viewers", viewers);
	json_object_set(row, "claim", json_object_get(json, "claim"));
	return other;
}

void claim_event(struct tui *t, const json_t *json)
{
	int64_t id = json_i64_or(json, "conversation_id", 0);
	size_t i;
	json_t *row;
	json_array_foreach(t->inbox.items, i, row)
		if (json_i64_or(row, "id", 0) == id && put(row, json))
			t->dirty = true;
	if (t->thread.about && t->thread.conversation == id && put(t->thread.about, json))
		t->dirty = true;
}
