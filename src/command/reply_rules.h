/* reply_rules: the text of answers about the rules of sending, for reply_text.c. */
#ifndef COMMAND_REPLY_RULES_H
#define COMMAND_REPLY_RULES_H

#include "command/reply.h"

void reply_consents(const json_t *answer, const struct reply_options *, struct buf *out);
void reply_rules(const json_t *answer, const struct reply_options *, struct buf *out);
void reply_judged(const json_t *answer, const struct reply_options *, struct buf *out);
void reply_plan(const json_t *answer, const struct reply_options *, struct buf *out);

#endif
