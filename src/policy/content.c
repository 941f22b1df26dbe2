/* content: a set of rules, loaded, and asked about a text. The text's bones are
 * run once through the finder; only a rule one of whose words is there is tried,
 * view by view, and only where that word stands. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/ceiling.h"
#include "base/fs.h"
#include "base/mem.h"
#include "base/text.h"

#include "policy/content.h"
#include "policy/fold.h"

#include "base/banned.h"

enum {
	CATEGORIES_MAX = 200,
	FINDS_MAX = 4 * CEIL_TEXT,
	/* Places where a match is tried to begin, in all of a message. */
	PLACES_MAX = 16 << 20,
	/* Steps of one search, over all places: the more places, the fewer from each. */
	STEPS_ALL = 4 << 20,
	STEPS_LEAST = 64,
	STEPS_MOST = 20000,
	/* So many letters are no accident: "5abu" is five grey ones, but not "5lot 9acor". */
	LETTERS_SURE = 8
};

struct content {
	struct {
		struct rules *v;
		size_t n, cap;
	} all;
	struct finder *finder;
};

/* ---- one text looked at ---- */

struct span {
	size_t at, len;
};

/* A word in the text: a match with it ends at glyph `end` or later, and begins at
 * `begin` or before. */
struct hit {
	uint32_t end, begin;
};

struct look {
	struct fold fold;
	struct hit *hits; /* by word, then in order */
	uint32_t *first;  /* of each word, and of the end, its first hit */
	struct view views[VIEW_KINDS];
	bool made[VIEW_KINDS];
	size_t places; /* tried so far */
	bool loose;    /* rules are tried without their words' ends */
};

static void sort_hits(struct look *l, const struct bones *bones, const struct finds *finds, size_t words)
{
	l->first = xcalloc(words + 2, sizeof *l->first);
	l->hits = xrealloc(NULL, finds->n + 1, sizeof *l->hits);
	/* Counted two places on, so that placing them moves each start to its own. */
	for (size_t i = 0; i < finds->n; i++)
		l->first[finds->v[i].word + 2]++;
	for (size_t i = 2; i < words + 2; i++)
		l->first[i] += l->first[i - 1];
	for (size_t i = 0; i < finds->n; i++) {
		const struct find *f = &finds->v[i];
		struct hit hit = { bones->first[f->last], bones->last[f->first] };
		l->hits[l->first[f->word + 1]++] = hit;
	}
}

static bool look_begin(struct look *l, const struct content *c, const char *text, size_t n)
{
	struct bones bones;
	struct finds finds = {0};
	bool ok;

	*l = (struct look){0};
	if (n > CEIL_TEXT)
		return false;
	fold_text(&l->fold, text, n);
	bones_make(&bones, &l->fold);
	ok = finder_run(c->finder, bones.v, bones.n, FINDS_MAX, &finds);
	if (ok)
		sort_hits(l, &bones, &finds, finder_words(c->finder));
	free(finds.v);
	bones_fini(&bones);
	return ok;
}

static void look_end(struct look *l)
{
	for (size_t i = 0; i < VIEW_KINDS; i++)
		view_fini(&l->views[i]);
	free(l->hits);
	free(l->first);
	fold_fini(&l->fold);
}

/* NULL when it is no other than one before it. */
static const struct view *look_view(struct look *l, enum view_kind kind)
{
	if (!l->made[kind]) {
		l->made[kind] = true;
		view_make(&l->views[kind], &l->fold, kind);
	}
	return l->views[kind].v ? &l->views[kind] : NULL;
}

/* A count and what is counted: a few letters whose first are digits, and no other. */
static bool is_quantity(const struct look *l, const struct view *view, const struct span *s)
{
	const struct glyph *v = l->fold.v;
	size_t first = view->glyph[s->at], last = view->glyph[s->at + s->len - 1], letters = 0;

	if (v[first].kind != GLYPH_DIGIT || v[first].c == '0')
		return false;
	if (first > 0 && v[first - 1].kind >= GLYPH_DIGIT)
		return false;
	while (first <= last && v[first].kind == GLYPH_DIGIT)
		first++;
	for (size_t i = first; i <= last; i++)
		if (v[i].flags & (GLYPH_READ | GLYPH_UNREAD))
			return false;
	for (size_t i = s->at; i < s->at + s->len; i++)
		letters += view->v[i] >= 'a' && view->v[i] <= 'z';
	return letters < LETTERS_SURE;
}

/* All of it spelled out in single letters. */
static bool is_spelled(const struct look *l, const struct view *view, const struct span *s)
{
	for (size_t i = s->at; i < s->at + s->len; i++)
		if (!(l->fold.v[view->glyph[i]].flags & GLYPH_SPELLED))
			return false;
	return true;
}

/* A match of the rule in the view that begins between from and last. */
static enum rx_result look_between(struct look *l, const struct rule *rule, const struct view *view,
	size_t from, size_t last, struct span *out)
{
	const struct rx *rx = l->loose ? rule->loose : rule->rx;
	size_t places = last - from + 1, steps = STEPS_ALL / places;

	if (steps < STEPS_LEAST)
		steps = STEPS_LEAST;
	if (steps > STEPS_MOST)
		steps = STEPS_MOST;
	l->places += places;
	if (l->places > PLACES_MAX)
		return RX_LIMIT;
	while (from <= last) {
		enum rx_result r = rx_match_between(rx, view->v, view->n, from, last, (unsigned)steps,
			&out->at, &out->len);
		if (r != RX_YES)
			return r;
		if (out->at >= view->n)
			return RX_NO;
		if (out->len == 0)
			out->len = 1;
		if (l->loose ? is_spelled(l, view, out) : !is_quantity(l, view, out))
			return RX_YES;
		from = out->at + 1;
		while (from < view->n && ((unsigned char)view->v[from] & 0xc0) == 0x80)
			from++;
	}
	return RX_NO;
}

/* Whether the view shows nothing new where a match that begins between from and
 * last would be. */
static bool is_old(const struct look *l, const struct rule *rule, const struct view *view, size_t from,
	size_t last)
{
	size_t end = rule->reach < view->n - last ? last + rule->reach : view->n;
	size_t after = end < view->n ? view->glyph[end] + 1 : l->fold.n;

	return !l->loose && view->odd[after] == view->odd[view->glyph[from]];
}

/* Where the word stands, as far before it as a match may begin; places that meet
 * are one. */
static enum rx_result look_word(struct look *l, const struct rule *rule, const struct view *view,
	uint32_t word, struct span *out)
{
	size_t from = 0, last = 0;
	bool open = false, plain = view == &l->views[VIEW_PLAIN];

	for (uint32_t i = l->first[word]; i < l->first[word + 1]; i++) {
		const struct hit *hit = &l->hits[i];
		if (l->loose && !(l->fold.v[hit->begin].flags & GLYPH_SPELLED))
			continue;
		size_t end = view->byte[hit->end], to = view->byte[hit->begin];
		size_t begin = end > rule->reach ? end - rule->reach : 0;
		while (begin > 0 && ((unsigned char)view->v[begin] & 0xc0) == 0x80)
			begin--;
		if (begin >= view->n || (!plain && is_old(l, rule, view, begin, to > begin ? to : begin)))
			continue;
		if (open && begin > last + 1) {
			enum rx_result r = look_between(l, rule, view, from, last, out);
			if (r != RX_NO)
				return r;
			open = false;
		}
		if (!open) {
			open = true;
			from = begin;
			last = to > begin ? to : begin;
		} else if (to > last) {
			last = to;
		}
	}
	return open ? look_between(l, rule, view, from, last, out) : RX_NO;
}

static bool is_wanted(const struct look *l, const struct rule *rule)
{
	for (size_t i = 0; i < rule->n_words; i++)
		if (l->first[rule->words[i]] < l->first[rule->words[i] + 1])
			return true;
	return rule->n_words == 0;
}

static enum rx_result look_at(struct look *l, const struct rule *rule, enum view_kind kind,
	struct content_place *place)
{
	const struct view *view = look_view(l, kind);
	enum rx_result r = RX_NO;
	struct span s;

	if (!view || view->n == 0)
		return RX_NO;
	if (rule->n_words == 0)
		r = look_between(l, rule, view, 0, view->n - 1, &s);
	for (size_t i = 0; i < rule->n_words && r == RX_NO; i++)
		r = look_word(l, rule, view, rule->words[i], &s);
	if (r == RX_YES) {
		const struct glyph *first = &l->fold.v[view->glyph[s.at]];
		const struct glyph *last = &l->fold.v[view->glyph[s.at + s.len - 1]];
		const struct glyph *end = l->fold.v + l->fold.n;
		/* What it was drawn out with belongs to it. */
		while (kind != VIEW_PLAIN && last + 1 < end && last[1].kind >= GLYPH_DIGIT &&
		       last[1].flags & GLYPH_UNREAD)
			last++;
		place->at = first->at;
		place->len = last->at + last->len - first->at;
		place->line = rule->line;
		str_copy(place->why, sizeof place->why, rule->why);
	}
	return r;
}

/* The rule in every view. The place is of the text that was folded. */
static enum rx_result look_rule(struct look *l, const struct rule *rule, struct content_place *place)
{
	enum rx_result r = RX_NO;

	for (int kind = 0; kind < VIEW_KINDS && r == RX_NO; kind++)
		r = look_at(l, rule, (enum view_kind)kind, place);
	if (r == RX_NO && l->fold.spells && rule->loose) {
		l->loose = true;
		for (int kind = VIEW_READ_I; kind <= VIEW_READ_L && r == RX_NO; kind++)
			r = look_at(l, rule, (enum view_kind)kind, place);
		l->loose = false;
	}
	return r;
}

/* How many weak rules of those from i on might still match. */
static size_t weak_wanted(const struct look *l, const struct rules *rules, size_t i)
{
	size_t n = 0;

	for (; i < rules->list.n; i++)
		n += !rules->list.v[i].strong && is_wanted(l, &rules->list.v[i]);
	return n;
}

static enum content_result look_category(struct look *l, const struct rules *rules, struct content_match *m)
{
	bool limit = false;

	str_copy(m->category, sizeof m->category, rules->name);
	str_copy(m->title, sizeof m->title, rules->title);
	str_copy(m->file, sizeof m->file, rules->file);
	m->action = rules->action;
	m->n = 0;
	/* A strong one first: it says more than three weak ones. */
	for (int strong = 1; strong >= 0; strong--)
		for (size_t i = 0; i < rules->list.n; i++) {
			if (rules->list.v[i].strong != (strong == 1) || !is_wanted(l, &rules->list.v[i]))
				continue;
			if (!strong && !limit && m->n + weak_wanted(l, rules, i) < CONTENT_WEAK)
				return CONTENT_CLEAR;
			enum rx_result r = look_rule(l, &rules->list.v[i], &m->v[m->n]);
			limit |= r == RX_LIMIT;
			if (r == RX_YES && (++m->n == CONTENT_WEAK || strong))
				return CONTENT_FOUND;
		}
	return limit ? CONTENT_LIMIT : CONTENT_CLEAR;
}

enum content_result content_judge(const struct content *c, const char *text, size_t n,
	struct content_match *m)
{
	enum content_result result = CONTENT_LIMIT;
	bool limit = false;
	struct look l;

	if (!look_begin(&l, c, text, n))
		goto out;
	for (int action = CONTENT_BLOCK; action >= CONTENT_NOTE; action--)
		for (size_t i = 0; i < c->all.n; i++) {
			if ((int)c->all.v[i].action != action)
				continue;
			result = look_category(&l, &c->all.v[i], m);
			limit |= result == CONTENT_LIMIT;
			/* What is not known may be worse than what a person can confirm. */
			if (result == CONTENT_FOUND && (!limit || action == CONTENT_BLOCK))
				goto out;
		}
	result = limit ? CONTENT_LIMIT : CONTENT_CLEAR;
out:
	look_end(&l);
	return result;
}

enum content_result content_judge_one(const struct content *c, size_t category, const char *text, size_t n,
	struct content_match *m)
{
	enum content_result result = CONTENT_LIMIT;
	struct look l;

	if (look_begin(&l, c, text, n))
		result = look_category(&l, &c->all.v[category], m);
	look_end(&l);
	return result;
}

/* ---- loading ---- */

struct names {
	char **v;
	size_t n, cap;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_rules(const char *name)
{
	size_t n = strlen(name);

	return name[0] != '.' && n > 6 && !strcmp(name + n - 6, ".rules");
}

/* Adds the names of a directory's files of rules. */
static bool list_dir(const char *dir, bool must, struct names *out, struct err *e)
{
	DIR *d = opendir(dir);

	if (!d && errno == ENOENT && !must)
		return true;
	if (!d)
		return err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_FORBIDDEN, "content.dir",
			N_("the rules in {dir} cannot be read: {why}; check the directory"),
			"dir=%s\nwhy=%s", dir, strerror(errno));
	for (const struct dirent *entry; (entry = readdir(d));) {
		bool had = false;
		for (size_t i = 0; i < out->n; i++)
			had |= !strcmp(out->v[i], entry->d_name);
		if (had || !is_rules(entry->d_name))
			continue;
		LIST_GROW(out);
		out->v[out->n++] = xstrdup(entry->d_name);
	}
	closedir(d);
	return true;
}

static bool read_file(struct content *c, const char *shipped, const char *own, const char *name,
	struct err *e)
{
	char *path = own ? path_join(own, name) : NULL;
	bool ok;

	if (!path || !file_exists(path)) {
		free(path);
		path = path_join(shipped, name);
	}
	LIST_GROW(&c->all);
	ok = rules_read(&c->all.v[c->all.n++], path, c->finder, e);
	free(path);
	return ok;
}

/* Whether a file's rules decide its own examples as it says. */
static bool prove(const struct content *c, size_t category, struct err *e)
{
	const struct rules *rules = &c->all.v[category];

	for (size_t i = 0; i < rules->examples.n; i++) {
		const struct example *one = &rules->examples.v[i];
		struct content_match m;
		enum content_result r = content_judge_one(c, category, one->text, strlen(one->text), &m);
		if (r == (one->found ? CONTENT_FOUND : CONTENT_CLEAR))
			continue;
		if (one->found)
			return err_set(e, ERR_USAGE, "content.example.missed",
				N_("{file}, line {line}: the rules above do not find this text; "
				   "one strong or three weak rules must"),
				"file=%s\nline=%d", rules->file, one->line);
		return err_set(e, ERR_USAGE, "content.example.found",
			N_("{file}, line {line}: the rule of line {rule} finds this text, and should not"),
			"file=%s\nline=%d\nrule=%d", rules->file, one->line,
			r == CONTENT_FOUND ? m.v[0].line : 0);
	}
	return true;
}

struct content *content_load(const char *shipped, const char *own, struct err *e)
{
	struct content *c = xcalloc(1, sizeof *c);
	struct names names = {0};
	bool ok = false;

	c->finder = finder_new();
	if (!list_dir(shipped, true, &names, e) || (own && !list_dir(own, false, &names, e)))
		goto out;
	if (names.n > CATEGORIES_MAX) {
		err_set(e, ERR_USAGE, "content.many",
			N_("there are more than {most} files of rules; join some"),
			"most=%d", CATEGORIES_MAX);
		goto out;
	}
	if (names.n)
		qsort(names.v, names.n, sizeof *names.v, by_name);
	for (size_t i = 0; i < names.n; i++)
		if (!read_file(c, shipped, own, names.v[i], e))
			goto out;
	finder_build(c->finder);
	for (size_t i = 0; i < c->all.n; i++)
		if (!prove(c, i, e))
			goto out;
	ok = true;
out:
	for (size_t i = 0; i < names.n; i++)
		free(names.v[i]);
	free(names.v);
	if (!ok) {
		content_free(c);
		c = NULL;
	}
	return c;
}

void content_free(struct content *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->all.n; i++)
		rules_fini(&c->all.v[i]);
	free(c->all.v);
	finder_free(c->finder);
	free(c);
}

bool content_set_action(struct content *c, const char *category, enum content_action action)
{
	for (size_t i = 0; i < c->all.n; i++)
		if (!strcmp(c->all.v[i].name, category)) {
			c->all.v[i].action = action;
			return true;
		}
	return false;
}

size_t content_categories(const struct content *c)
{
	return c->all.n;
}

const struct rules *content_category(const struct content *c, size_t i)
{
	return &c->all.v[i];
}

/* ---- what people read ---- */

/* The categories that ship: what is said of each. Own ones have their title. */
static const struct {
	const char *name, *key, *say;
} says[] = {
	{ "adult", "content.adult",
		N_("“{words}”: WhatsApp forbids selling anything sexual ({rule})") },
	{ "alcohol", "content.alcohol",
		N_("“{words}”: WhatsApp forbids selling alcohol ({rule})") },
	{ "animals", "content.animals",
		N_("“{words}”: WhatsApp forbids selling live animals and parts of wild ones ({rule})") },
	{ "body-parts", "content.body-parts",
		N_("“{words}”: WhatsApp forbids selling parts and fluids of the human body ({rule})") },
	{ "currency", "content.currency",
		N_("“{words}”: WhatsApp forbids trading in money, real, virtual or false ({rule})") },
	{ "dating", "content.dating",
		N_("“{words}”: WhatsApp forbids offering acquaintances and marriages ({rule})") },
	{ "drugs", "content.drugs",
		N_("“{words}”: WhatsApp forbids drugs, and medicines that need a prescription ({rule})") },
	{ "drugs-otc", "content.drugs-otc",
		N_("“{words}”: WhatsApp forbids selling medicines ({rule})") },
	{ "gambling", "content.gambling",
		N_("“{words}”: WhatsApp forbids gambling for money ({rule})") },
	{ "healthcare", "content.healthcare",
		N_("“{words}”: WhatsApp forbids selling medical devices and promising cures ({rule})") },
	{ "loans", "content.loans",
		N_("“{words}”: WhatsApp forbids quick loans, their collecting and guarantees ({rule})") },
	{ "mlm", "content.mlm",
		N_("“{words}”: WhatsApp forbids multi-level marketing and promises of easy money ({rule})") },
	{ "sensitive-ids", "content.sensitive-ids",
		N_("“{words}”: numbers of cards and identities, PINs and passwords must not be sent "
		   "or asked for ({rule})") },
	{ "supplements", "content.supplements",
		N_("“{words}”: WhatsApp forbids selling unsafe supplements ({rule})") },
	{ "tobacco", "content.tobacco",
		N_("“{words}”: WhatsApp forbids selling tobacco and what is smoked like it ({rule})") },
	{ "weapons", "content.weapons",
		N_("“{words}”: WhatsApp forbids selling weapons, ammunition and explosives ({rule})") },
};

/* The matched characters on one line, the weak ones one after the other. */
static void matched(const struct content_match *m, const char *text, char out[SENTENCE_ARGS])
{
	enum { COLUMNS = 40 };
	struct buf line;

	buf_init(&line, SENTENCE_ARGS / 2);
	for (size_t i = 0; i < m->n; i++) {
		if (i > 0)
			buf_adds(&line, " … ");
		text_line(&line, text + m->v[i].at, m->v[i].len, COLUMNS, false);
	}
	str_copy(out, SENTENCE_ARGS / 2, buf_str(&line));
	buf_fini(&line);
}

void content_say(enum content_result result, const struct content_match *m, const char *text,
	struct sentence *say, struct sentence *change)
{
	const char *key = "content.own";
	const char *template = N_("“{words}” is against the rules for {title} ({rule})");
	char words[SENTENCE_ARGS];

	if (result == CONTENT_LIMIT) {
		sentence_set(say, "content.limit",
			N_("This text is too long or too tangled to be checked for what WhatsApp forbids"),
			NULL);
		sentence_set(change, "content.limit.change", N_("make it shorter or plainer"), NULL);
		return;
	}
	for (size_t i = 0; i < sizeof says / sizeof *says; i++)
		if (!strcmp(says[i].name, m->category)) {
			key = says[i].key;
			template = says[i].say;
		}
	matched(m, text, words);
	sentence_set(say, key, template, "words=%s\ntitle=%s\nrule=%s:%d\nwhy=%s", words,
		m->title[0] ? m->title : m->category, m->file, m->n ? m->v[0].line : 0,
		m->n ? m->v[0].why : "");
	if (m->action == CONTENT_BLOCK)
		sentence_set(change, "content.block.change", N_("write it without that"), NULL);
	else if (m->action == CONTENT_CONFIRM)
		sentence_set(change, "content.confirm.change", N_("write it without that, or confirm it"),
			NULL);
	else
		sentence_set(change, "content.note.change", N_("nothing: it leaves, marked"), NULL);
}
