/* reply: what a command answers, before it is JSON on the wire. */
#include <unistd.h>

#include "base/json.h"

#include "command/reply.h"

#include "base/banned.h"

void reply_fini(struct reply *r)
{
	json_decref(r->json);
	json_decref(r->given);
	if (r->file.there)
		close(r->file.fd);
	*r = (struct reply){0};
}

void reply_set(struct reply *r, json_t *v)
{
	json_decref(r->json);
	r->json = v;
}

void reply_list(struct reply *r, json_t *items, const char *next)
{
	json_t *o = json_object();
	json_put(o, "items", items);
	json_object_set_new(o, "next", next && *next ? json_string(next) : json_null());
	reply_set(r, o);
}
