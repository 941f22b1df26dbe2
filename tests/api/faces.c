/* Every command of the table on every face: the Unix socket, TCP with a token, the
 * command line, the shell, and the screen's : line. What is right is answered in its
 * shape and wrong alike on all of them; so is a word too many. The engine is real;
 * WAHA is not there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/api.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/http.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/zone.h"
#include "client/client.h"
#include "command/parse.h"
#include "command/route.h"
#include "store/outbox.h"
#include "tui/action.h"
#include "tui/state.h"

#include "../schemas/validate.h"
#include "../service/shop.h"
#include "door.h"

enum { PATIENCE_MS = 20000, ANSWER_MAX = 8 << 20 };

static struct shop shop;
static struct api *api;
static char *path, *program;
static int port;
static char token[128];
static struct http *http;
/* The screen's connection, and what its last line came to. */
static struct client *client;
static struct {
	json_t *answer;
	struct err err;
} line;

static int opened(void **state)
{
	struct err e = { 0 };
	char more[64];
	const char *top = getenv("top_builddir");
	(void)state;
	log_quiet(true);
	port = door_port();
	snprintf(more, sizeof more, "port = %d\napi_rate = 1000\n", port);
	shop_open(&shop, 1, more);
	const json_t *v = shop_run(&shop, CMD_TOKEN_NEW, "{'name':'tests','rights':'admin'}");
	assert_non_null(v);
	str_copy(token, sizeof token, json_str(v, "token"));
	assert_non_null(shop_run(&shop, CMD_LABEL_SET, "{'label':'pesanan'}"));
	assert_non_null(shop_run(&shop, CMD_TEMPLATE_SET, "{'name':'nota','text':'Nota {{nomor}}'}"));
	path = path_join(shop.dir, "engine.sock");
	program = path_join(top ? top : ".", "wartel-t");
	api = api_new(shop.engine, path, &e);
	if (!api || !api_start(api, &e) || !engine_start(shop.engine, &e))
		fail_msg("%s", err_text(&e));
	http = http_new();
	client = client_open(shop.config, &(struct client_options){ .socket = path }, &e);
	if (!client)
		fail_msg("%s", err_text(&e));
	return 0;
}

static int closed(void **state)
{
	(void)state;
	client_close(client);
	http_free(http);
	api_free(api);
	free(program);
	free(path);
	shop_close(&shop);
	return 0;
}

static json_t *by_http(const struct command *cmd, const json_t *args, bool tcp, struct err *e)
{
	struct request r = { 0 };
	struct http_answer a = { 0 };
	char url[1024], bearer[160];
	snprintf(bearer, sizeof bearer, "Authorization: Bearer %s", token);
	const char *headers[] = { bearer, NULL };
	if (!route_request(cmd, args, &r, e))
		return NULL;
	if (tcp)
		snprintf(url, sizeof url, "http://127.0.0.1:%d%s", port, buf_str(&r.path));
	else
		snprintf(url, sizeof url, "http://wartel%s", buf_str(&r.path));
	struct http_request q = { .method = r.method, .url = url, .unix_socket = tcp ? NULL : path,
		.headers = tcp ? headers : NULL, .body = r.body.n ? buf_str(&r.body) : NULL, .body_len = r.body.n,
		.changing = strcmp(r.method, "GET") != 0, .timeout_ms = PATIENCE_MS };
	if (!http_call(http, &q, &a, e))
		fail_msg("%s: %s", cmd->name, err_text(e));
	json_t *v = json_read(buf_str(&a.body), a.body.n, e);
	http_answer_fini(&a);
	request_fini(&r);
	return v;
}

static json_t *by_unix(const struct command *cmd, const json_t *args, struct err *e)
{
	return by_http(cmd, args, false, e);
}

static json_t *by_tcp(const struct command *cmd, const json_t *args, struct err *e)
{
	return by_http(cmd, args, true, e);
}

static const char *text_of(const json_t *v, char *out, size_t cap)
{
	if (json_is_string(v))
		snprintf(out, cap, "%s", json_string_value(v));
	else
		snprintf(out, cap, "%lld", (long long)json_integer_value(v));
	return out;
}

/* What a person would type: the command's words, the arguments in their order, the
 * options. Heap words. */
static size_t typed(const struct command *cmd, const json_t *args, char **words)
{
	size_t n = 0;
	char value[256], name[64];
	for (const char *p = cmd->name; *p; p += strcspn(p, " "), p += *p == ' ')
		words[n++] = xasprintf("%.*s", (int)strcspn(p, " "), p);
	for (const struct arg *a = cmd->args; a->name; a++) {
		const json_t *v = json_at(args, a->name);
		if (v && !(a->flags & ARG_OPTION))
			words[n++] = xstrdup(text_of(v, value, sizeof value));
	}
	for (const struct arg *a = cmd->args; a->name; a++) {
		const json_t *v = json_at(args, a->name);
		if (!v || !(a->flags & ARG_OPTION))
			continue;
		snprintf(name, sizeof name, "%s", a->name);
		for (char *p = name; *p; p++)
			*p = *p == '_' ? '-' : *p;
		for (size_t i = 0; i < json_array_size(v); i++)
			words[n++] = xasprintf("--%s=%s", name, json_string_value(json_array_get(v, i)));
		if (json_is_array(v))
			continue;
		words[n++] = json_is_boolean(v) ? xasprintf("--%s", name)
			: xasprintf("--%s=%s", name, text_of(v, value, sizeof value));
	}
	return n;
}

/* Runs the program; in (may be NULL) is its standard input. Its output as JSON. */
static json_t *ran(char *const *argv, const char *in, struct err *e)
{
	int to[2], from[2], status;
	struct buf out;
	char piece[8192];
	ssize_t n;
	assert_int_equal(pipe(to), 0);
	assert_int_equal(pipe(from), 0);
	pid_t pid = fork();
	if (pid == 0) {
		dup2(to[0], 0);
		dup2(from[1], 1);
		close(to[0]), close(to[1]), close(from[0]), close(from[1]);
		if (!freopen("/dev/null", "w", stderr))
			_exit(126);
		execv(argv[0], argv);
		_exit(127);
	}
	close(to[0]);
	close(from[1]);
	if (in)
		assert_int_equal(write(to[1], in, strlen(in)), (ssize_t)strlen(in));
	close(to[1]);
	buf_init(&out, ANSWER_MAX);
	while ((n = read(from[0], piece, sizeof piece)) > 0)
		buf_add(&out, piece, (size_t)n);
	close(from[0]);
	waitpid(pid, &status, 0);
	json_t *v = json_read(buf_str(&out), out.n, e);
	buf_fini(&out);
	return v;
}

static json_t *by_words(const struct command *cmd, const json_t *args, struct err *e)
{
	char *argv[32] = { program, (char *)"--json", (char *)"--socket", path };
	size_t n = typed(cmd, args, argv + 4);
	json_t *v = ran(argv, NULL, e);
	for (size_t i = 0; i < n; i++)
		free(argv[4 + i]);
	return v;
}

/* The same as one line. */
static char *typed_line(const struct command *cmd, const json_t *args)
{
	char *words[28];
	struct buf b = { 0 };
	size_t n = typed(cmd, args, words);
	for (size_t i = 0; i < n; i++) {
		char *quoted = word_quote(words[i]);
		buf_addf(&b, "%s%s", i ? " " : "", quoted);
		free(quoted);
		free(words[i]);
	}
	return buf_take(&b);
}

static json_t *by_shell(const struct command *cmd, const json_t *args, struct err *e)
{
	char *argv[] = { program, (char *)"shell", (char *)"--json", (char *)"--socket", path, NULL };
	char *typed_in = typed_line(cmd, args), *with_feed = xasprintf("%s\n", typed_in);
	json_t *v = ran(argv, with_feed, e);
	free(with_feed);
	free(typed_in);
	return v;
}

/* The screen without a terminal: what it asks is asked at once, what it would say in
 * its prompt is kept. */
int64_t __wrap_tui_ask(struct tui *t, enum command_id id, json_t *args, answer_fn f, int64_t about);
int64_t __wrap_tui_ask(struct tui *t, enum command_id id, json_t *args, answer_fn f, int64_t about)
{
	struct err e = { 0 };
	json_t *v = client_ask(client, command_get(id), args, PATIENCE_MS, &e);
	json_decref(args);
	f(t, about, v, &e);
	/* A question is a refusal as well. */
	if (!v && t->focus == FOCUS_ASK)
		line.err = e;
	json_decref(line.answer);
	line.answer = v;
	return 0;
}

void __wrap_tui_notice_err(struct tui *t, const struct err *e);
void __wrap_tui_notice_err(struct tui *t, const struct err *e)
{
	(void)t;
	line.err = *e;
}

/* The screen's : line runs what is typed by action_run. */
static json_t *run_line(const char *typed_in, struct err *e)
{
	struct tui t = { .config = shop.config, .client = client, .zone = zone_utc(), .rows = 36, .cols = 120 };
	line.answer = NULL;
	line.err = (struct err){ 0 };
	action_run(&t, typed_in);
	if (!line.answer && line.err.kind == ERR_NONE)
		fail_msg("%s: the : line says nothing (%s)", typed_in, t.notice);
	if (line.answer && t.place == PLACE_INBOX && !*t.notice)
		fail_msg("%s: the : line shows nothing of its answer", typed_in);
	*e = line.err;
	thread_fini(&t.thread);
	page_fini(&t.page);
	place_fini(&t);
	return line.answer;
}

static json_t *by_line(const struct command *cmd, const json_t *args, struct err *e)
{
	char *typed_in = typed_line(cmd, args);
	json_t *v = run_line(typed_in, e);
	free(typed_in);
	return v;
}

static const struct {
	const char *name;
	json_t *(*ask)(const struct command *, const json_t *, struct err *);
} faces[] = { { "unix", by_unix }, { "tcp", by_tcp }, { "words", by_words }, { "shell", by_shell },
	{ "line", by_line } };
enum { FACES = sizeof faces / sizeof *faces };

/* A message that waits, for commands about one: of whom a yes lets go (held), of
 * which nobody knows whether it left (unknown), or a new one. */
enum waiting { WAITING_QUEUED, WAITING_HELD, WAITING_UNKNOWN };

static int64_t waiting(enum waiting how)
{
	struct changes c = { 0 };
	struct sentence why;
	struct err e = { 0 };
	static int serial;
	int attempt = 0;
	char text[32];
	snprintf(text, sizeof text, "Baik kak %d", ++serial);
	json_t *args = json_pack("{s:s,s:s,s:b}", "to", how == WAITING_HELD ? "4" : "1", "text", text, "confirm",
		how != WAITING_HELD),
	       *v = by_unix(command_get(CMD_SEND), args, &e);
	int64_t now_ms = clock_now_ms(), id = json_i64_or(v, "id", 0);
	if (!id || (how != WAITING_HELD) != !strcmp(json_str_or(v, "state", ""), "queued"))
		fail_msg("not what shall wait: %s", json_str_or(v, "state", err_text(&e)));
	json_decref(v);
	json_decref(args);
	if (how != WAITING_UNKNOWN)
		return id;
	sentence_set(&why, "unknown.answer", "no answer", NULL);
	shop_write(&shop);
	if (!outbox_begin(shop.keep,
		&(struct outbox_leave){ .message_id = id, .now_ms = now_ms, .deadline_ms = now_ms + 90000,
			.day = 20779, .gap_ms = 30000 },
		&attempt, &c, &e) || !outbox_end(shop.keep,
		&(struct outbox_result){ .message_id = id, .attempt = attempt, .outcome = OUTCOME_UNKNOWN,
			.detail = "no answer", .reason = &why, .now_ms = now_ms, .look_ms = now_ms + 60000,
			.look_until_ms = now_ms + 60000 },
		&c, &e))
		fail_msg("%s", err_text(&e));
	shop_wrote(&shop);
	changes_fini(&c);
	return id;
}

/* What is asked; # is the face's number, so that a name is new on each; @, ^ and ?
 * are the ids of new messages that are queued, held, unknown. key: of the
 * refusal that is right here; NULL: it is done. Commands without a row are asked
 * with nothing at all: that is an answer or a refusal, on all faces the same. */
static const struct {
	enum command_id id;
	const char *args, *key;
} rows[] = {
	{ CMD_SESSION_LIST, "{}", NULL },
	{ CMD_SESSION_START, "{'session':'toko'}", "waha.unreachable" },
	{ CMD_SESSION_STATUS, "{'session':'toko'}", "waha.unreachable" },
	/* "-" is the number where there is one only. */
	{ CMD_SESSION_STATUS, "{'session':'-'}", "waha.unreachable" },
	{ CMD_SESSION_QR, "{'session':'-'}", "waha.unreachable" },
	{ CMD_SESSION_CODE, "{'session':'-','phone':'0812-3456-7890'}", "waha.unreachable" },
	{ CMD_SESSION_STOP, "{'session':'toko'}", "waha.unreachable" },
	{ CMD_SESSION_WEBHOOK, "{'session':'toko','how':'on'}", "waha.unreachable" },
	{ CMD_SESSION_WEBHOOK, "{'session':'toko','how':'on','url':'ftp://x'}", "args.url" },
	{ CMD_CONVERSATION_LIST, "{'view':'all','limit':3}", NULL },
	{ CMD_CONVERSATION_SHOW, "{'conversation':'Budi Santoso'}", NULL },
	{ CMD_CONVERSATION_SHOW, "{'conversation':'budi'}", "target.ambiguous" },
	{ CMD_MESSAGES, "{'conversation':'1'}", NULL },
	{ CMD_MESSAGES, "{'conversation':'search'}", "target.none" },
	{ CMD_SEND, "{'to':'1','text':'Halo #'}", NULL },
	{ CMD_SEND, "{'to':'nobody','text':'Halo'}", "target.none" },
	{ CMD_SEARCH, "{'q':'ongkir'}", NULL },
	{ CMD_STAR, "{'message':1}", NULL },
	{ CMD_UNSTAR, "{'message':1}", NULL },
	{ CMD_QUEUE, "{}", NULL },
	{ CMD_CLOSE, "{'conversation':'2'}", NULL },
	{ CMD_REOPEN, "{'conversation':'2'}", NULL },
	{ CMD_ARCHIVE, "{'conversation':'2'}", NULL },
	{ CMD_UNARCHIVE, "{'conversation':'2'}", NULL },
	{ CMD_ASSIGN, "{'conversation':'2','agent':'nobody'}", NULL },
	{ CMD_PRIORITY, "{'conversation':'2','priority':'high'}", NULL },
	{ CMD_PRIORITY, "{'conversation':'2','priority':'x'}", "args.choice" },
	{ CMD_LABEL_LIST, "{}", NULL },
	{ CMD_LABEL, "{'conversation':'2','labels':'+pesanan'}", NULL },
	{ CMD_LABEL, "{'conversation':'2','labels':'-'}", "label.sign" },
	{ CMD_LABEL_SET, "{'label':'tag#','colour':'red'}", NULL },
	{ CMD_LABEL_SET, "{'label':'a,b'}", "label.name" },
	{ CMD_LABEL_DELETE, "{'label':'tag#'}", NULL },
	{ CMD_SNOOZE, "{'conversation':'2','until':'tom 9'}", NULL },
	{ CMD_SNOOZE, "{'conversation':'2','until':'nine'}", "zone.time" },
	{ CMD_UNREAD, "{'conversation':'1'}", NULL },
	{ CMD_NOTE, "{'conversation':'1','text':'note #'}", NULL },
	{ CMD_NOTES, "{'conversation':'1'}", NULL },
	{ CMD_NOTE_EDIT, "{'note':1,'text':'another #','version':999}", "note.version" },
	{ CMD_NOTE_EDIT, "{'note':#,'text':'another #','version':1}", NULL },
	{ CMD_NOTE_EDIT, "{'note':99,'text':'another'}", "note.none" },
	{ CMD_NOTE_DELETE, "{'note':#,'version':2}", NULL },
	{ CMD_NOTE_DELETE, "{'note':99}", "note.none" },
	{ CMD_VIEW_SET, "{'name':'view #','query':'kind:group'}", NULL },
	{ CMD_VIEW_SET, "{'name':'mine','query':'kind:group'}", "view.name" },
	{ CMD_VIEW_LIST, "{}", NULL },
	{ CMD_VIEW_DELETE, "{'name':'view #'}", NULL },
	{ CMD_VIEW_DELETE, "{'name':'none'}", "view.not-own" },
	{ CMD_UNDO, "{}", NULL },
	{ CMD_CONTACT_LIST, "{}", NULL },
	{ CMD_CONTACT_LIST, "{'sort':'last','state':'blocked'}", NULL },
	{ CMD_CONTACT_LIST, "{'field':'desa=x'}", "field.none" },
	{ CMD_FIELD_SET, "{'field':'kota#','type':'text'}", NULL },
	{ CMD_FIELD_SET, "{'field':'phone','type':'text'}", "field.taken" },
	{ CMD_FIELD_LIST, "{}", NULL },
	{ CMD_FIELD_DELETE, "{'field':'kota#'}", NULL },
	{ CMD_FIELD_DELETE, "{'field':'desa'}", "field.none" },
	{ CMD_CONTACT_ADD, "{'phone':'+62 857-1111-222#','values':'name=Tini #'}", NULL },
	{ CMD_CONTACT_ADD, "{'phone':'0812'}", "phone.bad" },
	{ CMD_CONTACT_SET, "{'contact':'Budi Santoso','values':'name=Budi Santoso'}", NULL },
	{ CMD_CONTACT_SET, "{'contact':'Budi Santoso','values':'besok'}", "field.pair" },
	{ CMD_CONTACT_TAG, "{'contact':'Budi Santoso','tags':'+vip# -lama'}", NULL },
	{ CMD_CONTACT_TAG, "{'contact':'Budi Santoso','tags':'+a,b'}", "tag.bad" },
	{ CMD_CONTACT_NOTE, "{'contact':'Budi Santoso','text':'catatan #'}", NULL },
	{ CMD_CONTACT_NOTE, "{'contact':'Budi Santoso','text':'x','edit':999}", "note.none" },
	{ CMD_CONTACT_NOTES, "{'contact':'Budi Santoso'}", NULL },
	{ CMD_CONTACT_BLOCK, "{'contact':'Dewi','reason':'uji'}", NULL },
	{ CMD_CONTACT_UNBLOCK, "{'contact':'Dewi'}", NULL },
	{ CMD_CONTACT_DUPLICATES, "{}", NULL },
	{ CMD_CONTACT_DUPLICATES, "{'after':'x'}", "args.cursor" },
	{ CMD_CONTACT_CHECK, "{'phone':'0812-3456-7890'}", "waha.unreachable" },
	{ CMD_CONTACT_CHECK, "{'phone':'halo'}", "phone.bad" },
	{ CMD_CONTACT_MERGE, "{'contact':'Tini #','other':'Tini #'}", "merge.same" },
	{ CMD_CONTACT_MERGE, "{'contact':'Dewi','other':'Tini #'}", NULL },
	{ CMD_CONTACT_UNMERGE, "{'contact':'Dewi'}", NULL },
	{ CMD_CONTACT_UNMERGE, "{'contact':'Dewi'}", "merge.none" },
	{ CMD_IMPORT_CONTACTS, "{'media_id':999}", "media.none" },
	{ CMD_CONTACT_DUMP, "{'contact':'Sri Wahyuni'}", NULL },
	{ CMD_CONTACT_ADD, "{'phone':'+62 857-1111-223#','values':'name=Lupa #'}", NULL },
	{ CMD_CONTACT_ERASE, "{'contact':'Lupa #'}", "erase.sure" },
	{ CMD_CONTACT_ERASE, "{'contact':'Lupa #','yes':true}", NULL },
	{ CMD_CONTACT_ERASE, "{'contact':'Lupa #','yes':true}", "target.none" },
	{ CMD_CONTACT_SYNC, "{'session':'toko'}", NULL },
	{ CMD_CONTACT_SYNC, "{'session':'zzz'}", "target.number" },
	{ CMD_CONTACT_SHOW, "{'contact':'Sri Wahyuni'}", NULL },
	{ CMD_HEALTH, "{}", NULL },
	{ CMD_AWAY_ON, "{}", "away.text" },
	{ CMD_AWAY_ON, "{'session':'toko','text':'Kami libur #','until':'tomorrow 9'}", NULL },
	{ CMD_AWAY_ON, "{'session':'toko','text':'Halo {{name}}'}", "away.place" },
	{ CMD_AWAY_ON, "{'text':'x','template':'nota'}", "away.both" },
	{ CMD_AWAY_ON, "{'template':'nota'}", "away.place" },
	{ CMD_AWAY_ON, "{'text':'x','until':'2020-01-01 09:00'}", "zone.past" },
	{ CMD_AWAY, "{'session':'toko'}", NULL },
	{ CMD_AWAY_OFF, "{'session':'toko'}", NULL },
	{ CMD_PAUSE, "{'session':'toko','reason':'a test'}", NULL },
	{ CMD_RESUME, "{'session':'toko','reason':'a test'}", NULL },
	{ CMD_STOP, "{'reason':'a test'}", NULL },
	{ CMD_RESUME, "{'reason':'a test'}", NULL },
	{ CMD_PREVIEW, "{'conversation':'1','text':'x'}", NULL },
	{ CMD_DRAFT, "{'conversation':'1','text':'draft #'}", NULL },
	{ CMD_SEEN, "{'conversation':'1','message_id':1}", NULL },
	{ CMD_CLAIM, "{'conversation':'3','typing':true}", NULL },
	{ CMD_CLAIM, "{'conversation':'4711'}", "conversation.none" },
	{ CMD_WHOAMI, "{}", NULL },
	{ CMD_SEND, "{'to':'1','location':'-6.1754,106.8272,Monas #'}", NULL },
	{ CMD_SEND, "{'to':'1','location':'Monas'}", "send.place" },
	{ CMD_SEND, "{'to':'1','location':'-6.1,106.8','text':'x'}", "send.one-thing" },
	{ CMD_SEND, "{'to':'1','contact':'Budi Santoso'}", NULL },
	{ CMD_SEND, "{'to':'1','contact':'Sri Wahyuni'}", "send.card" },
	{ CMD_SEND, "{'to':'1','poll':'Warna # apa?','option':['Merah','Biru']}", NULL },
	{ CMD_SEND, "{'to':'1','poll':'Warna apa?','option':['Merah']}", "send.poll-options" },
	{ CMD_SEND, "{'to':'1','poll':'Warna apa?','option':['Merah','Merah']}", "send.poll-twice" },
	{ CMD_SEND, "{'to':'1','text':'Halo','option':['Merah']}", "send.no-poll" },
	{ CMD_FORWARD, "{'message':1,'to':'1'}", NULL },
	{ CMD_FORWARD, "{'message':1,'to':'nobody'}", "target.none" },
	{ CMD_FORWARD, "{'message':999,'to':'1'}", "message.none" },
	{ CMD_REACT, "{'message':1,'emoji':'ya'}", "act.emoji" },
	{ CMD_REACT, "{'message':999,'emoji':'👍'}", "message.none" },
	{ CMD_EDIT, "{'message':1,'text':'   '}", "act.empty" },
	{ CMD_EDIT, "{'message':1,'text':'x'}", "act.theirs" },
	{ CMD_DELETE, "{'message':1}", "act.theirs" },
	{ CMD_MEDIA, "{'message':1}", "media.no-file" },
	{ CMD_HISTORY, "{'conversation':'1'}", "waha.unreachable" },
	{ CMD_MESSAGE_SHOW, "{'message':1}", NULL },
	{ CMD_MESSAGE_SHOW, "{'message':999}", "message.none" },
	{ CMD_AGENT_LIST, "{}", NULL },
	{ CMD_AGENT_SET, "{'agent':'rina','rights':'lead'}", NULL },
	{ CMD_AGENT_SET, "{'agent':'nobody','rights':'lead'}", "agent.none" },
	{ CMD_TOKEN_NEW, "{'name':'program #'}", NULL },
	{ CMD_TOKEN_NEW, "{'name':'rina'}", "token.person" },
	{ CMD_TOKEN_LIST, "{}", NULL },
	{ CMD_TOKEN_REVOKE, "{'name':'program #'}", NULL },
	{ CMD_AUDIT, "{'action':'token','limit':5}", NULL },
	{ CMD_LOG, "{'file':'error','limit':5}", NULL },
	{ CMD_SESSION_RESTART, "{'session':'toko'}", "waha.unreachable" },
	{ CMD_SESSION_LOGOUT, "{'session':'toko'}", "waha.unreachable" },
	{ CMD_WHY, "{'message':@}", NULL },
	{ CMD_WHY, "{'message':999}", "message.none" },
	{ CMD_CANCEL, "{'message':@}", NULL },
	{ CMD_CANCEL, "{'message':1}", "outbox.none" },
	{ CMD_SETTLE, "{'message':?,'how':'sent'}", NULL },
	{ CMD_SETTLE, "{'message':?,'how':'again'}", NULL },
	{ CMD_SETTLE, "{'message':@,'how':'sent'}", "outbox.state" },
	{ CMD_CONFIRM, "{'message':^,'reason':'she asked'}", NULL },
	{ CMD_CONFIRM, "{'message':@}", "confirm.nothing" },
	{ CMD_CONTACT_CONSENT, "{'contact':'Sri Wahyuni','way':'in','source':'form'}", NULL },
	{ CMD_CONTACT_CONSENT, "{'contact':'nobody','way':'in','source':'form'}", "target.none" },
	{ CMD_CONTACT_CONSENTS, "{'contact':'Sri Wahyuni'}", NULL },
	{ CMD_PLAN, "{'limit':3}", NULL },
	{ CMD_TEMPLATE_SET, "{'name':'resi-#','text':'Halo {{first_name}}: {{resi}}','var':['first_name=Kak']}", NULL },
	{ CMD_TEMPLATE_SET, "{'name':'resi','text':'{{'}", "template.brace" },
	{ CMD_TEMPLATE_SET, "{'name':'resi','text':'{{a}}','language':'fr'}", "args.choice" },
	{ CMD_TEMPLATE_LIST, "{}", NULL },
	{ CMD_TEMPLATE_LIST, "{'status':'sent'}", "args.choice" },
	{ CMD_TEMPLATE_SHOW, "{'name':'nota'}", NULL },
	{ CMD_TEMPLATE_SHOW, "{'name':'zzz'}", "template.none" },
	{ CMD_TEMPLATE_PREVIEW, "{'name':'nota','values':'nomor=JP1','conversation':'1'}", NULL },
	{ CMD_TEMPLATE_PREVIEW, "{'name':'nota','conversation':'1'}", "template.missing" },
	{ CMD_TEMPLATE_APPROVE, "{'name':'nota','version':1}", NULL },
	{ CMD_TEMPLATE_APPROVE, "{'name':'nota','version':99}", "template.unread" },
	{ CMD_TEMPLATE_APPROVE, "{'name':'zzz'}", "template.none" },
	{ CMD_SEND, "{'to':'1','text':'nomor=JP#','template':'nota'}", NULL },
	{ CMD_SEND, "{'to':'1','template':'nota'}", "template.missing" },
	{ CMD_TEMPLATE_DELETE, "{'name':'resi-#'}", NULL },
	{ CMD_TEMPLATE_DELETE, "{'name':'zzz'}", "template.none" },
	{ CMD_TEMPLATE_EXAMPLES, "{'language':'en'}", NULL },
	{ CMD_TEMPLATE_EXAMPLES, "{'language':'fr'}", "args.choice" },
	{ CMD_RULES_LIST, "{}", NULL },
	{ CMD_RULES_TEST, "{'text':'main slot gacor'}", NULL },
};
enum { ROWS = sizeof rows / sizeof *rows };

static json_t *read_args(const char *text, size_t face)
{
	struct err e = { 0 };
	struct buf b = { 0 };
	for (const char *p = text; *p; p++) {
		const char *how = strchr("@^?", *p);
		if (how)
			buf_addf(&b, "%lld", (long long)waiting((enum waiting)(how - "@^?")));
		else
			buf_addc(&b, *p == '\'' ? '"' : *p == '#' ? (char)('1' + face) : *p);
	}
	json_t *v = json_read(buf_str(&b), b.n, &e);
	if (!v)
		fail_msg("%s: %s", text, err_text(&e));
	buf_fini(&b);
	return v;
}

/* The answer's error key, "" for none; its shape is checked on the way. */
static void outcome(const struct command *cmd, const char *face, const json_t *v, const struct err *e,
	char out[SENTENCE_KEY])
{
	char why[512];
	out[0] = '\0';
	/* Refused by the face itself, before it asked. */
	if (!v) {
		str_copy(out, SENTENCE_KEY, e->say.key);
		return;
	}
	if (json_at(v, "error")) {
		json_t *whole = json_deep_copy(v);
		/* A face's own refusals know no time. */
		if (!json_object_get(json_object_get(whole, "error"), "until"))
			json_put_null(json_object_get(whole, "error"), "until");
		if (!shape_check("error", whole, why, sizeof why))
			fail_msg("%s by %s: %s", cmd->name, face, why);
		str_copy(out, SENTENCE_KEY, json_str_or(v, "error.key", "?"));
		json_decref(whole);
		return;
	}
	if (!shape_reply(cmd, v, why, sizeof why))
		fail_msg("%s by %s: %s", cmd->name, face, why);
}

static bool is_screens_own(const char *name)
{
	for (size_t i = 0; action_name(i); i++)
		if (!strcmp(action_name(i), name))
			return true;
	return false;
}

static void ask_all(const struct command *cmd, const char *text, const char *want)
{
	char keys[FACES][SENTENCE_KEY] = { 0 };
	for (size_t f = 0; f < FACES; f++) {
		struct err e = { 0 };
		/* A bare word may be the screen's own: the selected message, what is written. And
		 * it draws the code to pair with by itself. */
		if (faces[f].ask == by_line &&
		    ((!strcmp(text, "{}") && is_screens_own(cmd->name)) || cmd->id == CMD_SESSION_QR))
			continue;
		/* WhatsApp is asked about one phone number in five seconds. */
		if (cmd->id == CMD_CONTACT_CHECK)
			clock_move(6000);
		json_t *args = read_args(text, f), *v = faces[f].ask(cmd, args, &e);
		outcome(cmd, faces[f].name, v, &e, keys[f]);
		if (want && strcmp(keys[f], want) != 0)
			fail_msg("%s %s by %s: %s, not %s", cmd->name, text, faces[f].name, *keys[f] ? keys[f] : "done",
				*want ? want : "done");
		if (strcmp(keys[f], keys[0]) != 0)
			fail_msg("%s %s: %s by %s, %s by %s", cmd->name, text, keys[f], faces[f].name, keys[0],
				faces[0].name);
		json_decref(v);
		json_decref(args);
	}
}

static bool is_asked(const struct command *cmd)
{
	/* Files and streams have tests of their own, pairing and the doctor too. */
	return cmd->shape && !(cmd->flags & (CMD_LOCAL | CMD_STREAM)) && cmd->id != CMD_DOCTOR;
}

/* What is asked one face after the other, in tests of its own. */
static bool is_pausing(const struct command *cmd)
{
	return cmd->id == CMD_PAUSE || cmd->id == CMD_RESUME || cmd->id == CMD_STOP;
}

static void test_all(void **state)
{
	(void)state;
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command *cmd = command_get((enum command_id)id);
		size_t asked = 0;
		for (size_t i = 0; i < ROWS && !is_pausing(cmd) && cmd->id != CMD_UNDO; i++) {
			if (rows[i].id != cmd->id)
				continue;
			ask_all(cmd, rows[i].args, rows[i].key ? rows[i].key : "");
			asked++;
		}
		if (!asked && is_asked(cmd) && !is_pausing(cmd) && cmd->id != CMD_UNDO)
			ask_all(cmd, "{}", NULL);
	}
}

/* A resume needs its pause before it, whatever the order of the table. */
static void test_pauses(void **state)
{
	(void)state;
	for (size_t f = 0; f < FACES; f++) {
		for (size_t i = 0; i < ROWS; i++) {
			struct err e = { 0 };
			char key[SENTENCE_KEY];
			const struct command *cmd = command_get(rows[i].id);
			if (!is_pausing(cmd))
				continue;
			json_t *args = read_args(rows[i].args, f), *v = faces[f].ask(cmd, args, &e);
			outcome(cmd, faces[f].name, v, &e, key);
			if (*key)
				fail_msg("%s %s by %s: %s", cmd->name, rows[i].args, faces[f].name, key);
			json_decref(v);
			json_decref(args);
		}
	}
}

/* Each face takes back what it did. */
static void test_undo(void **state)
{
	(void)state;
	for (size_t f = 0; f < FACES; f++) {
		static const enum command_id steps[] = { CMD_PRIORITY, CMD_UNDO };
		for (size_t i = 0; i < 2; i++) {
			struct err e = { 0 };
			char key[SENTENCE_KEY];
			const struct command *cmd = command_get(steps[i]);
			/* There the screen's own word is meant. */
			if (faces[f].ask == by_line && is_screens_own(cmd->name))
				continue;
			json_t *args = read_args(i ? "{}" : "{'conversation':'2','priority':'urgent'}", f);
			json_t *v = faces[f].ask(cmd, args, &e);
			outcome(cmd, faces[f].name, v, &e, key);
			if (*key)
				fail_msg("%s by %s: %s", cmd->name, faces[f].name, key);
			json_decref(v);
			json_decref(args);
		}
	}
}

/* A name that no command has, in JSON and as an option. */
static void test_unknown(void **state)
{
	(void)state;
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command *cmd = command_get((enum command_id)id);
		if (!is_asked(cmd))
			continue;
		char *argv[32] = { program, (char *)"--json", (char *)"--socket", path };
		json_t *none = json_object();
		size_t n = typed(cmd, none, argv + 4);
		struct err e = { 0 };
		char key[SENTENCE_KEY];
		argv[4 + n] = xstrdup("--no-such-thing=1");
		json_t *v = ran(argv, NULL, &e);
		outcome(cmd, "words", v, &e, key);
		assert_int_equal(strncmp(key, "args.", 5), 0);
		assert_string_equal(json_str(v, "error.kind"), "usage");
		char *typed_in = xasprintf("%s --no-such-thing=1", cmd->name);
		struct err refused = { 0 };
		if (!is_screens_own(cmd->name) && (run_line(typed_in, &refused) || strncmp(refused.say.key, "args.", 5) != 0))
			fail_msg("%s: %s", typed_in, refused.say.key);
		free(typed_in);
		for (size_t i = 0; i <= n; i++)
			free(argv[4 + i]);
		json_decref(v);
		json_decref(none);
	}
}

/* Whatever is asked of the engine is asked here, and done at least once. */
static void test_none_is_missing(void **state)
{
	/* What is done to a message needs a WAHA; a number is old but once. */
	static const enum command_id elsewhere[] = { CMD_SESSION_WARM, CMD_REACT, CMD_IMPORT_CONTACTS,
		CMD_EDIT, CMD_DELETE };
	size_t missing = 0, walked = 0;
	(void)state;
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command *cmd = command_get((enum command_id)id);
		bool done = false;
		for (size_t i = 0; i < ROWS; i++)
			done |= rows[i].id == cmd->id && (!rows[i].key || !strcmp(rows[i].key, "waha.unreachable"));
		for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
			done |= elsewhere[i] == cmd->id;
		if (!is_asked(cmd) || cmd->flags & (CMD_UPLOAD | CMD_DOWNLOAD))
			continue;
		walked++;
		if (done)
			continue;
		missing++;
		print_message("# nobody asks for %s: a row of it is missing\n", cmd->name);
	}
	print_message("# %zu commands with a route\n", walked);
	assert_int_equal(missing, 0);
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, opened, closed)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(test_all),
		EACH(test_pauses),
		EACH(test_undo),
		EACH(test_unknown),
		cmocka_unit_test(test_none_is_missing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
