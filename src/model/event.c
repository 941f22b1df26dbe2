/* event: what an event owns, given back. */
#include <stdlib.h>

#include "model/event.h"

#include "base/banned.h"

void event_fini(struct event *e)
{
	free(e->session);
	free(e->push_name);
	free(e->text);
	free(e->media.mimetype);
	free(e->media.filename);
	free(e->media.url);
	free(e->detail);
	free(e->place);
	free(e->ack_error_code);
	free(e->reactions.v);
	for (size_t i = 0; i < e->choices.n; i++)
		free(e->choices.v[i]);
	free(e->choices.v);
	free(e->me_phone);
	free(e->me_lid);
	free(e->me_name);
	*e = (struct event){ 0 };
}

void events_fini(struct events *l)
{
	for (size_t i = 0; i < l->n; i++)
		event_fini(&l->v[i]);
	free(l->v);
	*l = (struct events){ 0 };
}
