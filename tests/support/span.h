/* A mirror port of one's own: a network namespace with a cable between `far`, where tests send, and
 * `span`, where the sensor listens. */
#pragma once

#include "capture/live.h"
#include "tests/support/frames.h"

/* False: not root, or no namespaces here; the test is to be skipped. */
bool span_begin(void);
/* The same, or the test is skipped. A socket at `far`. */
int span_begin_far(void);
/* Runs a command line that must succeed. */
void span_run(const char *command);
/* The same in another process, after a while. */
void span_run_later(const char *command, int after_ms);
/* The cable is there and up (again). */
extern const char span_plug[];
extern const char span_unplug[];

/* To send at `interface`, or to see what comes in there. */
int span_socket(const char *interface);
void span_send(int fd, const struct wire *w);
/* A datagram from 192.0.2.9 to 192.0.2.5 that carries `text`, n times. */
void span_send_text(int fd, const char *text, int n);
/* How many frames came in at the socket's interface, that were not sent there. */
int span_heard(int fd);

void *span_open(const struct live_source *source, const struct live_settings *settings);
/* Reads until nothing came for quiet_ms; how many frames. */
uint64_t span_drain(const struct live_source *source, void *self, int quiet_ms);
/* Readers in processes of their own die amid a batch, one after the other: what they held is passed
 * over and counted as taken, and whoever resumes reads all the rest, and what comes after it. */
void span_survives_readers(const struct live_source *source, const struct live_settings *settings,
                           int far);
/* It hears again, within two seconds: of what is sent at an interface that is back. */
void span_expect_to_hear(const struct live_source *source, void *self);
/* From now on this process may do nothing that root may. */
void span_drop_capabilities(void);
/* Ten frames come, and ten after it was stopped: the first ones are read and no more, whether the
 * interface stays or is another one. */
void span_expect_stopped(const struct live_source *source, void *self, int far);
/* poll() says when there is something, and that there is no more. */
void span_expect_waiting(const struct live_source *source, void *self, int far);
/* It cannot be opened: `why` is in what is said. */
void span_expect_refusal(const struct live_source *source, const struct live_settings *settings,
                         const char *why);
/* The interface is deleted and comes back when this process may do nothing any more. */
void span_expect_denial(const struct live_source *source, void *self, const char *why);
/* Reads until so many outages were noticed; how many frames. */
uint64_t span_wait_for_outage(const struct live_source *source, void *self, uint64_t outages);
struct live_counts span_counts(const struct live_source *source, void *self);
