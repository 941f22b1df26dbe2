/* act: what is done to a message that is there, and what is fetched for it: jobs that
 * ask WAHA, and the answer once it said so. */
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/media.h"
#include "store/message.h"

#include "service/call.h"

#include "base/banned.h"

static void post(struct call *c, enum job_kind kind, const char *text)
{
	json_t *args = json_object();
	json_put_i64(args, "session_id", c->target.session_id);
	json_put_i64(args, "message_id", c->target.message_id);
	json_put_str(args, "text", text);
	call_job(c, kind, args, true);
}

/* One character as people see it, and none that is written with letters. */
static bool is_emoji(const char *s)
{
	struct cluster one;
	size_t n = strlen(s);
	bool plain = true;
	for (size_t i = 0; i < n; i++)
		plain = plain && (unsigned char)s[i] < 0x80;
	return n == 0 || (!plain && text_cluster(s, n, &one) == n);
}

bool act_react(struct call *c, struct err *e)
{
	const char *emoji = json_str_or(c->args, "emoji", "");
	if (!is_emoji(emoji))
		return err_set(e, ERR_USAGE, "act.emoji",
			N_("{typed} is no emoji: one goes, and none takes a reaction back"), "typed=%s", emoji);
	post(c, JOB_REACT, emoji);
	return call_audit(c, "react", emoji, e);
}

bool act_edit(struct call *c, struct err *e)
{
	const char *text = json_str_or(c->args, "text", "");
	if (text[strspn(text, " \t\r\n")] == '\0')
		return err_set(e, ERR_USAGE, "act.empty",
			N_("a message cannot be edited to nothing: delete it instead"), NULL);
	post(c, JOB_EDIT, text);
	return call_audit(c, "edit", NULL, e);
}

bool act_delete(struct call *c, struct err *e)
{
	post(c, JOB_DELETE, NULL);
	return call_audit(c, "delete", NULL, e);
}

bool act_answer(struct call *c, const struct job_result *result, struct err *e)
{
	(void)result;
	return message_show(c, e);
}

bool media_fetch(struct call *c, struct err *e)
{
	(void)e;
	post(c, JOB_MEDIA, NULL);
	return true;
}

bool media_fetched(struct call *c, const struct job_result *result, struct err *e)
{
	struct reply_file *out = &c->reply->file;
	struct media_file f;
	if (!media_get(c->s->db, json_i64_or(result->json, "media_id", 0), 0, &f, e))
		return false;
	int fd = depot_open(config_data_dir(c->s->config), f.hash, f.size, false, e);
	if (fd < 0)
		return false;
	*out = (struct reply_file){ .there = true, .fd = fd, .size = f.size };
	str_copy(out->type, sizeof out->type, f.mimetype);
	str_copy(out->name, sizeof out->name, f.filename);
	return true;
}

bool history_fetch(struct call *c, struct err *e)
{
	json_t *args;
	if (!c->target.number)
		return err_set(e, ERR_CONFLICT, "send.number",
			N_("the number of this conversation is not in the configuration any more"), NULL);
	args = json_object();
	json_put_i64(args, "session_id", c->target.session_id);
	json_put_i64(args, "chat_id", c->target.chat.chat_id);
	call_job(c, JOB_HISTORY, args, true);
	return true;
}

bool history_fetched(struct call *c, const struct job_result *result, struct err *e)
{
	(void)e;
	reply_set(c->reply, json_deep_copy(result->json));
	return true;
}
