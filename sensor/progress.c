#include "sensor/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "core/clock.h"

enum { EVERY_MS = 200, PATIENCE_MS = 700 };

struct progress progress_begin(bool quiet)
{
    uint64_t now = steady_ms();
    return (struct progress){ .wanted = !quiet && isatty(STDERR_FILENO) == 1,
                              .begun_ms = now,
                              .last_ms = now };
}

void progress_show(struct progress *p, uint64_t done, uint64_t all, size_t i, size_t n)
{
    uint64_t now = p->wanted ? steady_ms() : 0;
    if (!p->wanted || now - p->last_ms < EVERY_MS || now - p->begun_ms < PATIENCE_MS)
        return;
    p->last_ms = now;
    p->shown = true;
    double mb = (double)done / 1e6;
    if (all == 0 || done == 0) {
        (void)fprintf(stderr, "\r%zu of %zu files, %.0f MB\x1b[K", i + 1, n, mb);
        return;
    }
    double left_s = (double)(now - p->begun_ms) / 1000 * ((double)all / (double)done - 1);
    (void)fprintf(stderr, "\r%zu of %zu files, %.0f of %.0f MB, %.0f s left\x1b[K", i + 1, n, mb,
                  (double)all / 1e6, left_s);
}

void progress_end(struct progress *p)
{
    if (p->shown)
        (void)fprintf(stderr, "\r\x1b[K");
    p->shown = false;
}
