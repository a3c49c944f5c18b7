/* The one line that tells how far a long replay is; only on a terminal. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
    bool wanted;
    bool shown;
    uint64_t begun_ms;
    uint64_t last_ms;
};

/* Silent unless standard error is a terminal and `quiet` is false. */
struct progress progress_begin(bool quiet);

/* Bytes done and bytes in all (0: not known) of file number i (from 0) of n. */
void progress_show(struct progress *p, uint64_t done, uint64_t all, size_t i, size_t n);

/* Wipes the line. */
void progress_end(struct progress *p);
