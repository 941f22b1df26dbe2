/* fault: named places that tests break. A plan is made once, published whole
 * and never freed, so that any thread may pass a point without a lock. */
#include "base/fault.h"

#ifdef WARTEL_TEST
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"

#include "base/banned.h"

struct point {
	char name[64]; /* "" when none */
	long first, count;
	atomic_long passed;
};

struct plan {
	struct point crash, fault;
	void (*on_crash)(const char *);
	struct plan *older; /* keeps it reachable: somebody may still be reading it */
};

static struct plan *_Atomic plan;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* name[:n[:count]] */
static void parse(struct point *p, const char *s)
{
	const char *colon = s + strcspn(s, ":");
	char *end;

	if ((size_t)(colon - s) >= sizeof p->name)
		BUG("fault %s: the name is too long", s);
	memcpy(p->name, s, (size_t)(colon - s));
	p->first = p->count = 1;
	if (*colon == ':') {
		p->first = strtol(colon + 1, &end, 10);
		if (*end == ':')
			p->count = strtol(end + 1, &end, 10);
		if (*end != '\0' || p->first < 1 || p->count < 1)
			BUG("fault %s is not name[:n[:count]]", s);
	}
}

static void publish(const char *crash, const char *fault, void (*on_crash)(const char *))
{
	/* Not xcalloc: it passes here. */
	struct plan *p = calloc(1, sizeof *p);

	if (!p)
		BUG("no memory for a fault");
	if (crash)
		parse(&p->crash, crash);
	if (fault)
		parse(&p->fault, fault);
	p->on_crash = on_crash;
	p->older = atomic_load(&plan);
	atomic_store(&plan, p);
}

static void from_environment(void)
{
	const char *crash = getenv("WARTEL_CRASH"), *fault = getenv("WARTEL_FAULT");

	if (atomic_load(&plan) || (!crash && !fault))
		return;
	publish(crash && *crash ? crash : NULL, fault && *fault ? fault : NULL, NULL);
}

static struct plan *current(void)
{
	pthread_once(&once, from_environment);
	return atomic_load(&plan);
}

void fault_note(const char *what, const char *name)
{
	const char *path = getenv("WARTEL_FAULT_LOG");
	char line[96];
	int n = snprintf(line, sizeof line, "%s %s\n", what, name), fd;

	if (!path || !*path)
		return;
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, line, (size_t)n) != n)
		BUG("cannot write %s", path);
	close(fd);
}

void fault_crash(const char *name)
{
	struct plan *p = current();

	if (!p || strcmp(p->crash.name, name) != 0)
		return;
	if (atomic_fetch_add(&p->crash.passed, 1) + 1 != p->crash.first)
		return;
	fault_note("crash", name);
	if (p->on_crash)
		p->on_crash(name);
	else
		kill(getpid(), SIGKILL);
}

bool fault_hit(const char *name)
{
	struct plan *p = current();
	long n;

	if (!p || strcmp(p->fault.name, name) != 0)
		return false;
	n = atomic_fetch_add(&p->fault.passed, 1) + 1;
	if (n < p->fault.first || n - p->fault.first >= p->fault.count)
		return false;
	fault_note("fault", name);
	return true;
}

void fault_arm(const char *crash, const char *fault, void (*on_crash)(const char *))
{
	/* The environment first, so that it does not come back over this. */
	current();
	publish(crash, fault, on_crash);
}
#else
#include "base/err.h"

#include "base/banned.h"

void fault_crash(const char *name)
{
	(void)name;
}

void fault_note(const char *what, const char *name)
{
	(void)what;
	(void)name;
}

bool fault_hit(const char *name)
{
	(void)name;
	return false;
}

void fault_arm(const char *crash, const char *fault, void (*on_crash)(const char *))
{
	BUG("fault_arm(%s, %s, %d) outside the test build", crash ? crash : "", fault ? fault : "",
	    on_crash != 0);
}
#endif
