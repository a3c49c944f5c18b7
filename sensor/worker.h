/* One of several threads that read the same capture at the same time. Each takes every frame apart
 * and follows only its own share of the conversations; what they say goes into its ring.
 *
 * How it works: the workers share nothing. Every one has its own source, decoder, flow table and
 * counters, as large as a single worker's. All frames are decoded by all, because a fragment does
 * not show whose conversation it is of, and because time is the same for all. Whose a conversation
 * is depends on a hash of its two ends; nothing that is said depends on it. */
#pragma once

#include "core/error.h"
#include "core/hash.h"
#include "sensor/fact_ring.h"

/* The times of the frames of a capture. */
struct span {
    uint64_t first_ns, last_ns; /* the earliest and the latest; 0: there was none */
    uint64_t end_ns;            /* of the last frame */
};

void span_add(struct span *s, uint64_t time_ns);

/* Which conversations are a worker's: those whose hash is `number` modulo `of`. */
struct share {
    struct hash_key key; /* the same for all */
    uint32_t number;
    uint32_t of; /* 1 or more */
};

/* Both directions of a conversation are the same worker's, whatever VLAN they come in. */
bool share_has(const struct share *s, const struct packet *p);

struct worker;

/* Takes all memory. NULL: there is not that much. `ring_n` as for fact_ring_new(). */
struct worker *worker_new(struct share share, const struct flow_settings *settings,
                          uint32_t ring_n);
void worker_free(struct worker *w);

struct fact_ring *worker_ring(struct worker *w);

/* Starts its thread on a capture; path and filter (NULL: none) stay until worker_join().
 * False: there is no thread, and why. */
bool worker_start(struct worker *w, const char *path, const char *filter, struct error *e);

/* While it runs: it shall come to an end soon, and not wait for room in its ring. */
void worker_stop(struct worker *w);

/* While it runs: how many bytes of the capture it has read. */
uint64_t worker_done(const struct worker *w);

/* Waits for the end of its thread. */
void worker_join(struct worker *w);

/* What became of the capture; these hold between worker_join() and worker_start(). */
bool worker_opened(const struct worker *w);
const char *worker_error(const struct worker *w); /* NULL: read to its end */
struct span worker_span(const struct worker *w);

/* Of all captures so far: what decoding counted, which is the same for every worker, and what this
 * one's own conversations did. */
const struct counters *worker_decoded(const struct worker *w);
const struct counters *worker_followed(const struct worker *w);
