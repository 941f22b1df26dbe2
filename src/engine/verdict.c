/* verdict: the facts of one message, gathered from database, configuration,
 * clock and the STOP file, put before policy. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/fs.h"
#include "base/mem.h"
#include "base/zone.h"

#include "model/phone_zone.h"
#include "store/facts.h"
#include "policy/policy.h"

#include "engine/clockwatch.h"
#include "engine/rulebook.h"
#include "engine/verdict.h"

#include "base/banned.h"

bool engine_stop_file_there(const struct engine *e)
{
	return file_exists(e->stop_file);
}

const char *engine_stop_file(const struct engine *e)
{
	return e->stop_file;
}

/* All that a message says: of a place, a card or a poll more than its text. */
static bool judge_content(struct number *n, struct db *d, const struct verdict_item *item, struct item_facts *f,
	struct err *e)
{
	char *detail = NULL, *both;

	if (item->message_id && !facts_detail(d, item->message_id, &detail, e))
		return false;
	if (detail && *detail) {
		both = xasprintf("%s\n%s", item->text ? item->text : "", detail);
		rulebook_judge(n->engine, both, &f->content);
		free(both);
	} else {
		rulebook_judge(n->engine, item->text, &f->content);
	}
	free(detail);
	return true;
}

static bool gather(struct number *n, struct db *d, const struct verdict_item *item, int64_t now_ms, struct facts *f,
	struct err *e)
{
	const struct limits *l = &n->config->limits;
	int32_t day = zone_day(l->zone, now_ms / 1000);
	struct facts_preview like = { .session_id = n->id, .now_ms = now_ms };
	struct facts_recent recent = { .session_id = n->id, .now_ms = now_ms, .day = day, .tiered = l->tiered,
		.tier_limit = l->tier_limit };

	if (item) {
		recent.message_id = item->message_id;
		recent.chat_id = item->chat_id;
		recent.contact_id = item->contact_id;
		recent.text = item->text;
	}
	*f = (struct facts){ .limits = *l };
	if (!facts_number(d, n->id, day, now_ms / 1000, &f->number, e) ||
	    !clockwatch_trusted(d, now_ms, &f->number.clock_trusted, e))
		return false;
	if (engine_stop_file_there(n->engine))
		f->number.stopped = true;
	if (!item)
		return true;
	like.chat_id = item->chat_id;
	like.contact_id = item->contact_id;
	if (!facts_item(d, item->message_id, item->message_id ? NULL : &like, day, &f->item, e) ||
	    !facts_recent(d, &recent, &f->number, &f->item, e))
		return false;
	if (!item->message_id) {
		f->item.templated = item->templated;
		f->item.approved = item->approved;
	}
	if (l->contact_hours && !f->item.is_group && phone_zone(f->item.phone))
		f->item.zone = zone_load(phone_zone(f->item.phone), NULL);
	return judge_content(n, d, item, &f->item, e);
}

bool verdict_facts(struct number *n, struct db *d, const struct verdict_item *item, int64_t now_ms, struct facts *f,
	struct err *e)
{
	bool ok;

	if (db_in_transaction(d))
		return gather(n, d, item, now_ms, f, e);
	/* One view of the database for all the questions. */
	if (!db_begin_read(d, e))
		return false;
	ok = gather(n, d, item, now_ms, f, e);
	if (ok)
		ok = db_commit(d, e);
	if (!ok)
		db_rollback(d);
	return ok;
}

bool engine_verdict(struct engine *e, struct db *d, const struct verdict_item *item, int64_t now_ms,
	struct verdict *v, struct err *err)
{
	struct number *n = engine_number(e, item->session_id);
	struct facts f;

	if (!n)
		return err_set(err, ERR_NOT_FOUND, "number.unconfigured",
			N_("This number is not in the configuration any more: nothing leaves from it"), NULL);
	if (!verdict_facts(n, d, item, now_ms, &f, err))
		return false;
	policy_judge(&f, now_ms, v);
	return true;
}

bool engine_confirm(struct engine *e, struct db *d, const struct verdict_item *item, int64_t now_ms,
	unsigned *confirmed, struct verdict *v, struct err *err)
{
	struct number *n = engine_number(e, item->session_id);
	struct facts f;

	*confirmed = 0;
	if (!n)
		return err_set(err, ERR_NOT_FOUND, "number.unconfigured",
			N_("This number is not in the configuration any more: nothing leaves from it"), NULL);
	if (!verdict_facts(n, d, item, now_ms, &f, err))
		return false;
	policy_judge(&f, now_ms, v);
	*confirmed = policy_confirmable(v);
	f.item.confirmed |= *confirmed;
	if (*confirmed)
		policy_judge(&f, now_ms, v);
	return true;
}
