/* Alerts out of a stream of Redis and into a sink: what is ours and was left, what other readers
 * have left, then what is new, as it comes. An entry is acknowledged when its line has arrived. */
#pragma once

#include "alerts/format.h"
#include "alerts/redis_stream.h"
#include "alerts/sink.h"
#include "sensor/feed_journal.h"

/* All of it must outlive feed_run(). */
struct feed_settings {
    struct stream_reader from;
    const char *begin; /* where a new group begins: "0", or "$" for what comes later */
    uint64_t claim_after_ms;
    uint64_t most;      /* lines, then it ends; 0: no end */
    bool once;          /* ends when nothing is left, or something fails */
    enum format format; /* in which the sink writes */
    const struct sink *sink;
    void *opened; /* by the sink */
    struct feed_journal *journal;
    int signals; /* signalfd(2), not blocking: SIGHUP opens the file anew, SIGUSR1 tells what was
                  * counted */
    int ending;  /* becomes readable when it is time to end */
};

struct feed_figures {
    uint64_t written;
    uint64_t known;   /* acknowledged only: they were written before */
    uint64_t claimed; /* from other readers */
    uint64_t gone;    /* trimmed before they were read */
    uint64_t foreign; /* no line of text that could be passed on */
};

/* Until it is told to end, or as the settings say. Gives the exit status; what fails and mends is
 * said on stderr, a line a change. */
int feed_run(const struct feed_settings *s, struct feed_figures *figures);
