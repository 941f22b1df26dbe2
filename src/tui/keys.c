/* keys: see keys.h. The sequences are those of xterm and its descendants (which
 * all terminals of today speak), in both cursor modes. */
#include <stdio.h>
#include <string.h>

#include "base/ceiling.h"
#include "base/mem.h"

#include "tui/keys.h"

#include "base/banned.h"

static const struct {
	const char *seq, *name;
} sequences[] = {
	{"[A", "up"},	  {"[B", "down"},     {"[C", "right"},	  {"[D", "left"},     {"[H", "home"},
	{"[F", "end"},	  {"OA", "up"},	      {"OB", "down"},	  {"OC", "right"},    {"OD", "left"},
	{"OH", "home"},	  {"OF", "end"},      {"[1~", "home"},	  {"[7~", "home"},    {"[4~", "end"},
	{"[8~", "end"},	  {"[2~", "insert"},  {"[3~", "delete"},  {"[5~", "pgup"},    {"[6~", "pgdn"},
	{"[Z", "s-tab"},  {"[I", "focus-in"}, {"[O", "focus-out"}, {"OP", "f1"},      {"[11~", "f1"},
	{"[1;5C", "C-right"}, {"[1;5D", "C-left"}, {"[1;5A", "C-up"}, {"[1;5B", "C-down"},
};

enum { SEQUENCE_MOST = 24, ANSWER_MOST = 96, HURRIED_MOST = 20 };

static size_t utf8_length(unsigned char c)
{
	return c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
}

static bool one_character(const char *s)
{
	return *s && strlen(s) == utf8_length((unsigned char)*s) && (unsigned char)*s > ' ' && *s != 0x7f;
}

bool key_named(const char *name)
{
	static const char *const others[] = {"enter", "tab", "backspace", "space", "esc"};
	if (!strncmp(name, "M-", 2) && name[2])
		name += 2;
	if (!strncmp(name, "C-", 2) && name[2] && !name[3])
		return (name[2] >= 'a' && name[2] <= 'z') || strchr("@[\\]^_", name[2]);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (!strcmp(others[i], name))
			return true;
	for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++)
		if (!strcmp(sequences[i].name, name))
			return strncmp(name, "focus-", 6) != 0;
	return one_character(name);
}

void keys_init(struct keys *k)
{
	memset(k, 0, sizeof *k);
	buf_init(&k->in, 4 * CEIL_LINE);
	buf_init(&k->paste, CEIL_LINE);
}

void keys_fini(struct keys *k)
{
	buf_fini(&k->in);
	buf_fini(&k->paste);
}

static void settle(struct keys *k)
{
	if (k->used > 0) {
		buf_eat(&k->in, k->used);
		k->used = 0;
	}
}

void keys_feed(struct keys *k, const char *s, size_t n)
{
	settle(k);
	buf_add(&k->in, s, n);
	k->in.over = false; /* what did not fit is dropped: nobody types 256 kB between two frames */
}

static void name_plain(char *name, const char *s, size_t n)
{
	unsigned char c = (unsigned char)*s;
	if (c == '\r' || c == '\n')
		str_copy(name, KEY_NAME, "enter");
	else if (c == '\t')
		str_copy(name, KEY_NAME, "tab");
	else if (c == 0x7f || c == 8)
		str_copy(name, KEY_NAME, "backspace");
	else if (c == ' ')
		str_copy(name, KEY_NAME, "space");
	else if (c == 0x1b)
		str_copy(name, KEY_NAME, "esc");
	else if (c < 0x20)
		snprintf(name, KEY_NAME, "C-%c", c == 0 ? '@' : c < 27 ? c + 'a' - 1 : c + '@');
	else
		snprintf(name, KEY_NAME, "%.*s", (int)n, s);
}

/* Length of the escape sequence at s ("\033" included), 0 when it may go on. */
static size_t escape_length(const char *s, size_t n)
{
	if (n < 2)
		return 0;
	if (s[1] == 'O')
		return n < 3 ? 0 : 3;
	if (s[1] != '[') {
		size_t len = utf8_length((unsigned char)s[1]);
		return n - 1 < len ? 0 : 1 + len;
	}
	size_t i = 2, most = n > 2 && s[2] == '?' ? ANSWER_MOST : SEQUENCE_MOST;
	while (i < n && i < most && (unsigned char)s[i] >= 0x20 && (unsigned char)s[i] < 0x40)
		i++;
	if (i < n)
		return i + 1;
	return i >= most ? i : 0;
}

/* "\033_G…\033\\", as kitty answers: its length, 0 when it may go on, 2 when it is Alt and
 * a key. */
static size_t kitty_length(const char *s, size_t n)
{
	if (n < 3)
		return 0;
	if (s[2] != 'G')
		return 2;
	for (size_t i = 3; i < n && i < ANSWER_MOST; i++) {
		if (s[i] == 0x1b)
			return i + 1 == n ? 0 : i + (s[i + 1] == '\\' ? 2 : 0);
		if (s[i] < ' ' || s[i] > '~')
			return i;
	}
	return n < ANSWER_MOST ? 0 : ANSWER_MOST;
}

/* The beginning of an answer that was asked for: more of it is on its way. */
static bool begins_answer(const struct keys *k)
{
	const char *s = k->in.v;
	return k->answers && k->in.n >= 3 && s[0] == 0x1b &&
		((s[1] == '_' && s[2] == 'G') || (s[1] == '[' && (s[2] == '?' || s[2] == '6')));
}

/* What the terminal says of itself, "\033[?62;4c", and of its cells, "\033[6;20;10t". */
static bool is_answer(const char *s, size_t n)
{
	return n > 3 && s[1] == '[' && ((s[2] == '?' && s[n - 1] == 'c') || (s[2] != '?' && s[n - 1] == 't'));
}

static bool take(struct keys *k, struct key *key, size_t n)
{
	key->raw = k->in.v;
	key->n = n;
	k->used = n;
	k->hurried = 0;
	return true;
}

static bool take_paste(struct keys *k, struct key *key)
{
	static const char end[] = "\033[201~";
	char *at = k->in.n ? memmem(k->in.v, k->in.n, end, 6) : NULL;
	size_t safe = at ? (size_t)(at - k->in.v) : k->in.n > 5 ? k->in.n - 5 : 0;
	buf_add(&k->paste, k->in.v, safe);
	if (!at) {
		buf_eat(&k->in, safe);
		return false;
	}
	k->pasting = false;
	k->used = safe + 6;
	str_copy(key->name, KEY_NAME, "paste");
	key->raw = buf_str(&k->paste);
	key->n = k->paste.n;
	return true;
}

/* "<0;12;3M": xterm's SGR report of the mouse. Only the left button going down and
 * the wheel have a name; motion, release and the other buttons are nobody's. */
static bool name_mouse(struct key *key, const char *s, size_t n)
{
	char report[24];
	int button, col, row, end = 0;
	if (n < 3 || s[1] != '[' || s[2] != '<')
		return false;
	snprintf(report, sizeof report, "%.*s", (int)n - 3, s + 3);
	str_copy(key->name, KEY_NAME, "unknown");
	if (sscanf(report, "%6d;%6d;%6d%n", &button, &col, &row, &end) != 3 || strcmp(report + end, "M") || row < 1 ||
		col < 1)
		return true;
	key->row = row - 1;
	key->col = col - 1;
	button &= ~(4 | 8 | 16); /* Shift, Alt, Control */
	if (button == 0)
		str_copy(key->name, KEY_NAME, "click");
	else if (button == 64 || button == 65)
		str_copy(key->name, KEY_NAME, button == 64 ? "wheel-up" : "wheel-down");
	return true;
}

bool keys_next(struct keys *k, struct key *key)
{
	settle(k);
	if (k->pasting)
		return take_paste(k, key);
	if (k->in.n == 0)
		return false;
	const char *s = k->in.v;
	if (*s != 0x1b) {
		size_t n = utf8_length((unsigned char)*s);
		if (n > k->in.n)
			return false;
		name_plain(key->name, s, n);
		return take(k, key, n);
	}
	size_t n = k->answers && k->in.n > 1 && s[1] == '_' ? kitty_length(s, k->in.n) : escape_length(s, k->in.n);
	if (n == 0)
		return false;
	if (is_answer(s, n) || (n > 2 && s[1] == '_')) {
		str_copy(key->name, KEY_NAME, "answer");
		return take(k, key, n);
	}
	if (name_mouse(key, s, n))
		return take(k, key, n);
	if (n == 6 && !memcmp(s, "\033[200~", 6)) {
		buf_eat(&k->in, 6);
		buf_clear(&k->paste);
		k->pasting = true;
		return take_paste(k, key);
	}
	for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++)
		if (strlen(sequences[i].seq) == n - 1 && !memcmp(sequences[i].seq, s + 1, n - 1)) {
			str_copy(key->name, KEY_NAME, sequences[i].name);
			return take(k, key, n);
		}
	if (s[1] == '[' || s[1] == 'O') {
		str_copy(key->name, KEY_NAME, "unknown");
		return take(k, key, n);
	}
	if (s[1] == 0x1b) { /* Esc Esc: the first one stands alone */
		str_copy(key->name, KEY_NAME, "esc");
		return take(k, key, 1);
	}
	char plain[KEY_NAME - 2];
	name_plain(plain, s + 1, n - 1);
	snprintf(key->name, KEY_NAME, "M-%.20s", plain);
	return take(k, key, n);
}

bool keys_waiting(const struct keys *k)
{
	return !k->pasting && k->in.n > k->used;
}

bool keys_flush(struct keys *k, struct key *key)
{
	settle(k);
	if (k->pasting || k->in.n == 0)
		return false;
	if (begins_answer(k)) {
		if (k->hurried++ < HURRIED_MOST)
			return false;
		str_copy(key->name, KEY_NAME, "answer");
		return take(k, key, k->in.n);
	}
	if (k->in.n == 2 && !memcmp(k->in.v, "\033_", 2)) {
		str_copy(key->name, KEY_NAME, "M-_");
		return take(k, key, 2);
	}
	str_copy(key->name, KEY_NAME, *k->in.v == 0x1b ? "esc" : "unknown");
	return take(k, key, 1);
}
