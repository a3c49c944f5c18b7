/* What the sandbox refused: counted where every process of the sensor can count, so that a refusal
 * is seen. It means either that somebody has got into the process, or that a library has come to
 * need a call that its role does not name; neither should go unnoticed for months. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/error.h"

struct sandbox_tally {
    _Atomic uint64_t refused;
    _Atomic int last; /* number of the system call; -1: there was none */
};

/* Memory that children of fork() share. NULL: there is none. */
struct sandbox_tally *sandbox_tally_new(void);
void sandbox_tally_free(struct sandbox_tally *t);

/* How many there were so far, at most 2^53 and no fewer than were told. */
uint64_t sandbox_refused_now(const struct sandbox_tally *t, uint64_t told);

/* If there were more than were told, says so on standard error, with the name of the last. Returns
 * how many are told now. Of no tally there is nothing to tell. */
uint64_t sandbox_refused_tell(const struct sandbox_tally *t, uint64_t told);

/* From now on a refused call fails with EPERM (with ENOSYS if it is newer than this program, so
 * that the C library does it in another way), and is counted if t is given. Not to be called by two
 * threads at once. */
bool sandbox_refuse_softly(struct sandbox_tally *t, struct error *e);
