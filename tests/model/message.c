/* How acks move a message's state; written from the rules of WAHA's acks: they
 * only rise, a −1 wins over 0 and 1, and after it the row still says 0. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/message.h"

static const struct {
	enum message_state now, after[6]; /* of ack −1, 0, 1, 2, 3, 4 */
} raised[] = {
#define ROW(now, ...) { now, { __VA_ARGS__ } }
	ROW(MSG_RECEIVED, MSG_RECEIVED, MSG_RECEIVED, MSG_RECEIVED, MSG_RECEIVED, MSG_RECEIVED, MSG_RECEIVED),
	ROW(MSG_QUEUED, MSG_QUEUED, MSG_ACCEPTED, MSG_SENT, MSG_DELIVERED, MSG_READ, MSG_PLAYED),
	ROW(MSG_HELD, MSG_HELD, MSG_ACCEPTED, MSG_SENT, MSG_DELIVERED, MSG_READ, MSG_PLAYED),
	ROW(MSG_SENDING, MSG_REJECTED, MSG_ACCEPTED, MSG_SENT, MSG_DELIVERED, MSG_READ, MSG_PLAYED),
	ROW(MSG_ACCEPTED, MSG_REJECTED, MSG_ACCEPTED, MSG_SENT, MSG_DELIVERED, MSG_READ, MSG_PLAYED),
	ROW(MSG_SENT, MSG_REJECTED, MSG_SENT, MSG_SENT, MSG_DELIVERED, MSG_READ, MSG_PLAYED),
	ROW(MSG_DELIVERED, MSG_DELIVERED, MSG_DELIVERED, MSG_DELIVERED, MSG_DELIVERED, MSG_READ, MSG_PLAYED),
	ROW(MSG_READ, MSG_READ, MSG_READ, MSG_READ, MSG_READ, MSG_READ, MSG_PLAYED),
	ROW(MSG_PLAYED, MSG_PLAYED, MSG_PLAYED, MSG_PLAYED, MSG_PLAYED, MSG_PLAYED, MSG_PLAYED),
	ROW(MSG_REJECTED, MSG_REJECTED, MSG_REJECTED, MSG_REJECTED, MSG_DELIVERED, MSG_READ, MSG_PLAYED),
	ROW(MSG_UNKNOWN, MSG_REJECTED, MSG_ACCEPTED, MSG_SENT, MSG_DELIVERED, MSG_READ, MSG_PLAYED),
	ROW(MSG_CANCELLED, MSG_CANCELLED, MSG_CANCELLED, MSG_CANCELLED, MSG_CANCELLED, MSG_CANCELLED, MSG_CANCELLED),
};

static void test_raised(void **state)
{
	(void)state;
	assert_int_equal(sizeof raised / sizeof *raised, MSG_CANCELLED + 1);
	for (size_t i = 0; i < sizeof raised / sizeof *raised; i++)
		for (int ack = -1; ack <= 4; ack++)
			if (message_state_raised(raised[i].now, ack) != raised[i].after[ack + 1])
				fail_msg("%s and ack %d: %s", message_state_name(raised[i].now), ack,
					message_state_name(message_state_raised(raised[i].now, ack)));
	assert_int_equal(message_state_raised(MSG_SENT, 5), MSG_SENT);
	assert_int_equal(message_state_raised(MSG_SENT, -2), MSG_SENT);
}

static const struct {
	enum message_state state;
	const char *status, *mark, *ascii;
} shown[] = {
	{ MSG_QUEUED, "pending", "·", "." },	 { MSG_HELD, "pending", "‖", "=" },
	{ MSG_SENDING, "pending", ">", ">" },	 { MSG_ACCEPTED, "pending", ">", ">" },
	{ MSG_SENT, "sent", "✓", "v" },		 { MSG_DELIVERED, "delivered", "✓✓", "vv" },
	{ MSG_READ, "read", "✓✓R", "vvR" },	 { MSG_PLAYED, "read", "✓✓R", "vvR" },
	{ MSG_REJECTED, "failed", "✗", "x" },	 { MSG_UNKNOWN, "unknown", "?", "?" },
	{ MSG_RECEIVED, "received", "", "" },	 { MSG_CANCELLED, "cancelled", "", "" },
};

static void test_shown(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
		assert_string_equal(message_status(shown[i].state), shown[i].status);
		assert_string_equal(message_mark(shown[i].state, false), shown[i].mark);
		assert_string_equal(message_mark(shown[i].state, true), shown[i].ascii);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_raised),
		cmocka_unit_test(test_shown),
	};
	return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
