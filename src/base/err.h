/* err: what went wrong, whose fault it is, and what to do next.
 *
 * Three kinds of trouble, never mixed: a bug aborts (BUG, with file and line),
 * running out of memory dies (mem.h), and the world fills a struct err and
 * returns false. The kind decides exit code and HTTP status (err_table).
 *
 * A sentence for people is written once, in English, where the cause is known:
 * a key that never changes, a template marked N_() with {names}, and the values
 * as one printf format of lines "name=value\nname=value". Key, template and
 * values travel to the face, which translates the template and fills it in;
 * logs print the English. All text is UTF-8 and cut, never overrun. Values are
 * plain data: no struct here owns memory, a copy is an assignment. Threads: a
 * struct belongs to its caller. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>

/* Marks a template for the translators without translating it. */
#define N_(s) s

enum { SENTENCE_KEY = 48, SENTENCE_TEXT = 320, SENTENCE_ARGS = 768, SENTENCE_SAID = 1024 };

struct sentence {
	char key[SENTENCE_KEY];	  /* "gate.daily" */
	char text[SENTENCE_TEXT]; /* "{used} of {limit} contacts written to today" */
	char args[SENTENCE_ARGS]; /* "used=50\nlimit=50" */
};

/* Formats args, and cuts what does not fit. */
void sentence_set(struct sentence *, const char *key, const char *text, const char *args, ...)
	__attribute__((format(printf, 4, 5)));
/* Adds one value at the end, for sentences that are built piece by piece. */
void sentence_put(struct sentence *, const char *name, const char *value);
/* The template (or a translation of it) with its values filled in; a name that
 * has no value stays as {name}. Returns out. */
char *sentence_fill(const struct sentence *, const char *text, char *out, size_t cap);
/* The value of one name into out; false when there is none. */
bool sentence_arg(const struct sentence *, const char *name, char *out, size_t cap);
/* Calls f(ctx, name, value) for every value, in order. */
void sentence_each(const struct sentence *, void (*f)(void *ctx, const char *name, const char *value),
		   void *ctx);

/* kind, name on the wire, exit code, HTTP status */
#define ERR_KINDS(X)                              \
	X(ERR_NONE, "none", 0, 200)               \
	X(ERR_USAGE, "usage", 64, 400)            \
	X(ERR_AUTH, "auth", 77, 401)              \
	X(ERR_FORBIDDEN, "forbidden", 77, 403)    \
	X(ERR_NOT_FOUND, "not-found", 66, 404)    \
	X(ERR_CONFLICT, "conflict", 75, 409)      \
	X(ERR_TOO_LARGE, "too-large", 65, 413)    \
	X(ERR_POLICY, "policy", 65, 422)          \
	X(ERR_BUSY, "busy", 75, 429)              \
	X(ERR_REMOTE, "remote", 69, 502)          \
	X(ERR_ENGINE, "engine", 69, 503)          \
	X(ERR_INTERNAL, "internal", 70, 500)

enum err_kind {
#define X(id, name, exit_code, http) id,
	ERR_KINDS(X)
#undef X
};

struct err {
	enum err_kind kind;
	struct sentence say;
};

/* Fills e (which may be NULL) and returns false, so that a function can
 * `return err_set(e, ERR_REMOTE, "waha.unreachable",
 *	N_("WAHA at {url} does not answer: {why}"), "url=%s\nwhy=%s", url, why);` */
bool err_set(struct err *, enum err_kind, const char *key, const char *text, const char *args, ...)
	__attribute__((format(printf, 5, 6)));
/* The English sentence, in a static buffer of the calling thread. */
const char *err_text(const struct err *);
const char *err_kind_name(enum err_kind);
enum err_kind err_kind_named(const char *name); /* ERR_INTERNAL for a name not known */
int err_exit_code(enum err_kind);
int err_http_status(enum err_kind);

/* A state that the program itself made impossible: prints file:line and why (into
 * error.log too, where that is open), then aborts. Never for anything that the world can cause. */
#define BUG(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)
_Noreturn void bug_at(const char *file, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif
