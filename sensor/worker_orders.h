/* What the main thread tells the workers, which are processes of their own: to come to their end,
 * and what to hold passwords and media against. They can read it, and nobody but the main thread's
 * process can write to it, whatever a worker does.
 *
 * How it works: one piece of memory is mapped twice. To the writable mapping no fork leads; the
 * other cannot be made writable (F_SEAL_FUTURE_WRITE, memfd_create(2)). Both stay out of core
 * dumps. What is written bears a number that is odd while it is being written, and a worker that
 * read meanwhile reads again. */
#pragma once

#include "core/error.h"
#include "core/srtp_keys.h"

struct worker_orders;

/* In the main thread's process, before any fork. NULL: e says why. */
struct worker_orders *worker_orders_new(struct error *e);
/* Wipes it. o may be NULL. */
void worker_orders_free(struct worker_orders *o);

/* ---- by the main thread's process ---- */

/* For all workers, for good. */
void worker_orders_stop(struct worker_orders *o);

/* From now on these are to be used; they may be freed at once. Logins that find no room, which is
 * 4 MiB of names and passwords, are left out. The number they bear. */
uint64_t worker_orders_give(struct worker_orders *o, const struct known_secrets *secrets);

/* ---- by a worker's ---- */

bool worker_orders_is_stop(const struct worker_orders *o);

/* A worker's own copy, in memory for secrets. */
struct own_secrets {
    struct known_secrets secrets;
    struct fingerprint_key key;
    uint64_t number;
    size_t n; /* bytes of it all */
};

/* The number of what is to be used; odd: not yet. */
uint64_t worker_orders_number(const struct worker_orders *o);

/* NULL: no memory, or it was written to meanwhile: ask again. */
struct own_secrets *worker_orders_copy(const struct worker_orders *o);
void own_secrets_free(struct own_secrets *s); /* s may be NULL; wiped */
