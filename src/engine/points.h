/* points: the named places where tests end the engine (base/fault.h), in the order
 * of the road. Nothing accepted may be lost at any of them, nothing sent twice.
 *
 *   send.ready         dwelt, typed, its time has come: not sent
 *   send.before-mark   step 2 is written, not committed: not sent
 *   send.marked        committed as leaving, nothing has left: unknown
 *   send.posted        WAHA has answered (or not), nobody has looked: unknown
 *   send.answered      the outcome is written, not committed: unknown
 *   send.recorded      the outcome is kept
 *   sync.before-commit a page is written, not committed: it is read again
 *   sync.committed     page and position are kept
 *   settle.before-commit, settle.committed   the same of a look-up's answer
 *   fetch.whole        a file that came is on the disk, nobody knows yet what it is
 *   fetch.kept         it is in the depot, its row is not committed: fetched again
 *   act.marked         a reaction, an edit, a deletion is paced, has not left
 *   act.done           WAHA has answered, what it did is not shown yet
 *   erase.before-commit, erase.committed   a piece of somebody who is erased is gone from the
 *                      rows: again, and its files go with the next start
 *   erase.tidy         no row is left, full text and journal are to be written anew
 *
 * Faults (fault_hit): send.record  the outcome cannot be written (disk full) */
#ifndef ENGINE_POINTS_H
#define ENGINE_POINTS_H

#define POINT_SEND_READY "send.ready"
#define POINT_SEND_BEFORE_MARK "send.before-mark"
#define POINT_SEND_MARKED "send.marked"
#define POINT_SEND_POSTED "send.posted"
#define POINT_SEND_ANSWERED "send.answered"
#define POINT_SEND_RECORDED "send.recorded"
#define POINT_SYNC_BEFORE_COMMIT "sync.before-commit"
#define POINT_SYNC_COMMITTED "sync.committed"
#define POINT_SETTLE_BEFORE_COMMIT "settle.before-commit"
#define POINT_SETTLE_COMMITTED "settle.committed"
#define POINT_FETCH_WHOLE "fetch.whole"
#define POINT_FETCH_KEPT "fetch.kept"
#define POINT_ACT_MARKED "act.marked"
#define POINT_ACT_DONE "act.done"
#define POINT_ERASE_BEFORE_COMMIT "erase.before-commit"
#define POINT_ERASE_COMMITTED "erase.committed"
#define POINT_ERASE_TIDY "erase.tidy"
#define FAULT_SEND_RECORD "send.record"

#endif
