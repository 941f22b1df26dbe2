/* meet: the answer, the message itself in a listing, ticks under either of the
 * customer's addresses, and a look-up meet on one row, in whichever order they come:
 * all orders of the five, with an id made before and without, and whether the answer
 * said yes, got lost, or was a 500. */
#include "tests/store/shop.h"

#include <stdio.h>
#include <string.h>

#include "store/chat.h"
#include "store/contact.h"

#include "base/banned.h"

#define BUDI "628111222333@c.us"
#define LID "290011122233@lid"
#define ID "3EB0AAAAAAAAAAAAAAAA"
#define TEXT "Ada kak"

enum thing { ANSWER, ECHO, ACK_LID, ACK_PHONE, LOOK, THINGS };
static const char *const things[THINGS] = { "answer", "echo", "ack @lid", "ack @c.us", "look" };

/* What the answer was, and whether the id was made before. */
static const struct way {
	const char *name;
	enum outcome outcome;
	bool made, by_lid; /* the listing has the chat under its hidden address */
} ways[] = {
	{ "yes, id made", OUTCOME_ACCEPTED, true, false },
	{ "yes", OUTCOME_ACCEPTED, false, false },
	{ "lost, id made", OUTCOME_UNKNOWN, true, false },
	{ "lost", OUTCOME_UNKNOWN, false, false },
	{ "yes, id made, listed by lid", OUTCOME_ACCEPTED, true, true },
	{ "lost, listed by lid", OUTCOME_UNKNOWN, false, true },
};

struct meeting {
	struct shop *s;
	const struct way *way;
	int64_t id, chat;
	int attempt;
};

static void echo(struct meeting *m, int tick)
{
	say(m->s, &(struct said){ .chat = m->way->by_lid ? LID : BUDI,
			  .alt = m->way->by_lid ? BUDI : LID,
			  .id = ID,
			  .from_me = true,
			  .text = TEXT,
			  .at = m->s->now,
			  .ack = tick,
			  .has_ack = true });
}

static void tick(struct meeting *m, const char *chat, int n)
{
	struct event ev = { .kind = EVENT_ACK,
		.has_ack = true,
		.ack = n,
		.chat = address(chat),
		.id = { .from_me = true, .whole = true, .chat = address(chat), .bare = ID } };

	arrive(m->s, &ev, true);
}

/* What the engine does with an unknown one: what WAHA shows is kept, then the
 * database says whether that is the proof. */
static void look(struct meeting *m)
{
	struct err late = { 0 };
	char bare[WA_ID_CAP] = "";
	int64_t other = 0;
	size_t n = 0;

	if (state_of(m->s, m->id) != MSG_UNKNOWN)
		return;
	echo(m, 1);
	MUST(message_find_echo(m->s->d, m->chat, KIND_TEXT, TEXT, "", m->s->now - 5, &other, bare, &n, e));
	MUST(db_begin_write(m->s->d, e));
	if ((m->way->made || n == 1) &&
		!outbox_proven(m->s->d, m->id, m->way->made ? ID : bare, m->s->now * 1000, &m->s->c, &late))
		assert_int_equal(late.kind, ERR_CONFLICT);
	MUST(db_commit(m->s->d, e));
}

static void happens(struct meeting *m, enum thing t)
{
	switch (t) {
	case ANSWER:
		end(m->s, m->id, m->attempt, m->s->now * 1000, m->way->outcome,
			m->way->outcome == OUTCOME_ACCEPTED ? ID : NULL);
		break;
	case ECHO:
		echo(m, 1);
		break;
	case ACK_LID:
		tick(m, LID, 2);
		break;
	case ACK_PHONE:
		tick(m, BUDI, 1);
		break;
	default:
		look(m);
	}
	m->s->now++;
}

static void judge(struct meeting *m, const char *order)
{
	int64_t rows, open;
	enum message_state is;
	struct message_row row;

	/* What every engine does after: a look at what is unknown, the ticks again. */
	look(m);
	echo(m, 2);
	rows = number_of(m->s, "SELECT count(*) FROM messages WHERE from_me = 1");
	open = number_of(m->s, "SELECT count(*) FROM outbox WHERE open = 1");
	is = state_of(m->s, m->id);
	if (rows != 1 || open != 0 || is != MSG_DELIVERED)
		fail_msg("%s: %s: %d rows, %d open, %s", m->way->name, order, (int)rows, (int)open,
			message_state_name(is));
	MUST(message_get(m->s->d, m->id, &row, e));
	assert_string_equal(row.wa_id, ID);
	assert_string_equal(row.text, TEXT);
	assert_int_equal(row.chat_id, m->chat);
	message_row_fini(&row);
	assert_int_equal(number_of(m->s, "SELECT count(*) FROM contacts"), 1);
}

static void play(const struct way *way, const enum thing order[THINGS])
{
	void *state = NULL;
	struct meeting m = { .way = way };
	struct chat_ref ref;
	struct address budi = address(BUDI);
	char said[128] = "";

	assert_int_equal(shop_open(&state), 0);
	m.s = state;
	say(m.s, &(struct said){ .chat = BUDI, .alt = LID, .id = "IN", .at = m.s->now - 60, .text = "halo" });
	WRITE(m.s, chat_open(m.s->d, m.s->number, &budi, NULL, m.s->now, &ref, &m.s->c, e));
	m.chat = ref.chat_id;
	m.id = write_to(m.s, m.chat, TEXT);
	m.attempt = begin(m.s, m.id, m.s->now * 1000, way->made ? ID : NULL);
	for (size_t i = 0; i < THINGS; i++) {
		snprintf(said + strlen(said), sizeof said - strlen(said), "%s%s", i ? ", " : "",
			things[order[i]]);
		happens(&m, order[i]);
	}
	judge(&m, said);
	shop_close(&state);
}

static int played;

static void permute(const struct way *way, enum thing order[THINGS], size_t from)
{
	if (from == THINGS) {
		play(way, order);
		played++;
		return;
	}
	for (size_t i = from; i < THINGS; i++) {
		enum thing t = order[from];

		order[from] = order[i];
		order[i] = t;
		permute(way, order, from + 1);
		order[i] = order[from];
		order[from] = t;
	}
}

static void test_orders(void **state)
{
	(void)state;
	for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
		enum thing order[THINGS] = { ANSWER, ECHO, ACK_LID, ACK_PHONE, LOOK };

		permute(&ways[w], order, 0);
	}
	assert_int_equal(played, 120 * (int)(sizeof ways / sizeof *ways));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_orders) };

	return cmocka_run_group_tests_name("meet", tests, NULL, NULL);
}
