/* harness: see harness.h. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "store/outbox.h"

#include "harness.h"

struct shop shop;

int one_number(void **state)
{
	(void)state;
	shop_open(&shop, 1, NULL);
	return 0;
}

int two_numbers(void **state)
{
	(void)state;
	shop_open(&shop, 2, NULL);
	return 0;
}

int shop_end(void **state)
{
	(void)state;
	shop_close(&shop);
	return 0;
}

const json_t *must(enum command_id id, const char *args)
{
	const json_t *v = shop_run(&shop, id, args);
	if (!v)
		fail_msg("%s %s: %s", command_get(id)->name, args, err_text(&shop.err));
	return v;
}

const json_t *must_of(enum command_id id, const char *format, int64_t n)
{
	char args[256];
	snprintf(args, sizeof args, format, (long long)n);
	return must(id, args);
}

void become(const char *name, int64_t uid, enum rights rights)
{
	struct err e = { 0 };
	if (!service_caller(&shop.service, uid, name, &shop.service.caller, &e))
		fail_msg("%s", err_text(&e));
	shop.service.caller.rights = rights;
}

void ids(const json_t *v, char *out, size_t cap)
{
	const json_t *row;
	size_t i;
	*out = '\0';
	json_array_foreach(json_at(v, "items"), i, row)
		snprintf(out + strlen(out), cap - strlen(out), "%s%lld", i ? " " : "",
			(long long)json_i64_or(row, "id", 0));
}

void lists(const char *filter, const char *want)
{
	char got[120], args[200];
	snprintf(args, sizeof args, "{'view':'all','filter':'%s'}", filter);
	ids(must(CMD_CONVERSATION_LIST, args), got, sizeof got);
	if (strcmp(got, want) != 0)
		fail_msg("%s lists %s, not %s", filter, got, want);
}

int64_t note(const char *text)
{
	char args[300];
	snprintf(args, sizeof args, "{'conversation':1,'text':'%s'}", text);
	return json_i64_or(must(CMD_NOTE, args), "id", 0);
}

int leaves(int64_t id)
{
	struct changes changes = { 0 };
	struct err e = { 0 };
	int attempt;
	int64_t now = clock_now_ms();
	struct outbox_leave leave = { .message_id = id, .now_ms = now, .deadline_ms = now + 90000, .day = 20779,
		.gap_ms = 5000 };
	shop_write(&shop);
	if (!outbox_begin(shop.keep, &leave, &attempt, &changes, &e))
		fail_msg("%s", err_text(&e));
	shop_wrote(&shop);
	changes_fini(&changes);
	return attempt;
}
