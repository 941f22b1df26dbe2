/* alarm: runs the owner's command (option on_pause) once for every pause that begins,
 * because the owner is rarely looking. A child with limits, in a session of its own;
 * nothing waits for it, what it prints goes to the error log, and after a minute it
 * is ended. Belongs to one thread: the sync of the first number. */
#ifndef ENGINE_ALARM_H
#define ENGINE_ALARM_H

#include <stdint.h>
#include <sys/types.h>

#include "engine/inside.h"

struct alarm {
	pid_t pid;	  /* 0: none runs */
	int fd;		  /* what it prints */
	int64_t until_ms; /* then it is ended */
};

/* Looks for a pause that nobody was told of, and after the child. The time of the
 * next look; INT64_MAX when the owner wants none. */
int64_t alarm_step(struct alarm *, struct engine *, struct db *, int64_t now_ms);
/* Ends the child. */
void alarm_fini(struct alarm *);

#endif
