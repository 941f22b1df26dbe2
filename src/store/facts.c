/* facts: see facts.h. */
#include <string.h>

#include "base/mem.h"

#include "model/likeness.h"

#include "store/facts.h"
#include "store/outbox.h"
#include "store/pause.h"
#include "store/stmt.h"

#include "base/banned.h"

enum { HOUR_S = 3600, HOUR_MS = HOUR_S * 1000, DAY_S = 24 * HOUR_S };

static bool take_pauses(struct db *d, int64_t session_id, int64_t now, struct number_facts *f, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT kind, until, reason FROM pauses INDEXED BY pauses_in_force WHERE lifted_at = 0"
		" AND (session_id IS NULL OR session_id = :session) AND (until = 0 OR until > :now) ORDER BY id", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_i64(s, ":now", now);
	while ((got = stmt_row(s, e)) > 0) {
		enum pause_kind kind = PAUSE_FULL;
		int64_t until;

		take_named(s, pause_kind, &kind);
		until = take_i64(s);
		if (kind == PAUSE_INITIATIONS) {
			/* Several: until the last of them, and one without an end wins. */
			if (!f->initiations_paused ||
			    (f->initiations_until != 0 && (until == 0 || until > f->initiations_until)))
				f->initiations_until = until;
			f->initiations_paused = true;
		}
		/* The strongest one's reason is told. */
		if (f->pause_reason[0] == '\0' || kind == PAUSE_STOP || (kind == PAUSE_FULL && !f->stopped))
			take_into(s, f->pause_reason, sizeof f->pause_reason);
		f->stopped = f->stopped || kind == PAUSE_STOP;
		f->full_pause = f->full_pause || kind == PAUSE_FULL;
	}
	return got == 0;
}

bool facts_number(struct db *d, int64_t session_id, int32_t day, int64_t now, struct number_facts *f, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT n.status, n.why_key, n.why_text, n.why_args, n.last_left_ms, n.gap_ms, n.ramp_day,"
		" n.halved_until > :now,"
		" (SELECT count(*) FROM contact_days t WHERE t.session_id = n.id AND t.day = :day),"
		" (SELECT count(*) FROM contact_days t WHERE t.session_id = n.id AND t.day = :day AND t.initiation = 1),"
		/* only what the number laid on itself: a person's stop and resume change no pace */
		" (SELECT coalesce(max(CASE WHEN p.lifted_at > 0 THEN p.lifted_at ELSE p.until END), 0) FROM pauses p"
		"  WHERE p.session_id = n.id AND p.made_by = 'engine'"
		"  AND ((p.lifted_at > :hour AND p.lifted_at <= :now)"
		"   OR (p.lifted_at = 0 AND p.until > :hour AND p.until <= :now)))"
		" FROM whatsapp_sessions n WHERE n.id = :session", e);
	struct sentence why = { 0 };
	char said[SENTENCE_SAID];
	int got;

	*f = (struct number_facts){ 0 };
	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_i64(s, ":day", day);
	stmt_i64(s, ":now", now);
	stmt_i64(s, ":hour", now - HOUR_S);
	got = stmt_row(s, e);
	if (got == 0)
		err_set(e, ERR_NOT_FOUND, "number.none", N_("there is no number {name}"), "name=%lld",
			(long long)session_id);
	if (got <= 0)
		return false;
	take_named(s, session_status, &f->status);
	take_sentence(s, &why);
	f->last_left_ms = take_i64(s);
	f->gap_ms = (int)take_i64(s);
	f->ramp_day = (int)take_i64(s);
	f->halved = take_i64(s) != 0;
	f->contacts_today = (int)take_i64(s);
	f->initiations_today = (int)take_i64(s);
	f->recovers_from = take_i64(s);
	stmt_done(s);
	if (why.key[0] != '\0')
		str_copy(f->status_why, sizeof f->status_why, sentence_fill(&why, why.text, said, sizeof said));
	return take_pauses(d, session_id, now, f, e);
}

static bool of_message(struct db *d, int64_t message_id, int32_t day, struct item_facts *f, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT h.kind <> 'person', o.by_person, coalesce(c.opted_out_at, 0), coalesce(c.blocked_at, 0), o.restored,"
		" t.contact_id IS NOT NULL, coalesce(t.initiation, 0), coalesce(w.last_inbound_at, 0), o.born_ms,"
		" o.dwell_until_ms, o.first_due_ms, o.life_until, o.not_before_ms, o.confirmed,"
		" coalesce(c.wrote_at, 0), coalesce(c.consent_at, 0), coalesce(c.opted_in_at, 0),"
		/* of several phones the one that it goes to */
		" CASE WHEN o.recipient GLOB '[1-9]*@c.us' THEN substr(o.recipient, 1, instr(o.recipient, '@') - 1)"
		" ELSE coalesce(c.phone, '') END,"
		" o.template_id IS NOT NULL, coalesce((SELECT p.status = 'approved' AND p.deleted = 0 AND"
		" p.version = o.template_version FROM message_templates p WHERE p.id = o.template_id), 0)"
		" FROM outbox o JOIN chats h ON h.id = o.chat_id"
		" LEFT JOIN contacts c ON c.id = h.contact_id"
		" LEFT JOIN contact_days t ON t.session_id = o.session_id AND t.day = :day AND t.contact_id = h.contact_id"
		" LEFT JOIN conversation_sessions w ON w.contact_id = h.contact_id AND w.session_id = o.session_id"
		" WHERE o.message_id = :id", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", message_id);
	stmt_i64(s, ":day", day);
	got = stmt_row(s, e);
	if (got == 0)
		err_set(e, ERR_NOT_FOUND, "outbox.none", N_("message {id} was never in the queue"), "id=%lld",
			(long long)message_id);
	if (got <= 0)
		return false;
	f->is_group = take_i64(s) != 0;
	f->by_person = take_i64(s) != 0;
	f->opted_out = take_i64(s) != 0;
	f->blocked = take_i64(s) != 0;
	f->restored = take_i64(s) != 0;
	f->written_today = take_i64(s) != 0;
	f->initiated_today = take_i64(s) != 0;
	f->last_inbound_at = take_i64(s);
	f->born_ms = take_i64(s);
	f->dwell_until_ms = take_i64(s);
	f->first_due_ms = take_i64(s);
	f->life_until = take_i64(s);
	f->not_before_ms = take_i64(s);
	f->confirmed = (unsigned)take_i64(s);
	f->wrote_at = take_i64(s);
	f->consent_at = take_i64(s);
	f->opted_in_at = take_i64(s);
	take_into(s, f->phone, sizeof f->phone);
	f->templated = take_i64(s) != 0;
	f->approved = take_i64(s) != 0;
	stmt_done(s);
	return true;
}

bool facts_item(struct db *d, int64_t message_id, const struct facts_preview *like, int32_t day, struct item_facts *f,
	struct err *e)
{
	struct stmt *s;
	int got;

	*f = (struct item_facts){ 0 };
	if (message_id != 0)
		return of_message(d, message_id, day, f, e);
	f->by_person = true;
	f->born_ms = f->first_due_ms = like->now_ms;
	/* One row always: the contact is the chat's where there is a chat. */
	s = SQL(d,
		"SELECT coalesce(h.kind, 'person') <> 'person', coalesce(c.opted_out_at, 0), coalesce(c.blocked_at, 0),"
		" t.contact_id IS NOT NULL, coalesce(t.initiation, 0), coalesce(w.last_inbound_at, 0),"
		" coalesce(c.wrote_at, 0), coalesce(c.consent_at, 0), coalesce(c.opted_in_at, 0), coalesce(c.phone, '')"
		" FROM (SELECT :chat AS chat, :contact AS contact, :session AS session) a"
		" LEFT JOIN chats g ON g.id = a.chat LEFT JOIN chats h ON h.id = coalesce(g.merged_into, g.id)"
		" LEFT JOIN contacts b ON b.id = coalesce(h.contact_id, a.contact)"
		" LEFT JOIN contacts c ON c.id = coalesce(b.merged_into, b.id)"
		" LEFT JOIN contact_days t ON t.session_id = a.session AND t.day = :day AND t.contact_id = c.id"
		" LEFT JOIN conversation_sessions w ON w.contact_id = c.id AND w.session_id = a.session", e);
	if (s == NULL)
		return false;
	stmt_id(s, ":chat", like->chat_id);
	stmt_id(s, ":contact", like->contact_id);
	stmt_i64(s, ":session", like->session_id);
	stmt_i64(s, ":day", day);
	got = stmt_row(s, e);
	if (got <= 0)
		return false;
	f->is_group = take_i64(s) != 0;
	f->opted_out = take_i64(s) != 0;
	f->blocked = take_i64(s) != 0;
	f->written_today = take_i64(s) != 0;
	f->initiated_today = take_i64(s) != 0;
	f->last_inbound_at = take_i64(s);
	f->wrote_at = take_i64(s);
	f->consent_at = take_i64(s);
	f->opted_in_at = take_i64(s);
	take_into(s, f->phone, sizeof f->phone);
	stmt_done(s);
	return true;
}

/* The newest other message of this chat with the same text: when it left, or for
 * one that was written before and waits, when that was. */
static bool same_text(struct db *d, const struct facts_recent *r, struct item_facts *f, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT coalesce(max(CASE WHEN p.left_ms > 0 THEN p.left_ms ELSE p.born_ms END), 0)"
		" FROM outbox p INDEXED BY outbox_body CROSS JOIN messages q ON q.id = p.message_id"
		/* its own row knows whether a file belongs to it */
		" WHERE p.chat_id = :chat AND p.message_id <> :id AND p.body_hash ="
		" coalesce((SELECT o.body_hash FROM outbox o WHERE o.message_id = :id), :hash)"
		" AND (p.left_ms > 0 OR :id = 0 OR p.message_id < :id)"
		" AND q.state NOT IN ('cancelled', 'rejected')", e);
	char hash[OUTBOX_HASH_CAP];

	if (s == NULL)
		return false;
	outbox_hash(r->text != NULL ? r->text : "", hash);
	stmt_i64(s, ":chat", r->chat_id);
	stmt_i64(s, ":id", r->message_id);
	stmt_str(s, ":hash", hash);
	return stmt_one(s, &f->same_ms, e);
}

/* Other people who got nearly the same within an hour, as an initiation. */
static bool alike(struct db *d, const struct facts_recent *r, struct item_facts *f, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT p.chat_id, p.likeness FROM outbox p INDEXED BY outbox_left"
		" WHERE p.session_id = :session AND p.left_ms > 0 AND p.left_ms > :since AND p.initiation = 1"
		" AND p.chat_id <> :chat"
		" ORDER BY p.chat_id", e);
	char ours[LIKENESS_CAP], theirs[LIKENESS_CAP];
	int64_t last = 0;
	int got;

	if (s == NULL)
		return false;
	likeness_of(r->text, ours);
	stmt_i64(s, ":session", r->session_id);
	stmt_i64(s, ":since", r->now_ms - HOUR_MS);
	stmt_i64(s, ":chat", r->chat_id);
	while ((got = stmt_row(s, e)) > 0) {
		int64_t chat_id = take_i64(s);

		take_into(s, theirs, sizeof theirs);
		if (chat_id == last || !likeness_near(ours, theirs))
			continue;
		last = chat_id;
		f->alike++;
	}
	return got == 0;
}

/* Who was begun with in the last 24 hours: the one whose leaving makes room is as
 * far from the oldest as there are too many. */
static bool tier(struct db *d, const struct facts_recent *r, struct number_facts *n, struct item_facts *f,
	struct err *e)
{
	int64_t now = r->now_ms / 1000;
	struct stmt *s = SQL(d,
		"SELECT contact_id, max(at) AS last FROM contact_days WHERE session_id = :session AND day >= :day"
		" AND initiation = 1 AND at > :since GROUP BY contact_id ORDER BY last DESC", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":session", r->session_id);
	stmt_i64(s, ":day", r->day - 1);
	stmt_i64(s, ":since", now - DAY_S);
	while ((got = stmt_row(s, e)) > 0) {
		int64_t contact_id = take_i64(s), at = take_i64(s);

		f->begun_24h = f->begun_24h || (contact_id == r->contact_id && contact_id != 0);
		if (++n->tier_used == r->tier_limit)
			n->tier_frees_at = at + DAY_S;
	}
	return got == 0;
}

bool facts_recent(struct db *d, const struct facts_recent *r, struct number_facts *n, struct item_facts *f,
	struct err *e)
{
	if (((r->text != NULL && *r->text != '\0') || r->message_id != 0) && r->chat_id != 0 && !same_text(d, r, f, e))
		return false;
	if (!facts_is_initiation(f, r->now_ms / 1000))
		return true;
	if (r->text != NULL && !alike(d, r, f, e))
		return false;
	return !r->tiered || tier(d, r, n, f, e);
}

bool facts_detail(struct db *d, int64_t message_id, char **out, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT detail FROM messages WHERE id = :id", e);
	int got;

	*out = NULL;
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", message_id);
	got = stmt_row(s, e);
	if (got < 0)
		return false;
	*out = got ? take_dup(s) : xstrdup("");
	if (got)
		stmt_done(s);
	return true;
}
