/* search_put: the writing half of the full text. FTS5 tables without content of
 * their own: taking a row out needs exactly the text that was put in, so the
 * terms and what was put beside the text are kept in search_rows, and the text is
 * the message's. Rows go in by time, newest last, so that newest first is the
 * table's own order. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/ceiling.h"
#include "base/log.h"

#include "model/detail.h"

#include "store/inside.h"
#include "store/terms.h"

#include "base/banned.h"

enum { MORE_MAX = 8 << 10, BODY_MAX = CEIL_TEXT + MORE_MAX + 1, CODES_MAX = 1024, CODE_LO = 3, CODE_HI = 64 };

int64_t search_key(int64_t at, int64_t message_id)
{
	return (int64_t)((uint64_t)(at > 0 ? at : 0) << SEARCH_KEY_BITS | ((uint64_t)message_id & SEARCH_KEY_LOW));
}

static bool is_media(enum message_kind k)
{
	return k == KIND_IMAGE || k == KIND_VIDEO || k == KIND_AUDIO || k == KIND_VOICE || k == KIND_DOCUMENT ||
		k == KIND_STICKER;
}

static bool has_link(const char *text)
{
	return strcasestr(text, "https://") || strcasestr(text, "http://") || strcasestr(text, "www.");
}

static void make_terms(const struct search_row *r, char *out, size_t cap)
{
	int n = snprintf(out, cap, TERM_CHAT "%" PRId64, r->chat_id);

	if (r->from_me)
		n += snprintf(out + n, cap - (size_t)n, " " TERM_OURS);
	else
		n += snprintf(out + n, cap - (size_t)n, " " TERM_FROM "%" PRId64, r->contact_id);
	if (r->kind != KIND_TEXT)
		n += snprintf(out + n, cap - (size_t)n, " " TERM_KIND "%s", message_kind_name(r->kind));
	if (is_media(r->kind))
		n += snprintf(out + n, cap - (size_t)n, " " TERM_MEDIA);
	if (has_link(r->text))
		snprintf(out + n, cap - (size_t)n, " " TERM_LINK);
}

/* The words with a digit in them, as they stand: order codes, amounts, phones. */
static void make_codes(struct buf *out, const char *text)
{
	while (*text != '\0') {
		const char *word = text;
		bool digit = false;
		size_t n;

		for (; *text != '\0' && !isspace((unsigned char)*text); text++)
			digit = digit || (*text >= '0' && *text <= '9');
		n = (size_t)(text - word);
		if (digit && n >= CODE_LO && n <= CODE_HI) {
			if (out->n > 0)
				buf_addc(out, ' ');
			buf_add(out, word, n);
		}
		while (isspace((unsigned char)*text))
			text++;
	}
}

static bool change_words(struct db *d, const char *sql, int64_t key, const char *text, const char *terms, struct err *e)
{
	struct stmt *s = SQL(d, sql, e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":key", key);
	stmt_str(s, ":text", text);
	stmt_str(s, ":terms", terms);
	return stmt_run(s, e);
}

static bool change_codes(struct db *d, const char *sql, int64_t key, const char *text, struct err *e)
{
	struct stmt *s;
	struct buf codes;
	bool ok = true;

	buf_init(&codes, CODES_MAX);
	make_codes(&codes, text);
	if (codes.n > 0) {
		s = SQL(d, sql, e);
		ok = s != NULL;
		if (ok) {
			stmt_i64(s, ":key", key);
			stmt_str(s, ":codes", buf_str(&codes));
			ok = stmt_run(s, e);
		}
	}
	buf_fini(&codes);
	return ok;
}

/* What can be found of it that is not its text. */
static bool make_more(struct db *d, const struct search_row *r, struct buf *out, struct err *e)
{
	struct stmt *s;
	int got;

	buf_init(out, MORE_MAX);
	if (r->kind == KIND_TEXT)
		return true;
	s = SQL(d,
		"SELECT m.detail, coalesce(x.filename, '') FROM messages m LEFT JOIN message_media x ON x.message_id = m.id"
		" WHERE m.id = :id", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", r->message_id);
	if ((got = stmt_row(s, e)) > 0) {
		const char *name;

		detail_words(r->kind, take_ref(s), out);
		name = take_ref(s);
		if (out->n > 0 && *name != '\0')
			buf_addc(out, '\n');
		buf_adds(out, name);
		stmt_done(s);
	}
	return got >= 0;
}

static void make_body(struct buf *out, const char *text, const char *more)
{
	buf_init(out, BODY_MAX);
	buf_adds(out, text);
	if (*more != '\0') {
		buf_addc(out, '\n');
		buf_adds(out, more);
	}
}

static bool put_row(struct db *d, int64_t key, const struct search_row *r, const char *terms, const char *more,
	bool *put, struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT OR IGNORE INTO search_rows (key, message_id, terms, more)"
		" VALUES (:key, :message, :terms, :more)", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":key", key);
	stmt_i64(s, ":message", r->message_id);
	stmt_str(s, ":terms", terms);
	stmt_str(s, ":more", more);
	if (!stmt_run(s, e))
		return false;
	*put = db_changed(d) > 0;
	return true;
}

bool search_put(struct db *d, const struct search_row *r, struct err *e)
{
	int64_t key = search_key(r->at, r->message_id);
	struct buf more, body = { 0 };
	char terms[TERMS_CAP];
	bool put = false, ok;

	make_terms(r, terms, sizeof terms);
	ok = make_more(d, r, &more, e) && put_row(d, key, r, terms, buf_str(&more), &put, e);
	/* Ids a million apart in one second: cannot be found, is there all the same. */
	if (ok && !put)
		log_warn("store", "message %lld has no place in the full text", (long long)r->message_id);
	if (put) {
		make_body(&body, r->text, buf_str(&more));
		ok = change_words(d, "INSERT INTO search_words (rowid, body, terms) VALUES (:key, :text, :terms)", key,
			     buf_str(&body), terms, e) &&
		     change_codes(d, "INSERT INTO search_parts (rowid, codes) VALUES (:key, :codes)", key,
			     buf_str(&body), e);
	}
	buf_fini(&body);
	buf_fini(&more);
	return ok;
}

bool search_drop(struct db *d, int64_t message_id, int64_t at, const char *text, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT terms, more FROM search_rows WHERE key = :key AND message_id = :message", e);
	int64_t key = search_key(at, message_id);
	char terms[TERMS_CAP];
	struct buf body;
	bool ok;
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":key", key);
	stmt_i64(s, ":message", message_id);
	got = stmt_row(s, e);
	if (got <= 0)
		return got == 0;
	take_into(s, terms, sizeof terms);
	make_body(&body, text, take_ref(s));
	stmt_done(s);
	s = SQL(d, "DELETE FROM search_rows WHERE key = :key", e);
	ok = s != NULL;
	if (ok) {
		stmt_i64(s, ":key", key);
		ok = stmt_run(s, e) &&
		     change_words(d, "INSERT INTO search_words (search_words, rowid, body, terms)"
			     " VALUES ('delete', :key, :text, :terms)", key, buf_str(&body), terms, e) &&
		     change_codes(d, "INSERT INTO search_parts (search_parts, rowid, codes)"
			     " VALUES ('delete', :key, :codes)", key, buf_str(&body), e);
	}
	buf_fini(&body);
	return ok;
}
