/* label_told: see label_told.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#include "store/audit.h"
#include "store/inside.h"
#include "store/label_told.h"

#include "base/banned.h"

enum { MISSED_TWICE = 2, DETAIL_CAP = 2 * LABEL_CAP + 16 };

/* What was told last. */
struct known {
	bool there, made; /* made: ours was made because of it */
	int64_t label_id; /* 0: deleted here */
	char name[LABEL_TOLD_CAP];
	int colour;
};

struct ids {
	int64_t *v;
	size_t n, cap;
};

void label_word(const char *name, const char *id, char out[LABEL_CAP])
{
	size_t n = 0, len, left = strlen(name);
	bool seen = false;

	for (; left > 0; name += len, left -= len) {
		enum label_letter letter;
		uint32_t c;

		len = text_decode(name, left, &c);
		letter = label_letter(c);
		if (letter == LETTER_NONE || (n == 0 && (letter == LETTER_GAP || strchr("+-@", *name) != NULL)))
			continue;
		/* Cut between characters only. */
		if (n + (letter == LETTER_GAP ? 1 : len) >= LABEL_CAP)
			break;
		if (letter == LETTER_PLAIN) {
			memcpy(out + n, name, len);
			n += len;
			seen = seen || !text_invisible(c);
		} else if (out[n - 1] != '-') {
			out[n++] = '-';
		}
	}
	while (n > 0 && out[n - 1] == '-')
		n--;
	out[n] = '\0';
	if (n == 0 || !seen)
		snprintf(out, LABEL_CAP, "label-%s", id);
}

static bool look(struct db *d, int64_t session_id, const char *wa_id, struct known *k, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT label_id, name, colour, made FROM label_numbers"
		" WHERE session_id = :session AND wa_id = :wa", e);
	int got;

	*k = (struct known){ 0 };
	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_str(s, ":wa", wa_id);
	if ((got = stmt_row(s, e)) > 0) {
		k->there = true;
		k->label_id = take_i64(s);
		take_into(s, k->name, sizeof k->name);
		k->colour = (int)take_i64(s);
		k->made = take_i64(s) != 0;
		stmt_done(s);
	}
	return got >= 0;
}

/* One column of ids, bound by :session and :wa. */
static bool read_ids(struct stmt *s, int64_t session_id, const char *wa_id, struct ids *out, struct err *e)
{
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_str(s, ":wa", wa_id);
	while ((got = stmt_row(s, e)) > 0) {
		LIST_GROW(out);
		out->v[out->n++] = take_i64(s);
	}
	return got == 0;
}

static bool run_about(struct stmt *s, int64_t session_id, const char *wa_id, struct err *e)
{
	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_str(s, ":wa", wa_id);
	return stmt_run(s, e);
}

/* As the owner's phone did it. */
static bool trail(struct db *d, const char *action, int64_t session_id, int64_t conversation_id, const char *detail,
	int64_t now, struct err *e)
{
	struct audit_row a = { .at = now, .who = "phone", .action = action, .session_id = session_id,
		.conversation_id = conversation_id, .detail = detail };

	return audit_add(d, &a, e);
}

static bool name_of(struct db *d, int64_t label_id, char out[LABEL_CAP], struct err *e)
{
	struct stmt *s = SQL(d, "SELECT name FROM labels WHERE id = :label", e);
	int got;

	*out = '\0';
	if (s == NULL)
		return false;
	stmt_i64(s, ":label", label_id);
	if ((got = stmt_row(s, e)) > 0) {
		take_into(s, out, LABEL_CAP);
		stmt_done(s);
	}
	return got >= 0;
}

/* Of a label that is told the first time, or again after it was deleted here. */
static bool adopt(struct db *d, int64_t session_id, const struct told_label *t, const char *word, struct known *k,
	int64_t now, struct changes *c, struct err *e)
{
	enum label_colour colour = label_colour_of_phone(t->colour);
	struct label_row row;
	bool found = false;

	if (!label_find(d, word, &row, &found, e))
		return false;
	if (k->there && !found)
		return true;
	/* What it is on is a change again: nothing of it holds here. */
	if (k->there && !run_about(SQL(d, "DELETE FROM label_chats WHERE session_id = :session AND wa_id = :wa", e),
		session_id, t->id, e))
		return false;
	k->made = !found;
	if (!found && (!label_set(d, word, NULL, &colour, now, &row, c, e) ||
		!trail(d, "label set", session_id, 0, row.name, now, e)))
		return false;
	k->label_id = row.id;
	return true;
}

/* Two labels of ours become one. */
static bool join(struct db *d, int64_t keep, const char *gone, int64_t gone_id, struct changes *c, struct err *e)
{
	struct label_row row;

	if (!steps_pair(d, keep, gone_id, e,
		"INSERT OR IGNORE INTO conversation_labels (conversation_id, label_id)"
		" SELECT conversation_id, :keep FROM conversation_labels WHERE label_id = :gone",
		"UPDATE label_numbers SET label_id = :keep WHERE label_id = :gone"))
		return false;
	return label_delete(d, gone, &row, c, e);
}

/* It has another name on the phone than it was told with. */
static bool rename_ours(struct db *d, int64_t session_id, const char *word, struct known *k, int64_t now,
	struct changes *c, struct err *e)
{
	char was[LABEL_CAP], detail[DETAIL_CAP];
	struct label_row row, other;
	bool taken = false;

	if (!name_of(d, k->label_id, was, e))
		return false;
	if (strcmp(was, word) == 0)
		return true;
	if (!label_find(d, word, &other, &taken, e))
		return false;
	snprintf(detail, sizeof detail, "%s → %s", was, word);
	if (!taken || other.id == k->label_id)
		return label_set(d, was, word, NULL, now, &row, c, e) &&
			trail(d, "label rename", session_id, 0, detail, now, e);
	if (!join(d, other.id, was, k->label_id, c, e))
		return false;
	k->label_id = other.id;
	k->made = false;
	return trail(d, "label join", session_id, 0, detail, now, e);
}

static bool paint_ours(struct db *d, const struct known *k, int colour, int64_t now, struct changes *c, struct err *e)
{
	enum label_colour is = label_colour_of_phone(colour);
	char name[LABEL_CAP];
	struct label_row row;

	return name_of(d, k->label_id, name, e) && label_set(d, name, NULL, &is, now, &row, c, e);
}

static bool write_told(struct db *d, int64_t session_id, const struct told_label *t, const struct known *k,
	struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT INTO label_numbers (session_id, wa_id, label_id, name, colour, made)"
		" VALUES (:session, :wa, :label, :name, :colour, :made)"
		" ON CONFLICT (session_id, wa_id) DO UPDATE SET label_id = excluded.label_id, name = excluded.name,"
		" colour = excluded.colour, made = excluded.made, missed = 0", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_str(s, ":wa", t->id);
	stmt_id(s, ":label", k->label_id);
	stmt_str(s, ":name", t->name);
	stmt_i64(s, ":colour", t->colour);
	stmt_i64(s, ":made", k->made);
	return stmt_run(s, e);
}

bool label_told(struct db *d, int64_t session_id, const struct told_label *t, int64_t now, struct changes *c,
	struct err *e)
{
	char word[LABEL_CAP];
	struct known k;

	db_must_write(d, "label_told");
	label_word(t->name, t->id, word);
	if (!look(d, session_id, t->id, &k, e))
		return false;
	if (k.label_id == 0) {
		if (!adopt(d, session_id, t, word, &k, now, c, e))
			return false;
	} else {
		if (strcmp(k.name, t->name) != 0 && !rename_ours(d, session_id, word, &k, now, c, e))
			return false;
		if (k.colour != t->colour && !paint_ours(d, &k, t->colour, now, c, e))
			return false;
	}
	return write_told(d, session_id, t, &k, e);
}

/* On or off the latest case of a chat. */
static bool put(struct db *d, int64_t session_id, const struct known *k, int64_t chat_id, bool on, int64_t now,
	struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT id FROM conversations WHERE chat_id = :chat AND latest = 1", e);
	char name[LABEL_CAP], detail[LABEL_CAP + 1];
	int64_t conversation = 0;
	bool changed = false;

	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", chat_id);
	if (!stmt_one(s, &conversation, e))
		return false;
	if (conversation == 0 || k->label_id == 0)
		return true;
	if (!label_put(d, conversation, k->label_id, on, &changed, c, e) || !name_of(d, k->label_id, name, e))
		return false;
	snprintf(detail, sizeof detail, "%c%s", on ? '+' : '-', name);
	return !changed || trail(d, "label", session_id, conversation, detail, now, e);
}

/* Ours goes when it came from there, and nothing has it any more. */
static bool drop_unused(struct db *d, const struct known *k, const char *name, struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT EXISTS (SELECT 1 FROM conversation_labels WHERE label_id = :label)"
		" OR EXISTS (SELECT 1 FROM label_numbers WHERE label_id = :label)", e);
	struct label_row row;
	int64_t used = 0;

	if (s == NULL)
		return false;
	stmt_i64(s, ":label", k->label_id);
	return stmt_one(s, &used, e) && (used != 0 || label_delete(d, name, &row, c, e));
}

bool label_told_gone(struct db *d, int64_t session_id, const char *wa_id, int64_t now, struct changes *c,
	struct err *e)
{
	char name[LABEL_CAP];
	struct ids chats = { 0 };
	struct known k;
	bool ok;

	db_must_write(d, "label_told_gone");
	if (!look(d, session_id, wa_id, &k, e) || !name_of(d, k.label_id, name, e))
		return false;
	if (!k.there)
		return true;
	ok = read_ids(SQL(d,
		"SELECT coalesce(h.merged_into, h.id) FROM label_chats t JOIN chats h ON h.id = t.chat_id"
		" WHERE t.session_id = :session AND t.wa_id = :wa AND t.is_on = 1", e), session_id, wa_id, &chats, e);
	for (size_t i = 0; ok && i < chats.n; i++)
		ok = put(d, session_id, &k, chats.v[i], false, now, c, e);
	ok = ok && run_about(SQL(d, "DELETE FROM label_numbers WHERE session_id = :session AND wa_id = :wa", e),
		session_id, wa_id, e);
	ok = ok && (k.label_id == 0 || (trail(d, "label delete", session_id, 0, name, now, e) &&
		(!k.made || drop_unused(d, &k, name, c, e))));
	free(chats.v);
	return ok;
}

bool label_told_all(struct db *d, int64_t session_id, const struct told_label *v, size_t n, int64_t now, bool *missing,
	struct changes *c, struct err *e)
{
	char id[LABEL_WA_CAP] = "";
	struct stmt *s;

	db_must_write(d, "label_told_all");
	*missing = false;
	s = SQL(d, "UPDATE label_numbers SET missed = missed + 1 WHERE session_id = :session", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	if (!stmt_run(s, e))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!label_told(d, session_id, &v[i], now, c, e))
			return false;
	for (;;) {
		struct ids missed = { 0 };
		bool ok;

		if (!label_told_next(d, session_id, id, id, e))
			return false;
		if (*id == '\0')
			return true;
		ok = read_ids(SQL(d,
			"SELECT missed FROM label_numbers WHERE session_id = :session AND wa_id = :wa", e),
			session_id, id, &missed, e);
		if (ok && missed.n > 0 && missed.v[0] >= MISSED_TWICE)
			ok = label_told_gone(d, session_id, id, now, c, e);
		else
			*missing = *missing || (missed.n > 0 && missed.v[0] > 0);
		free(missed.v);
		if (!ok)
			return false;
	}
}

/* The chat as whichever it was called then. */
#define OF_CHAT " chat_id IN (SELECT id FROM chats WHERE id = :chat OR merged_into = :chat)"

static bool run_chat(struct stmt *s, int64_t session_id, const char *wa_id, int64_t chat_id, struct err *e)
{
	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", chat_id);
	return run_about(s, session_id, wa_id, e);
}

/* *news: it was told otherwise before, and not by us after `at`. */
static bool note(struct db *d, int64_t session_id, const char *wa_id, int64_t chat_id, bool on, int64_t at, bool by_us,
	bool *news, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT coalesce(max(is_on), 0), coalesce(max(at), 0) FROM label_chats"
		" WHERE session_id = :session AND wa_id = :wa AND" OF_CHAT, e);
	int64_t told_at;
	bool was;

	*news = false;
	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_str(s, ":wa", wa_id);
	stmt_i64(s, ":chat", chat_id);
	if (stmt_row(s, e) <= 0)
		return false;
	was = take_i64(s) != 0;
	told_at = take_i64(s);
	stmt_done(s);
	if (!by_us && on == was)
		return !on || run_chat(SQL(d,
			"UPDATE label_chats SET missed = 0 WHERE session_id = :session AND wa_id = :wa AND"
			OF_CHAT, e), session_id, wa_id, chat_id, e);
	if (!by_us && at <= told_at)
		return true;
	*news = on != was;
	if (!run_chat(SQL(d, "DELETE FROM label_chats WHERE session_id = :session AND wa_id = :wa AND" OF_CHAT, e),
		session_id, wa_id, chat_id, e))
		return false;
	if (!on && !by_us)
		return true;
	s = SQL(d,
		"INSERT INTO label_chats (session_id, wa_id, chat_id, is_on, at)"
		" VALUES (:session, :wa, :chat, :on, :at)", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":on", on);
	stmt_i64(s, ":at", by_us ? at : 0);
	return run_chat(s, session_id, wa_id, chat_id, e);
}

bool label_told_note(struct db *d, int64_t session_id, const char *wa_id, int64_t chat_id, bool on, int64_t now,
	struct err *e)
{
	struct known k;
	bool news;

	db_must_write(d, "label_told_note");
	return look(d, session_id, wa_id, &k, e) &&
		(!k.there || note(d, session_id, wa_id, chat_id, on, now, true, &news, e));
}

bool label_told_on(struct db *d, int64_t session_id, const char *wa_id, int64_t chat_id, bool on, int64_t at,
	bool *known, struct changes *c, struct err *e)
{
	struct known k;
	bool news;

	db_must_write(d, "label_told_on");
	*known = false;
	if (!look(d, session_id, wa_id, &k, e))
		return false;
	if (!k.there)
		return true;
	*known = true;
	return note(d, session_id, wa_id, chat_id, on, at, false, &news, e) &&
		(!news || put(d, session_id, &k, chat_id, on, at, c, e));
}

bool label_told_chats(struct db *d, int64_t session_id, const char *wa_id, const int64_t *chats, size_t n, int64_t now,
	bool *missing, struct changes *c, struct err *e)
{
	struct ids gone = { 0 }, missed = { 0 };
	bool known = true, ok;

	db_must_write(d, "label_told_chats");
	ok = run_about(SQL(d, "UPDATE label_chats SET missed = missed + 1 WHERE session_id = :session AND wa_id = :wa"
		" AND is_on = 1", e),
		session_id, wa_id, e);
	for (size_t i = 0; ok && known && i < n; i++)
		ok = label_told_on(d, session_id, wa_id, chats[i], true, now, &known, c, e);
	ok = ok && read_ids(SQL(d,
		"SELECT coalesce(h.merged_into, h.id) FROM label_chats t JOIN chats h ON h.id = t.chat_id"
		" WHERE t.session_id = :session AND t.wa_id = :wa AND t.missed >= 2", e),
		session_id, wa_id, &gone, e);
	for (size_t i = 0; ok && i < gone.n; i++)
		ok = label_told_on(d, session_id, wa_id, gone.v[i], false, now, &known, c, e);
	ok = ok && read_ids(SQL(d,
		"SELECT chat_id FROM label_chats WHERE session_id = :session AND wa_id = :wa AND missed > 0"
		" LIMIT 1", e), session_id, wa_id, &missed, e);
	*missing = missed.n > 0;
	free(gone.v);
	free(missed.v);
	return ok;
}

bool label_told_forget(struct db *d, int64_t session_id, struct err *e)
{
	struct stmt *s = SQL(d, "DELETE FROM label_numbers WHERE session_id = :session", e);

	db_must_write(d, "label_told_forget");
	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	return stmt_run(s, e);
}

bool label_told_next(struct db *d, int64_t session_id, const char *after, char out[LABEL_WA_CAP], struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT wa_id FROM label_numbers WHERE session_id = :session AND wa_id > :after ORDER BY wa_id LIMIT 1", e);
	char next[LABEL_WA_CAP] = "";
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_str(s, ":after", after);
	if ((got = stmt_row(s, e)) > 0) {
		take_into(s, next, sizeof next);
		stmt_done(s);
	}
	str_copy(out, LABEL_WA_CAP, next);
	return got >= 0;
}

bool label_there(struct db *d, int64_t session_id, int64_t label_id, struct told_label *out, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT wa_id, name, colour FROM label_numbers WHERE label_id = :label AND session_id = :session"
		" ORDER BY wa_id LIMIT 1", e);
	int got;

	*out = (struct told_label){ 0 };
	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_i64(s, ":label", label_id);
	if ((got = stmt_row(s, e)) > 0) {
		take_into(s, out->id, sizeof out->id);
		take_into(s, out->name, sizeof out->name);
		out->colour = (int)take_i64(s);
		stmt_done(s);
	}
	return got >= 0;
}
