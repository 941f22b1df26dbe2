/* wake: a file descriptor that becomes readable when somebody calls (eventfd,
 * or a pipe where there is none). Any thread may call; one owner listens. */
#ifndef BASE_WAKE_H
#define BASE_WAKE_H

struct wake {
	int r, w;
};

void wake_init(struct wake *); /* cannot fail but for want of descriptors: dies */
void wake_fini(struct wake *);
int wake_fd(const struct wake *);
void wake_call(struct wake *);
void wake_clear(struct wake *);

#endif
