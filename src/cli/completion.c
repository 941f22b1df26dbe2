/* completion: scripts for the shells that people have. Each asks this program what
 * the line so far may become, so that it never says anything else than the table. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "command/say.h"

#include "cli/out.h"
#include "cli/room.h"
#include "cli/values.h"

#include "base/banned.h"

static const struct {
	const char *shell, *script;
} scripts[] = {
	{ "bash",
	  "# wartel: source <(wartel completion bash)\n"
	  "_wartel() {\n"
	  "\tlocal word rest\n"
	  "\tCOMPREPLY=()\n"
	  "\twhile IFS=$'\\t' read -r word rest; do\n"
	  "\t\tCOMPREPLY+=(\"$word\")\n"
	  "\tdone < <(\"$1\" completion bash --line \"${COMP_LINE:0:COMP_POINT}\" 2>/dev/null)\n"
	  "}\n"
	  "complete -o bashdefault -F _wartel wartel\n" },
	{ "zsh",
	  "#compdef wartel\n"
	  "# wartel: source <(wartel completion zsh), after compinit\n"
	  "_wartel() {\n"
	  "\tlocal word rest\n"
	  "\tlocal -a found said\n"
	  "\twhile IFS=$'\\t' read -r word rest; do\n"
	  "\t\tfound+=(\"$word\")\n"
	  "\t\tsaid+=(\"$word${rest:+  $rest}\")\n"
	  "\tdone < <($words[1] completion zsh --line \"$BUFFER[1,CURSOR]\" 2>/dev/null)\n"
	  "\t(( $#found )) && compadd -Q -l -d said -a found\n"
	  "}\n"
	  "compdef _wartel wartel\n" },
	{ "fish",
	  "# wartel: wartel completion fish | source\n"
	  "complete -c wartel -f -a '(wartel completion fish --line (commandline -cp) 2>/dev/null)'\n" },
};

/* What a line may become, a candidate a line, its help behind a tab. The first word
 * is the program itself. */
static int answer(struct room *r, const char *line)
{
	struct values v = { 0 };
	struct completions c = { 0 };
	struct buf out;
	struct err e = { 0 };
	const char *rest = line + strspn(line, " \t");

	rest += strcspn(rest, " \t");
	rest += strspn(rest, " \t");
	/* Without an engine there are no names; that is no trouble here. */
	r->config = config_load(&(struct config_source){ .side = CONFIG_FACE, .file = r->cli->config }, &e);
	if (r->config) {
		r->client = client_open(r->config, &(struct client_options){ .socket = r->cli->socket }, &e);
	}
	v.client = r->client;
	command_complete(rest, strlen(rest), values_add, &v, &c);
	buf_init(&out, 1 << 20);
	for (size_t i = 0; i < c.n; i++) {
		/* A name with such bytes cannot be typed by this road. */
		if (strpbrk(c.v[i].word, "\t\r\n")) {
			continue;
		}
		buf_adds(&out, c.v[i].word);
		if (c.v[i].help) {
			buf_addf(&out, "\t%s", _(c.v[i].help));
		}
		buf_addc(&out, '\n');
	}
	completions_fini(&c);
	values_fini(&v);
	return out_buf(&out);
}

int completion(struct room *r)
{
	const char *line = json_str(r->cli->args, "line"), *shell = json_str(r->cli->args, "shell");

	if (line) {
		return answer(r, line);
	}
	for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
		if (!strcmp(scripts[i].shell, shell)) {
			return out_text(scripts[i].script, strlen(scripts[i].script));
		}
	}
	BUG("no script for %s", shell);
}
