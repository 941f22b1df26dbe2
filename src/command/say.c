/* say: gettext of the templates, values filled in afterwards. */
#include <libintl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/say.h"

#include "base/banned.h"

static const char domain[] = "wartel";

void say_init(const char *dir)
{
	const char *env = getenv("WARTEL_LOCALEDIR");
	if (!dir)
		dir = env && *env ? env : LOCALEDIR;
	bindtextdomain(domain, dir);
	bind_textdomain_codeset(domain, "UTF-8");
}

const char *say_of(const char *english)
{
	/* The empty string is the catalog's own header. */
	return *english ? dgettext(domain, english) : english;
}

/* The value {reason} is often a sentence of the program's own: then it is said in the
 * same language. */
static void take_value(void *ctx, const char *name, const char *value)
{
	sentence_put(ctx, name, strcmp(name, "reason") ? value : say_of(value));
}

const char *say(const struct sentence *s, char *out, size_t cap)
{
	struct sentence own = *s;
	own.args[0] = '\0';
	sentence_each(s, take_value, &own);
	return sentence_fill(&own, say_of(s->text), out, cap);
}

const char *say_with(char *out, size_t cap, const char *english, const char *args, ...)
{
	struct sentence s;
	char values[SENTENCE_ARGS];
	va_list ap;
	va_start(ap, args);
	vsnprintf(values, sizeof values, args, ap);
	va_end(ap);
	/* One "name=value" a line, as sentence_set wants it, values already in. */
	sentence_set(&s, "say", english, NULL);
	snprintf(s.args, sizeof s.args, "%s", values);
	return sentence_fill(&s, say_of(english), out, cap);
}
