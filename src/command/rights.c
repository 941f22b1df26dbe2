/* rights: the four steps of what a caller may do. */
#include <string.h>

#include "base/err.h"

#include "command/rights.h"

#include "base/banned.h"

static const char *const names[] = { "none", "reader", "agent", "lead", "admin" };

const char *rights_name(enum rights r)
{
	return (unsigned)r < sizeof names / sizeof *names ? names[r] : names[0];
}

bool rights_named(const char *name, enum rights *out)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strcmp(names[i], name) == 0) {
			*out = (enum rights)i;
			return true;
		}
	}
	return false;
}

bool rights_need(enum rights need, enum rights have, const char *who, const char *what, struct err *e)
{
	if (have >= need)
		return true;
	if (have == RIGHTS_NONE)
		return err_set(e, ERR_AUTH, "rights.none",
			N_("{who} may not use this engine; an admin can change that"), "who=%s", who);
	return err_set(e, ERR_FORBIDDEN, "rights.command",
		N_("{what} is for the rights {need}; {who} has {have}, so ask somebody who may"),
		"what=%s\nneed=%s\nwho=%s\nhave=%s", what, rights_name(need), who, rights_name(have));
}

bool rights_check(const struct command *cmd, enum rights have, const char *who, struct err *e)
{
	return rights_need(cmd->rights, have, who, cmd->name, e);
}
