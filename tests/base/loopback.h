/* loopback: an HTTP server in a thread, as ill-behaved as the test wants. What it
 * does depends on the path; it counts what arrived. */
#ifndef TESTS_LOOPBACK_H
#define TESTS_LOOPBACK_H

/* /ok          200, the request's head and body as its body
 * /once        as /ok, but on a connection that was used before: closed unanswered
 * /deaf        closed unanswered; /reset with a reset
 * /hang        no answer until the server stops
 * /status/N    that status, Retry-After: 7, Location: /ok
 * /big         100,000 bytes; /cut says 100 and sends 10; /junk is no HTTP
 * /headers     a head without end
 * /events      "one;" at once, "two;" 20 ms later, then silence
 */
struct loopback;

/* On 127.0.0.1 and a port of its own, or on a Unix socket. */
struct loopback *loopback_start(const char *unix_path);
void loopback_stop(struct loopback *);
/* "http://127.0.0.1:12345", or "http://loopback" for a Unix socket. */
const char *loopback_url(const struct loopback *);
int loopback_port(const struct loopback *);
/* Requests whose head arrived whole, connections accepted, and connections that
 * brought anything else. */
int loopback_requests(struct loopback *);
int loopback_connections(struct loopback *);
int loopback_strangers(struct loopback *);
void loopback_forget(struct loopback *);

#endif
