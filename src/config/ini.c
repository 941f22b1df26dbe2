/* ini: lines of a configuration file. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/ceiling.h"
#include "base/fs.h"
#include "base/mem.h"
#include "base/text.h"

#include "config/ini.h"

#include "base/banned.h"

/* Cuts blanks off both ends of [s, end), in place. */
static char *trim(char *s, char *end)
{
	while (s < end && (*s == ' ' || *s == '\t')) {
		s++;
	}
	while (end > s && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r')) {
		end--;
	}
	*end = '\0';
	return s;
}

/* Ends the text where a comment begins: # after a blank. */
static void cut_comment(char *s)
{
	for (char *p = s; *p; p++) {
		if (*p == '#' && (p == s || p[-1] == ' ' || p[-1] == '\t')) {
			*p = '\0';
			trim(s, p);
			return;
		}
	}
}

static void add(struct ini *ini, int line, const char *section, const char *key, const char *value)
{
	LIST_GROW(ini);
	ini->v[ini->n++] = (struct ini_line){
		.line = line,
		.section = section ? xstrdup(section) : NULL,
		.key = xstrdup(key),
		.value = xstrdup(value),
	};
}

static bool read_text(const char *path, struct buf *text, struct err *e)
{
	struct err why = { 0 };

	buf_init(text, CEIL_CONFIG);
	if (!file_read(path, text, &why)) {
		return err_set(e, why.kind == ERR_FORBIDDEN ? ERR_FORBIDDEN : ERR_USAGE, "config.file",
			N_("the configuration cannot be read: {why}"), "why=%s", err_text(&why));
	}
	int line = 1;
	for (const char *p = text->v, *end = text->v + text->n; p < end; line++) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t n = (size_t)((nl ? nl : end) - p);
		if (n && !text_valid(p, n)) {
			return err_set(e, ERR_USAGE, "config.utf8",
				N_("{file}:{line}: this is not UTF-8 text"), "file=%s\nline=%d", path, line);
		}
		p += n + 1;
	}
	if (!strncmp(buf_str(text), "\xef\xbb\xbf", 3)) {
		buf_eat(text, 3);
	}
	return true;
}

bool ini_read(const char *path, struct ini *ini, struct err *e)
{
	bool ok = false;
	struct buf text;
	char *section = xstrdup("");

	if (!read_text(path, &text, e)) {
		goto out;
	}
	int line = 1;
	for (char *p = text.n ? text.v : NULL; p; line++) {
		char *nl = strchr(p, '\n');
		char *s = trim(p, nl ? nl : p + strlen(p));
		p = nl ? nl + 1 : NULL;
		if (!*s || *s == '#' || *s == ';') {
			continue;
		}
		cut_comment(s);
		if (*s == '[') {
			char *end = strchr(s, ']');
			if (!end || end[1]) {
				err_set(e, ERR_USAGE, "config.section",
					N_("{file}:{line}: a section is written [number NAME]"),
					"file=%s\nline=%d", path, line);
				goto out;
			}
			free(section);
			section = xstrdup(trim(s + 1, end));
			add(ini, line, section, "", "");
			continue;
		}
		char *eq = strchr(s, '=');
		if (!eq || eq == s) {
			err_set(e, ERR_USAGE, "config.line",
				N_("{file}:{line}: \"{text}\" is not of the form: option = value"),
				"file=%s\nline=%d\ntext=%.80s", path, line, s);
			goto out;
		}
		char *value = trim(eq + 1, eq + 1 + strlen(eq + 1));
		char *key = trim(s, eq);
		add(ini, line, section, key, value);
	}
	ok = true;
out:
	free(section);
	buf_fini(&text);
	if (!ok) {
		ini_fini(ini);
	}
	return ok;
}

bool ini_read_env(const char *path, struct ini *ini, struct err *e)
{
	struct buf text;

	if (!read_text(path, &text, e)) {
		buf_fini(&text);
		return false;
	}
	int line = 1;
	for (char *p = text.n ? text.v : NULL; p; line++) {
		char *nl = strchr(p, '\n');
		char *s = trim(p, nl ? nl : p + strlen(p));
		p = nl ? nl + 1 : NULL;
		if (!strncmp(s, "export ", 7)) {
			s = trim(s + 7, s + strlen(s));
		}
		char *eq = *s == '#' ? NULL : strchr(s, '=');
		if (!eq) {
			continue; /* the file belongs to other programs too */
		}
		char *value = trim(eq + 1, eq + 1 + strlen(eq + 1));
		char *key = trim(s, eq);
		char *close = *value == '"' || *value == '\'' ? strchr(value + 1, *value) : NULL;
		if (close) {
			*close = '\0';
			value++;
		} else {
			cut_comment(value);
		}
		add(ini, line, NULL, key, value);
	}
	buf_fini(&text);
	return true;
}

void ini_fini(struct ini *ini)
{
	for (size_t i = 0; i < ini->n; i++) {
		free(ini->v[i].section);
		free(ini->v[i].key);
		free(ini->v[i].value);
	}
	free(ini->v);
	*ini = (struct ini){ 0 };
}
