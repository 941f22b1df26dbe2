/* message: how states are shown, and how acks move them. */
#include "base/err.h"

#include "model/message.h"

#include "base/banned.h"

NAMES_DEFINE(message_state, message_state, MESSAGE_STATES)
NAMES_DEFINE(message_kind, message_kind, MESSAGE_KINDS)
NAMES_DEFINE(message_origin, message_origin, MESSAGE_ORIGINS)
NAMES_DEFINE(outcome, outcome, OUTCOMES)

static const struct {
	const char *status, *mark, *ascii;
	int rank;
} states[] = {
#define X(id, name, status, mark, ascii, rank) [id] = { status, mark, ascii, rank },
	MESSAGE_STATES(X)
#undef X
};

const char *message_status(enum message_state s)
{
	message_state_name(s); /* a value outside the list dies there */
	return states[s].status;
}

const char *message_mark(enum message_state s, bool ascii)
{
	message_state_name(s);
	return ascii ? states[s].ascii : states[s].mark;
}

enum message_state message_state_of_ack(int ack)
{
	static const enum message_state of_ack[] = { MSG_ACCEPTED, MSG_SENT, MSG_DELIVERED, MSG_READ,
		MSG_PLAYED };

	if (ack < 0 || ack > 4)
		BUG("ack %d has no state", ack);
	return of_ack[ack];
}

enum message_state message_state_raised(enum message_state now, int ack)
{
	if (now == MSG_RECEIVED || now == MSG_CANCELLED || ack < -1 || ack > 4)
		return now;
	if (ack == -1)
		return now == MSG_SENDING || now == MSG_ACCEPTED || now == MSG_SENT || now == MSG_UNKNOWN
			? MSG_REJECTED
			: now;
	if (now == MSG_REJECTED && ack < 2)
		return now;
	enum message_state to = message_state_of_ack(ack);
	return states[to].rank > states[now].rank ? to : now;
}
