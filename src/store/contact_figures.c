/* contact_figures: see contact_figures.h. */
#include <stdlib.h>

#include "base/mem.h"

#include "store/contact_figures.h"
#include "store/inside.h"

#include "base/banned.h"

struct times {
	int64_t *v;
	size_t n, cap;
};
struct said {
	int64_t at;
	bool ours;
};
struct talk {
	struct said *v;
	size_t n, cap;
};

static int rising(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static int64_t median(struct times *t)
{
	if (t->n == 0)
		return -1;
	qsort(t->v, t->n, sizeof *t->v, rising);
	return t->n % 2 == 1 ? t->v[t->n / 2] : (t->v[t->n / 2 - 1] + t->v[t->n / 2]) / 2;
}

/* The newest first; what never left says nothing of when we answered. */
static bool take_talk(struct db *d, int64_t chat_id, struct talk *out, int64_t *media, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT at, from_me, kind IN ('image','video','audio','voice','document','sticker')"
		" FROM messages WHERE chat_id = :chat AND origin <> 'auto'"
		" AND state NOT IN ('queued','held','sending','rejected','cancelled')"
		" ORDER BY at DESC, id DESC LIMIT :newest", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":chat", chat_id);
	stmt_i64(s, ":newest", FIGURES_NEWEST);
	while ((got = stmt_row(s, e)) > 0) {
		LIST_GROW(out);
		out->v[out->n].at = take_i64(s);
		out->v[out->n++].ours = take_i64(s) != 0;
		*media += take_i64(s);
	}
	return got == 0;
}

static void take_answers(const struct talk *talk, struct times *ours, struct times *theirs)
{
	size_t run = 0; /* the first of one side's messages in a row, counted from 1 */

	for (size_t i = talk->n; i > 0; i--) {
		const struct said *now = &talk->v[i - 1];
		struct times *t = now->ours ? ours : theirs;

		if (run > 0 && talk->v[run - 1].ours == now->ours)
			continue;
		if (run > 0) {
			LIST_GROW(t);
			t->v[t->n++] = now->at - talk->v[run - 1].at;
		}
		run = i;
	}
}

static bool chats(struct db *d, int64_t contact_id, struct times *out, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT id FROM chats WHERE contact_id = :id AND merged_into IS NULL", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", contact_id);
	while ((got = stmt_row(s, e)) > 0) {
		LIST_GROW(out);
		out->v[out->n++] = take_i64(s);
	}
	return got == 0;
}

bool contact_figures(struct db *d, int64_t id, struct contact_figures *out, struct err *e)
{
	struct times of = { 0 }, ours = { 0 }, theirs = { 0 };
	struct stmt *s;
	bool ok = false;

	*out = (struct contact_figures){ .answer_median_s = -1, .their_answer_median_s = -1 };
	if (!contact_resolve(d, &id, e) || !chats(d, id, &of, e))
		goto out;
	for (size_t i = 0; i < of.n; i++) {
		struct talk talk = { 0 };
		bool good = take_talk(d, of.v[i], &talk, &out->media, e);

		take_answers(&talk, &ours, &theirs);
		free(talk.v);
		if (!good)
			goto out;
	}
	s = SQL(d, "SELECT count(*) FROM chats h JOIN conversations k ON k.chat_id = h.id"
		" WHERE h.contact_id = :id AND h.merged_into IS NULL AND k.merged_into IS NULL", e);
	if (s == NULL)
		goto out;
	stmt_i64(s, ":id", id);
	if (!stmt_one(s, &out->conversations, e))
		goto out;
	out->answer_median_s = median(&ours);
	out->their_answer_median_s = median(&theirs);
	ok = true;
out:
	free(of.v);
	free(ours.v);
	free(theirs.v);
	return ok;
}
