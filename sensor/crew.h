/* Several workers on one capture after the other, and what they say in one order: that in which a
 * single worker would have said it, whatever their number. */
#pragma once

#include "sensor/merge.h"
#include "sensor/worker.h"

struct crew;

/* Takes the memory of n (1 to WORKERS_MAX) workers. NULL: there is not that much. */
struct crew *crew_new(size_t n, const struct flow_settings *settings);
void crew_free(struct crew *c);

/* Starts them all on a capture; path and filter stay until crew_end(). False: they could not be
 * started, and why; none of them runs. */
bool crew_begin(struct crew *c, const char *path, const char *filter, struct error *e);

/* Tells some of what there is to be told; waits a little if there is nothing. False: everything
 * was told, and crew_end() is next. */
bool crew_tell(struct crew *c, struct observer to);

/* They shall come to an end soon; what they say from now on may be incomplete. */
void crew_stop(struct crew *c);

/* How many bytes of the capture have been read. */
uint64_t crew_done(const struct crew *c);

/* What became of a capture. */
struct crew_result {
    bool opened;
    const char *error; /* NULL: it was read to its end; holds until crew_begin() */
    struct span span;
};

struct crew_result crew_end(struct crew *c);

/* Adds what was counted in all captures so far: a frame once, as every worker reads it, and a
 * conversation by the worker that it belonged to. */
void crew_count(const struct crew *c, struct counters *into);
