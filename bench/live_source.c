/* Counts the frames that come in at an interface, and what counting them cost.
 *
 *   bench_live_source af_packet|pcap INTERFACE SECONDS [FILTER]
 *
 * One JSON line. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "capture/live.h"

enum { BATCH = 256, WAIT_MS = 100 };

struct tally {
    double user_s; /* while listening: a ring's making is no part of it */
    double system_s;
    uint64_t frames;
    uint64_t bytes;
    uint64_t sum; /* printed, so that nothing of it is left out */
};

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void add(struct tally *t, const struct frame *batch, int n)
{
    for (int i = 0; i < n; i++) {
        t->frames++;
        t->bytes += batch[i].wire_n;
        t->sum += batch[i].bytes.n > 0 ? batch[i].bytes.p[0] : 0;
    }
}

static void add_used(struct tally *t, double sign)
{
    struct rusage used;
    (void)getrusage(RUSAGE_SELF, &used);
    t->user_s += sign * seconds(used.ru_utime);
    t->system_s += sign * seconds(used.ru_stime);
}

static bool listen_for(const struct live_source *source, void *self, double s, struct tally *t)
{
    struct frame batch[BATCH];
    struct error e;
    add_used(t, -1);
    for (double end = now() + s; now() < end;) {
        int n = source->next(self, batch, BATCH, WAIT_MS, &e);
        if (n < 0) {
            (void)fprintf(stderr, "the interface %s\n", e.s);
            return false;
        }
        add(t, batch, n);
    }
    add_used(t, 1);
    return true;
}

static void report(const char *name, const struct tally *t, const struct live_counts *c)
{
    double cpu = t->user_s + t->system_s;
    printf("{\"name\":\"live_source\",\"source\":\"%s\",\"frames\":%" PRIu64 ",\"bytes\":%" PRIu64
           ",\"received\":%" PRIu64 ",\"dropped\":%" PRIu64 ",\"outages\":%" PRIu64
           ",\"user_s\":%.3f,\"system_s\":%.3f,\"cpu_s_"
           "per_million\":%.3f,\"sum\":%" PRIu64 "}\n",
           name, t->frames, t->bytes, c->received, c->dropped, c->outages, t->user_s, t->system_s,
           t->frames > 0 ? cpu * 1e6 / (double)t->frames : 0.0, t->sum);
}

int main(int argc, char **argv)
{
    static const struct live_source *const sources[] = { &af_packet_source, &pcap_live_source };
    const struct live_source *source = NULL;
    for (size_t i = 0; argc > 1 && i < sizeof sources / sizeof sources[0]; i++)
        if (strcmp(argv[1], sources[i]->name) == 0)
            source = sources[i];
    double s = argc > 3 ? strtod(argv[3], NULL) : 0;
    if (source == NULL || s <= 0) {
        (void)fprintf(stderr,
                      "usage: bench_live_source af_packet|pcap INTERFACE SECONDS [FILTER]\n");
        return EXIT_FAILURE;
    }
    struct live_settings settings = { .interface = argv[2], .filter = argc > 4 ? argv[4] : NULL };
    struct error e;
    void *self = source->open(&settings, &e);
    if (self == NULL) {
        (void)fprintf(stderr, "%s %s\n", argv[2], e.s);
        return EXIT_FAILURE;
    }
    struct tally t = { 0 };
    bool well = listen_for(source, self, s, &t);
    struct live_counts c = { 0 };
    source->counts(self, &c);
    source->close(self);
    report(source->name, &t, &c);
    return well ? EXIT_SUCCESS : EXIT_FAILURE;
}
