/* theme: see theme.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ceiling.h"
#include "base/fs.h"
#include "base/mem.h"

#include "tui/theme.h"

#include "base/banned.h"

static const struct {
	const char *name, *what;
} styles[] = {
#define X(id, name, what) [id] = {name, what},
	STYLES(X)
#undef X
};

static const char *const depths[] = {
#define X(id, name) [id] = name,
	DEPTHS(X)
#undef X
};

static const char *const colours[] = {"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"};

static const struct {
	const char *name;
	unsigned bit;
} attributes[] = {{"bold", LOOK_BOLD}, {"dim", LOOK_DIM}, {"underline", LOOK_UNDERLINE},
	{"reverse", LOOK_REVERSE}, {"italic", LOOK_ITALIC}};

const char *style_name(enum style s)
{
	return styles[s].name;
}

const char *style_what(enum style s)
{
	return styles[s].what;
}

/* Where the reader of a file stands. */
struct reader {
	const char *file;
	int line;
};

static bool wrong(const struct reader *r, const char *key, const char *text, const char *what, struct err *e)
{
	return err_set(e, ERR_USAGE, key, text, "file=%s\nline=%d\nwhat=%.60s", r->file, r->line, what);
}

static bool colour_of(const char *word, enum depth depth, int *out)
{
	unsigned rgb;
	char *end;
	if (!strcmp(word, "-")) {
		*out = COLOUR_OWN;
		return true;
	}
	for (int i = 0; i < 8; i++)
		if (!strcmp(colours[i], word)) {
			*out = i;
			return depth != DEPTH_MONO;
		}
	if (depth == DEPTH_TRUE && *word == '#' && strlen(word) == 7 &&
		strspn(word + 1, "0123456789abcdefABCDEF") == 6 && sscanf(word + 1, "%6x", &rgb) == 1) {
		*out = (int)(COLOUR_RGB | rgb);
		return true;
	}
	long n = strtol(word, &end, 10);
	*out = (int)n;
	return depth >= DEPTH_256 && *word && !*end && n >= 0 && n < 256;
}

static bool line_of(struct theme *t, const struct reader *r, char *words[], int n, bool named[STYLE_COUNT],
	struct err *e)
{
	int style = 0, depth = 0;
	struct look look = {0};
	while (style < STYLE_COUNT && strcmp(styles[style].name, words[0]))
		style++;
	if (style == STYLE_COUNT)
		return wrong(r, "theme.role", N_("{file}:{line}: there is no role {what}: wartel-themes(5) lists them"),
			words[0], e);
	if (n < 4)
		return wrong(r, "theme.short",
			N_("{file}:{line}: after {what} belong the colours it is for (mono, 8, 256, true), a foreground and "
			   "a background"),
			words[0], e);
	while (depth < DEPTH_COUNT && strcmp(depths[depth], words[1]))
		depth++;
	if (depth == DEPTH_COUNT)
		return wrong(r, "theme.depth", N_("{file}:{line}: {what} is none of mono, 8, 256, true"), words[1], e);
	int *const ink[2] = {&look.fg, &look.bg};
	for (int i = 0; i < 2; i++)
		if (!colour_of(words[2 + i], (enum depth)depth, ink[i]))
			return wrong(r, "theme.colour",
				N_("{file}:{line}: {what} is no colour there: - (the terminal's own), a name (black red "
				   "green yellow blue magenta cyan white; not for mono), 0 to 255 (for 256 and true) or "
				   "#rrggbb (for true)"),
				words[2 + i], e);
	for (int i = 4; i < n; i++) {
		size_t k = 0;
		while (k < sizeof attributes / sizeof *attributes && strcmp(attributes[k].name, words[i]))
			k++;
		if (k == sizeof attributes / sizeof *attributes)
			return wrong(r, "theme.attribute",
				N_("{file}:{line}: {what} is none of bold, dim, underline, reverse, italic"), words[i], e);
		look.attributes |= attributes[k].bit;
	}
	if (!named[style])
		memset(t->set[style], 0, sizeof t->set[style]);
	named[style] = true;
	t->look[style][depth] = look;
	t->set[style][depth] = true;
	return true;
}

bool theme_parse(struct theme *t, const char *name, const char *text, struct err *e)
{
	struct reader r = {.file = name};
	bool named[STYLE_COUNT] = {false};
	while (*text) {
		size_t n = strcspn(text, "\n");
		char *line = xstrndup(text, n), *save = NULL, *words[9];
		int count = 0;
		r.line++;
		text += n + (text[n] == '\n');
		/* A colour begins with the sign too: a comment has a blank before it, or a line alone. */
		for (char *w = strtok_r(line, " \t\r", &save); w && count < 9; w = strtok_r(NULL, " \t\r", &save)) {
			if (*w == '#' && (count < 2 || count > 3))
				break;
			words[count++] = w;
		}
		bool ok = count == 0 || line_of(t, &r, words, count, named, e);
		free(line);
		if (!ok)
			return false;
	}
	return true;
}

void theme_builtin(struct theme *t)
{
	struct err bug = {0};
	*t = (struct theme){0};
	if (!theme_parse(t, "dark.theme", theme_dark, &bug))
		BUG("%s", err_text(&bug));
}

bool theme_load(struct theme *t, const char *name, const char *own_dir, const char *data_dir, struct err *e)
{
	theme_builtin(t);
	if (strchr(name, '/') == NULL && (strlen(name) > THEME_NAME_CAP || *name == '.'))
		return err_set(e, ERR_USAGE, "theme.name", N_("{name} is no name of a theme: letters and -, or a path"),
			"name=%.80s", name);
	char *leaf = xasprintf("%s.theme", name), *path = NULL;
	struct buf text;
	buf_init(&text, CEIL_CONFIG);
	if (strchr(name, '/')) {
		path = xstrdup(name);
	} else {
		path = path_join(own_dir, leaf);
		if (!file_exists(path)) {
			free(path);
			path = path_join(data_dir, leaf);
		}
	}
	bool ok = false;
	if (!file_exists(path) && !strcmp(name, "dark"))
		ok = true; /* the built-in one */
	else if (!file_exists(path))
		err_set(e, ERR_NOT_FOUND, "theme.missing",
			N_("there is no theme {name}: {path} is not there; dark, light, mono and high-contrast come with "
			   "wartel"),
			"name=%s\npath=%s", name, path);
	else
		ok = file_read(path, &text, e) && theme_parse(t, path, buf_str(&text), e);
	if (!ok)
		theme_builtin(t);
	buf_fini(&text);
	free(path);
	free(leaf);
	return ok;
}

struct look theme_look(const struct theme *t, enum style s, enum depth depth)
{
	for (int d = (int)depth; d >= 0; d--)
		if (t->set[s][d] && (depth == DEPTH_MONO) == (d == DEPTH_MONO))
			return t->look[s][d];
	/* Attributes still say what the colours would have. */
	struct look plain = {COLOUR_OWN, COLOUR_OWN, 0};
	for (int d = 0; d < DEPTH_COUNT; d++)
		if (t->set[s][d]) {
			plain.attributes = t->look[s][d].attributes;
			break;
		}
	return plain;
}

unsigned palette_rgb(int n)
{
	static const unsigned first[16] = {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
		0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};
	static const unsigned step[6] = {0, 95, 135, 175, 215, 255};
	if (n < 16)
		return first[n & 15];
	if (n >= 232)
		return (unsigned)(8 + 10 * (n - 232)) * 0x010101u;
	n -= 16;
	return step[n / 36 % 6] << 16 | step[n / 6 % 6] << 8 | step[n % 6];
}

void theme_man(struct buf *out)
{
	buf_adds(out, ".Bl -tag -width selected -compact\n");
	for (int i = 0; i < STYLE_COUNT; i++)
		buf_addf(out, ".It Cm %s\n%s\n", styles[i].name, styles[i].what);
	buf_adds(out, ".El\n");
}
