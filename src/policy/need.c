/* need: a walk down the pattern. A part that can only be one of a few strings is
 * exact, and parts that follow one another multiply; whatever else ends a run of
 * them, and the best run seen is what the whole needs. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#include "policy/fold.h"
#include "policy/need.h"

#include "base/banned.h"

enum { DEPTH_MAX = 24, CLASS_MAX = 8, CHARACTER_MAX = 4, SCORE_LEN = 8 };

struct set {
	size_t n;
	char v[NEED_WORDS][NEED_CAP];
};

/* What is known of a part of the pattern. It is large, so nobody clears it: of a
 * set only the first n words are anything. */
struct part {
	bool exact;	 /* it is one of `is` and nothing else */
	bool has;	 /* it contains one of `best` */
	struct set is, best;
	size_t reach;
};

struct walk {
	const char *p, *end;
	bool extended, lost; /* lost: something it does not understand */
	int depth;
};

/* The empty word alone: what multiplies to nothing new. */
static void set_one(struct set *s)
{
	s->n = 1;
	s->v[0][0] = '\0';
}

static void set_copy(struct set *to, const struct set *from)
{
	to->n = from->n;
	memcpy(to->v, from->v, from->n * sizeof *to->v);
}

static size_t far_add(size_t a, size_t b)
{
	return a == NEED_FAR || b == NEED_FAR || a + b < a ? NEED_FAR : a + b;
}

/* The same bone twice is once: one character, of one byte or more. */
static size_t bone_length(const char *s)
{
	uint32_t c;

	return *s ? text_decode(s, strlen(s), &c) : 0;
}

/* a and then b, with what is doubled where they meet said once. */
static bool glue(char out[NEED_CAP], const char *a, const char *b)
{
	size_t n = strlen(a), first = bone_length(b), m;

	if (first && n >= first && !memcmp(a + n - first, b, first))
		b += first;
	m = strlen(b);
	if (n + m >= NEED_CAP)
		return false;
	memcpy(out, a, n);
	memcpy(out + n, b, m + 1);
	return true;
}

static bool set_add(struct set *s, const char *word)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->v[i], word))
			return true;
	if (s->n == NEED_WORDS)
		return false;
	memcpy(s->v[s->n++], word, strlen(word) + 1);
	return true;
}

static bool set_join(struct set *s, const struct set *more)
{
	for (size_t i = 0; i < more->n; i++)
		if (!set_add(s, more->v[i]))
			return false;
	return true;
}

static bool set_multiply(struct set *s, const struct set *by)
{
	struct set product;
	char word[NEED_CAP];

	product.n = 0;
	for (size_t i = 0; i < s->n; i++)
		for (size_t j = 0; j < by->n; j++)
			if (!glue(word, s->v[i], by->v[j]) || !set_add(&product, word))
				return false;
	set_copy(s, &product);
	return true;
}

/* How good a set is to look for: long words first, then few. 0: useless. */
static size_t score(const struct set *s)
{
	size_t least = SCORE_LEN;

	for (size_t i = 0; i < s->n; i++) {
		size_t n = strlen(s->v[i]);
		if (n < least)
			least = n;
	}
	return s->n == 0 || least < NEED_MIN ? 0 : least * (NEED_WORDS + 1) - s->n;
}

static void offer(struct part *p, const struct set *s)
{
	if (score(s) > (p->has ? score(&p->best) : 0)) {
		set_copy(&p->best, s);
		p->has = true;
	}
}

static void exact_word(struct part *p, const char *bone, size_t n, size_t reach)
{
	p->exact = true;
	p->has = false;
	p->reach = reach;
	set_one(&p->is);
	memcpy(p->is.v[0], bone, n);
	p->is.v[0][n] = '\0';
}

static void any(struct part *p, size_t reach)
{
	p->exact = p->has = false;
	p->reach = reach;
}

static void exact_character(struct part *p, uint32_t c, size_t reach)
{
	char bone[CHARACTER_MAX];
	size_t n = fold_bone(c, bone);

	/* A 2 has no bone, but stands in a word. */
	if (n || (c >= '0' && c <= '9'))
		exact_word(p, bone, n, reach);
	else
		any(p, reach);
}

static void read_alternatives(struct walk *, struct part *);

static bool starts(const struct walk *w, const char *with)
{
	size_t n = strlen(with);

	return (size_t)(w->end - w->p) >= n && !memcmp(w->p, with, n);
}

static bool eat(struct walk *w, const char *with)
{
	if (!starts(w, with))
		return false;
	w->p += strlen(with);
	return true;
}

/* Past the next byte `c`. */
static void skip_to(struct walk *w, char c)
{
	while (w->p < w->end && *w->p != c)
		w->p++;
	if (w->p < w->end)
		w->p++;
	else
		w->lost = true;
}

/* [...], the bracket eaten. */
static void read_class(struct walk *w, struct part *p)
{
	bool plain = !eat(w, "^"), first = true;
	uint32_t before = 0;

	p->exact = true;
	p->has = false;
	p->reach = CHARACTER_MAX;
	p->is.n = 0;
	while (w->p < w->end && (first || *w->p != ']')) {
		uint32_t c, to;
		if (starts(w, "[:")) {
			while (w->p < w->end && !starts(w, ":]"))
				w->p++;
			eat(w, ":]");
			plain = false;
		} else if (*w->p == '\\') {
			w->p += w->p + 1 < w->end ? 2 : 1;
			plain = false;
		} else {
			w->p += text_decode(w->p, (size_t)(w->end - w->p), &c);
			to = c;
			if (c == '-' && !first && w->p < w->end && *w->p != ']') {
				w->p += text_decode(w->p, (size_t)(w->end - w->p), &to);
				c = before;
			}
			plain = plain && to >= c && to - c <= CLASS_MAX + 2;
			for (before = to; plain && c <= to; c++) {
				struct part one;
				exact_character(&one, c, 0);
				plain = one.exact && set_join(&p->is, &one.is) && p->is.n <= CLASS_MAX;
			}
		}
		first = false;
	}
	if (!eat(w, "]"))
		w->lost = true;
	if (!plain)
		any(p, CHARACTER_MAX);
}

/* (...), the bracket eaten. */
static void read_group(struct walk *w, struct part *p)
{
	bool looks = false;

	if (eat(w, "?#")) {
		skip_to(w, ')');
		exact_word(p, "", 0, 0);
		return;
	}
	if (starts(w, "*")) {
		w->lost = true;
	} else if (eat(w, "?")) {
		if (eat(w, "=") || eat(w, "!") || eat(w, "<=") || eat(w, "<!"))
			looks = true;
		else if (eat(w, "<") || eat(w, "P<"))
			skip_to(w, '>');
		else if (eat(w, "'"))
			skip_to(w, '\'');
		else if (!eat(w, ":") && !eat(w, ">") && !eat(w, "|"))
			w->lost = true;
	}
	if (++w->depth > DEPTH_MAX)
		w->lost = true;
	any(p, NEED_FAR);
	if (w->lost)
		return;
	read_alternatives(w, p);
	w->depth--;
	if (!eat(w, ")"))
		w->lost = true;
	if (looks)
		exact_word(p, "", 0, 0);
}

/* \x, the backslash eaten. */
static void read_escape(struct walk *w, struct part *p)
{
	char c = w->p < w->end ? *w->p++ : 0;

	if (c && strchr("bBAZzGK", c)) {
		exact_word(p, "", 0, 0);
	} else if (c && strchr("dDwWsShHvV", c)) {
		any(p, CHARACTER_MAX);
	} else if (c == 'p' || c == 'P') {
		if (eat(w, "{"))
			skip_to(w, '}');
		else if (w->p < w->end)
			w->p++;
		any(p, CHARACTER_MAX);
	} else if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		   (unsigned char)c >= 0x80 || c == 0) {
		w->lost = true;
	} else {
		any(p, 1);
	}
}

static void read_atom(struct walk *w, struct part *p)
{
	uint32_t c;
	size_t len;

	if (eat(w, "(")) {
		read_group(w, p);
	} else if (eat(w, "[")) {
		read_class(w, p);
	} else if (eat(w, "\\")) {
		read_escape(w, p);
	} else if (eat(w, ".")) {
		any(p, CHARACTER_MAX);
	} else if (eat(w, "^") || eat(w, "$")) {
		exact_word(p, "", 0, 0);
	} else {
		len = text_decode(w->p, (size_t)(w->end - w->p), &c);
		w->p += len;
		exact_character(p, c, len);
	}
}

/* {n}, {n,} or {n,m}. */
static bool read_counts(struct walk *w, size_t *least, size_t *most)
{
	const char *p = w->p + 1;
	char *end;

	if (*p < '0' || *p > '9')
		return false;
	*least = *most = strtoul(p, &end, 10);
	if (*end == ',') {
		p = end + 1;
		*most = *p >= '0' && *p <= '9' ? strtoul(p, &end, 10) : NEED_FAR;
		if (*most == NEED_FAR)
			end = (char *)p;
	}
	if (*end != '}')
		return false;
	w->p = end + 1;
	return true;
}

static void repeat(struct part *p, size_t least, size_t most)
{
	bool one = p->exact && p->is.n == 1 && strlen(p->is.v[0]) == bone_length(p->is.v[0]);
	size_t reach = most == NEED_FAR ? (p->reach ? NEED_FAR : 0) : 0;

	if (least == 1 && most == 1)
		return;
	for (size_t i = 0; reach != NEED_FAR && most != NEED_FAR && i < most; i++)
		reach = far_add(reach, p->reach);
	if (least >= 1 && one) {
		/* A letter drawn out is still one bone. */
	} else if (least >= 1) {
		if (p->exact)
			offer(p, &p->is);
		p->exact = false;
	} else if (most == 1 && p->exact && set_add(&p->is, "")) {
		p->has = false;
	} else {
		p->exact = p->has = false;
	}
	p->reach = reach;
}

static void read_quantifier(struct walk *w, struct part *p)
{
	size_t least = 1, most = 1;

	while (w->extended && w->p < w->end && (unsigned char)*w->p <= 0x20)
		w->p++;
	if (eat(w, "?"))
		least = 0;
	else if (eat(w, "*"))
		least = 0, most = NEED_FAR;
	else if (eat(w, "+"))
		most = NEED_FAR;
	else if (!starts(w, "{"))
		return;
	else if (!read_counts(w, &least, &most))
		w->lost = true;
	if (!eat(w, "?"))
		eat(w, "+");
	repeat(p, least, most);
}

static void read_sequence(struct walk *w, struct part *p)
{
	struct set run;
	struct part atom;

	exact_word(p, "", 0, 0);
	set_one(&run);
	while (w->p < w->end && *w->p != '|' && *w->p != ')' && !w->lost) {
		if (w->extended && (unsigned char)*w->p <= 0x20) {
			w->p++;
			continue;
		}
		if (w->extended && *w->p == '#') {
			w->p = w->end;
			continue;
		}
		read_atom(w, &atom);
		read_quantifier(w, &atom);
		p->reach = far_add(p->reach, atom.reach);
		if (atom.exact && set_multiply(&run, &atom.is))
			continue;
		p->exact = false;
		offer(p, &run);
		if (atom.has)
			offer(p, &atom.best);
		if (atom.exact)
			set_copy(&run, &atom.is);
		else
			set_one(&run);
	}
	if (p->exact)
		set_copy(&p->is, &run);
	else
		offer(p, &run);
}

static void read_alternatives(struct walk *w, struct part *p)
{
	struct part other;

	read_sequence(w, p);
	while (!w->lost && eat(w, "|")) {
		read_sequence(w, &other);
		if (other.reach > p->reach)
			p->reach = other.reach;
		if (p->exact && other.exact && set_join(&p->is, &other.is))
			continue;
		/* Each must need something, for the whole to need one of them. */
		if (p->exact)
			offer(p, &p->is);
		if (other.exact)
			offer(&other, &other.is);
		p->has = p->has && other.has && set_join(&p->best, &other.best);
		p->exact = false;
	}
}

void need_of(struct need *need, const char *pattern, bool extended)
{
	struct walk w = { .p = pattern, .end = pattern + strlen(pattern), .extended = extended };
	struct part p;

	read_alternatives(&w, &p);
	need->n = 0;
	need->reach = NEED_FAR;
	if (w.lost || w.p != w.end)
		return;
	need->reach = p.reach;
	if (p.exact)
		offer(&p, &p.is);
	if (!p.has)
		return;
	need->n = p.best.n;
	memcpy(need->v, p.best.v, need->n * sizeof *need->v);
}
