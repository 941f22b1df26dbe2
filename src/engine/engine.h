/* engine: the one process that owns the database, WAHA's key and the sending.
 *
 *   thread   starts                wakes on                     stops
 *   sync     engine_start, one a number  its timer, engine_poke_sync    flag + wake + http_stop + join
 *   sender   engine_start, one a number  outbox due, engine_poke_sender flag + wake + http_stop + join
 *   jobs     engine_start, three, five a number  job queues       flag + close + http_stop + join
 *   erase    engine_start          engine_poke_eraser, its timer flag + wake + join
 *   api      api_start (api/)            sockets, engine_changes_fd  stopped first
 *
 * Stopped in reverse. Each thread has its own database connection and its own
 * struct http; they share no model and meet in the database. A sender a number,
 * because a POST may take 90 s and two numbers never wait for each other. */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include <jansson.h>
#include <stdint.h>

#include "base/err.h"

#include "model/change.h"
#include "model/verdict.h"
#include "config/config.h"
#include "policy/away.h"
#include "policy/stopword.h"
#include "store/away.h"
#include "store/db.h"
#include "store/template.h"

struct engine;

/* Takes the lock in the data directory (ERR_CONFLICT engine.locked when another
 * holds it), opens and migrates the database, makes rows for the numbers of the
 * configuration, settles what a crash left behind. Threads start in
 * engine_start. config is borrowed and outlives the engine. */
struct engine *engine_new(const struct config *, struct err *);
bool engine_start(struct engine *, struct err *);
/* Stops the threads; engine_free releases the lock. */
void engine_stop(struct engine *);
void engine_free(struct engine *);

const struct config *engine_config(const struct engine *);
/* Something was enqueued, resumed, cancelled …: the senders look again. */
void engine_poke_sender(struct engine *);
/* Somebody was erased: what is left of them is wiped now. */
void engine_poke_eraser(struct engine *);
/* An admin says that this computer's clock is right after all (resume --clock):
 * in the caller's write transaction. */
bool engine_trust_clock(struct engine *, struct db *, struct err *);
/* The file <data>/STOP, which anybody may touch: while it is there nothing
 * leaves, whatever was resumed. */
const char *engine_stop_file(const struct engine *);
/* A number shall be polled now (0: all). */
void engine_poke_sync(struct engine *, int64_t session_id);

/* The message of a number that left, and whose outcome the database does not take:
 * nothing else of that number leaves until it does. 0: none. */
int64_t engine_unwritten(struct engine *, int64_t session_id);

/* What became different, for faces: any thread posts after its commit, the API
 * thread takes. engine_changes_fd is readable while there are some. */
void engine_changed(struct engine *, const struct changes *);
int engine_changes_fd(const struct engine *);
bool engine_changes_take(struct engine *, struct change *);

/* What WAHA tells by its webhook, in its envelope: kept as if a poll had brought it,
 * in any order and however often. name is the number's, NULL where the session's name
 * in the envelope says enough. In no transaction, on any thread with its own db.
 * ERR_NOT_FOUND webhook.none, ERR_CONFLICT webhook.which; ERR_BUSY webhook.early for
 * what is about a message that has not come yet, webhook.soon for what no poll brings
 * while the session is not known to work: it is to be told again. */
bool engine_push(struct engine *, struct db *, const char *name, const json_t *envelope, struct err *);
/* What WAHA signs with: a file of its own in the data directory; made where there is
 * none when make is set, else ERR_NOT_FOUND webhook.off. */
enum { WEBHOOK_SECRET_CAP = 256 };
bool engine_webhook_secret(const struct engine *, bool make, char out[WEBHOOK_SECRET_CAP], struct err *);

/* Agents who are there: people with a stream of events open. The API's thread sets, any reads. */
enum { AGENTS_HERE = 64 };
void engine_agents_set(struct engine *, const int64_t *ids, size_t n);
size_t engine_agents(const struct engine *, int64_t ids[AGENTS_HERE]);

/* The verdict on a message that is (or would be) queued: gathers the facts and
 * asks policy, for preview, why, plan and the sender alike. */
struct verdict_item {
	int64_t message_id; /* 0: a preview */
	int64_t session_id, chat_id, contact_id;
	const char *text;
	bool templated, approved; /* of a preview: the text is a template's; which is approved */
};
bool engine_verdict(struct engine *, struct db *, const struct verdict_item *, int64_t now_ms,
	struct verdict *, struct err *);

/* A person says yes to all that holds a message: *confirmed is what that is kept as
 * (outbox_confirm; 0: nothing does, or no yes helps), and the verdict is as it would
 * be with it. A HOLD then is one that nobody can confirm. */
bool engine_confirm(struct engine *, struct db *, const struct verdict_item *, int64_t now_ms, unsigned *confirmed,
	struct verdict *, struct err *);

/* The rules of content that count now; whole, shared, there until they are let go.
 * Reading rules and stop words again (SIGHUP, `wartel rules list`) leaves the old ones
 * when a file is bad: ERR_USAGE with file and line. Old ones are freed when nobody
 * holds any. */
struct content;
const struct content *engine_content_hold(struct engine *);
void engine_content_drop(struct engine *);
/* What a customer's text means by the stop words. NULL: nothing. */
enum stopword engine_stopword(struct engine *, const char *text);
bool engine_read_rules(struct engine *, struct err *);

/* Out of office, of a number now. */
struct engine_away {
	bool away;
	struct absence absence; /* where away */
	struct away_row row;	/* as a person switched it last, {0} never */
	const char *wants;	/* the option away_closed; borrowed */
	struct template_row closed; /* the template it names, {0} none */
	struct sentence why;	/* why that cannot be said; no key: it can */
};
bool engine_away(struct engine *, struct db *, int64_t session_id, int64_t now, struct engine_away *, struct err *);
void engine_away_fini(struct engine_away *);
/* Whether what a person wants to be said can be, to everybody: its text, variables,
 * language. ERR_USAGE away.place and template.*, ERR_POLICY for what the rules of content
 * do not let leave by itself. */
bool engine_away_text(struct engine *, struct db *, int64_t session_id, const struct away_row *, int64_t now,
	struct err *);
/* It was switched off: what waits is cancelled. In the caller's write transaction. */
bool engine_away_over(struct engine *, struct db *, int64_t session_id, int64_t now_ms, struct changes *, struct err *);

/* True when nothing is queued, sending, being looked up or to be wiped, no job runs, and nobody
 * relies on out-of-office answers: a lingering engine without faces may end (held rows do not
 * keep it). */
bool engine_idle(struct engine *, struct db *);

/* Jobs: short calls to WAHA on behalf of a face. job_post never blocks. The result
 * arrives through engine_jobs_fd/job_take on the API thread, which resumes the
 * request that waits. args → result:
 *
 *   JOB_SESSION_START  {session_id} → {status}: brings the session up; the number's
 *			row is up to date before the result comes
 *   JOB_SESSION_STATUS {session_id} → {status}: the same, only asking
 *   JOB_SESSION_STOP, JOB_SESSION_RESTART, JOB_SESSION_LOGOUT
 *			{session_id} → {status}: as WAHA says afterwards
 *   JOB_SESSION_WEBHOOK {session_id, url, on} → {status}: WAHA tells its events to url,
 *			or no more
 *   JOB_SESSION_QR     {session_id} → {status, value|null, expires_in|null}: what to
 *			draw, and for how many seconds at most; null while the status
 *			is not SCAN_QR_CODE
 *   JOB_SESSION_CODE   {session_id, phone: digits} → {code}
 *   JOB_STAR	  {message_id, starred} → null; the star here is the service's, and
 *			stays when WhatsApp is not told of it
 *   JOB_SEEN	  {session_id, chat_id} → null: read marks for all that is unread;
 *			both ERR_POLICY gate.stop.* after a stop or a full pause
 *   JOB_DOCTOR	  {} → {items: [{check, state: ok|warn|bad, say: sentence, do:
 *			sentence|null}]}: of every number: address, key, version,
 *			engine, session, store; and clock, zone, database
 *   JOB_MEDIA	  {message_id} → {media_id}: the file that came with it is here
 *   JOB_HISTORY	  {session_id, chat_id} → {added, done}: messages from before the oldest
 *			that is here; done: WAHA has no more
 *   JOB_REACT, JOB_EDIT {message_id, text}, JOB_DELETE {message_id} → null: done to a message
 *			that is there, once WAHA said so; ERR_POLICY where a gate does
 *			not allow it, ERR_REMOTE act.unknown where nobody knows
 *   JOB_BLOCK	  {contact_id, blocked} → null: WhatsApp itself is told, on every number
 *			that wrote with them and whose WAHA can; not once it is otherwise here
 *   JOB_IMPORT	  {media_id, agent_id, who} → {read, added, changed, same, left_out,
 *			ignored: [heading], problems: [{line, name, why: error}]}
 *   JOB_PICTURE	  {contact_id} → {hash, size, mimetype}: in the depot; asked of WhatsApp at
 *			most once a day; ERR_NOT_FOUND picture.none
 *   JOB_CHECK	  {session_id, phone: digits} → {phone, there, address, at, fresh}: as
 *			WhatsApp said, now or lately; ERR_BUSY check.many, check.soon
 *   JOB_LABEL	  {items: [{conversation_id, label_id, on}, or {label_id} that was made or
 *			renamed, or {session_id, wa_id} that was deleted]} → null: the phone's
 *			labels follow, on numbers whose labels_in_step is both
 *   JOB_LOOK	  {message_id} → null: an unknown message is looked up now */
#define JOB_KINDS(X)                                                                     \
	X(JOB_SESSION_START) X(JOB_SESSION_STATUS) X(JOB_SESSION_QR) X(JOB_SESSION_CODE) \
	X(JOB_SESSION_STOP) X(JOB_SESSION_RESTART) X(JOB_SESSION_LOGOUT) X(JOB_SESSION_WEBHOOK) \
	X(JOB_STAR) X(JOB_SEEN) X(JOB_DOCTOR) X(JOB_LOOK) X(JOB_BLOCK) X(JOB_CHECK) X(JOB_IMPORT) X(JOB_PICTURE) \
	X(JOB_MEDIA) X(JOB_HISTORY) X(JOB_REACT) X(JOB_EDIT) X(JOB_DELETE) X(JOB_LABEL)
enum job_kind {
#define X(id) id,
	JOB_KINDS(X)
#undef X
	JOB_COUNT
};
/* args: object with session_id and what the kind needs (borrowed). The ticket
 * (> 0), or 0 with ERR_BUSY when the queue is full. */
int64_t job_post(struct engine *, enum job_kind, const json_t *args, struct err *);
struct job_result {
	int64_t ticket;
	bool ok;
	json_t *json; /* owned, may be NULL */
	struct err err;
};
int engine_jobs_fd(const struct engine *);
bool job_take(struct engine *, struct job_result *);

#endif
