/* media: files that people attach. They come in before their command runs, byte by
 * byte, and are taken into the depot by it. */
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "command/rights.h"
#include "store/media.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

enum { STATUS_CREATED = 201, UNSENT_S = 24 * 3600, FORGET_AT_ONCE = 100 };

struct intake {
	struct depot_new *file;
};

struct intake *intake_begin(const struct service *s, const struct command *cmd, struct err *e)
{
	if (!rights_check(cmd, s->caller.rights, s->caller.agent, e))
		return NULL;
	struct depot_new *file = depot_begin(config_data_dir(s->config), e);
	if (!file)
		return NULL;
	struct intake *u = xcalloc(1, sizeof *u);
	u->file = file;
	return u;
}

bool intake_write(struct intake *u, const void *data, size_t n, struct err *e)
{
	return depot_write(u->file, data, n, e);
}

bool intake_end(struct intake *u, struct err *e)
{
	return depot_end(u->file, e);
}

void intake_free(struct intake *u)
{
	if (!u)
		return;
	depot_free(u->file);
	free(u);
}

/* What nobody sent within a day. */
static bool forget_old(struct call *c, struct err *e)
{
	char hash[DEPOT_HASH_CAP];
	struct err none = { 0 };
	for (int i = 0; i < FORGET_AT_ONCE; i++) {
		if (!media_forget(c->s->db, c->s->now_ms / 1000 - UNSENT_S, hash, &none))
			break;
		if (hash[0])
			depot_remove(config_data_dir(c->s->config), hash);
	}
	if (none.kind != ERR_NONE && e)
		*e = none;
	return none.kind == ERR_NONE;
}

/* Room for what comes: what nobody looked at for longest can be fetched again. */
static bool make_room(struct call *c, struct err *e)
{
	int64_t max = (int64_t)config_int(c->s->config, "media_store_max") << 20, sum;
	char hash[DEPOT_HASH_CAP];
	struct err none = { 0 };
	for (int i = 0; i < FORGET_AT_ONCE; i++) {
		if (!media_sum(c->s->db, &sum, e))
			return false;
		if (sum <= max || !media_evict(c->s->db, hash, &c->changes, &none))
			break;
		if (hash[0])
			depot_remove(config_data_dir(c->s->config), hash);
	}
	if (none.kind != ERR_NONE && e)
		*e = none;
	return none.kind == ERR_NONE;
}

bool media_add_run(struct call *c, struct err *e)
{
	const char *given = json_str_or(c->args, "filename", "");
	size_t n;
	if (!c->s->intake)
		return err_set(e, ERR_USAGE, "media.empty", N_("the file is empty: there is nothing to send"), NULL);
	struct depot_new *file = c->s->intake->file;
	const void *head = depot_head(file, &n);
	struct media_file f = { .agent_id = c->s->caller.agent_id, .at = c->s->now_ms / 1000,
		.size = depot_size(file) };
	str_copy(f.hash, sizeof f.hash, depot_hash(file));
	str_copy(f.mimetype, sizeof f.mimetype, media_type(head, n, given));
	media_name(given, f.mimetype, f.filename);
	if (!forget_old(c, e) || !media_add(c->s->db, &f, e) || !make_room(c, e) || !depot_keep(file, e))
		return false;
	json_t *o = json_object();
	json_put_i64(o, "id", f.id);
	json_put_str(o, "mimetype", f.mimetype);
	json_put_str(o, "filename", f.filename);
	json_put_i64(o, "size", f.size);
	json_put_str(o, "sha256", f.hash);
	json_put_str(o, "kind", message_kind_name(media_kind(f.mimetype)));
	reply_set(c->reply, o);
	c->reply->status = STATUS_CREATED;
	return true;
}

bool media_get_run(struct call *c, struct err *e)
{
	struct reply_file *out = &c->reply->file;
	struct media_file f;
	if (!media_get(c->s->db, json_i64_or(c->args, "media", 0), c->s->caller.agent_id, &f, e))
		return false;
	int fd = depot_open(config_data_dir(c->s->config), f.hash, f.size, false, e);
	if (fd < 0)
		return false;
	*out = (struct reply_file){ .there = true, .fd = fd, .size = f.size };
	str_copy(out->type, sizeof out->type, f.mimetype);
	str_copy(out->name, sizeof out->name, f.filename);
	return true;
}
