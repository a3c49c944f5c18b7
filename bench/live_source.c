/* Counts the frames that come in at an interface, and what counting them cost.
 *
 *   bench_live_source SOURCE[+shunt] INTERFACE SECONDS [FILTER]
 *
 * SOURCE is af_packet, af_xdp or pcap. With +shunt each RTP stream is shunted as soon as it is
 * seen. One JSON line; frames is what was handed out, cpu_s_per_million counts those shunted too.
 * Frames that come in after SECONDS are in no count, those before are in one. It says when it
 * listens, and ends early at SIGTERM.
 */

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "capture/decode.h"
#include "capture/live.h"
#include "capture/shunt.h"

enum { BATCH = 256, WAIT_MS = 100, KNOWN = 1024 };

struct tally {
    double cpu_s; /* while listening: a ring's making is no part of it */
    uint64_t frames;
    uint64_t bytes;
    uint64_t sum; /* printed, so that nothing of it is left out */
};

struct bench {
    const struct live_source *source;
    void *self;
    struct shunt *shunt; /* NULL: none */
    struct decoder *decoder;
    struct counters counters;
    struct tally tally;
    uint32_t shunted[KNOWN]; /* the SSRC that was shunted last, of those that fall on a place */
};

static volatile sig_atomic_t told_to_end;

static void end_early(int number)
{
    (void)number;
    told_to_end = 1;
}

static double seconds(clockid_t clock)
{
    struct timespec t;
    (void)clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* RTP version 2 on UDP: its stream is to come no more. */
static void shunt_media(struct bench *b, const struct frame *f)
{
    struct packet p;
    if (!decode(b->decoder, f, &p) || p.transport != TRANSPORT_UDP)
        return;
    struct cursor c = cursor_over(p.payload);
    uint8_t first = take_u8(&c);
    uint8_t second = take_u8(&c);
    skip(&c, 6);
    struct media_flow flow = {
        .src = p.src, .dst = p.dst, .ssrc = take_be32(&c), .payload_type = second & 0x7f
    };
    uint32_t *known = &b->shunted[flow.ssrc % KNOWN];
    if (!cursor_ok(&c) || first >> 6 != 2 || *known == flow.ssrc)
        return;
    *known = flow.ssrc;
    (void)b->source->shunt(b->self, &flow);
}

static void add(struct bench *b, const struct frame *batch, int n)
{
    struct tally *t = &b->tally;
    for (int i = 0; i < n; i++) {
        t->frames++;
        t->bytes += batch[i].wire_n;
        t->sum += batch[i].bytes.n > 0 ? batch[i].bytes.p[0] : 0;
        if (b->shunt != NULL)
            shunt_media(b, &batch[i]);
    }
}

/* What came in before now. */
static bool drain(struct bench *b, struct error *e)
{
    struct frame batch[BATCH];
    b->source->stop(b->self);
    double late = 0.02 + (double)b->source->late_ms(b->self) / 1000;
    for (double end = seconds(CLOCK_MONOTONIC) + late; seconds(CLOCK_MONOTONIC) < end;) {
        int n = b->source->next(b->self, batch, BATCH, 10, e);
        if (n < 0)
            return false;
        add(b, batch, n);
        if (n > 0)
            end = seconds(CLOCK_MONOTONIC) + late;
    }
    return true;
}

static bool listen_for(struct bench *b, double s, struct error *e)
{
    struct frame batch[BATCH];
    double before = seconds(CLOCK_PROCESS_CPUTIME_ID);
    double end = seconds(CLOCK_MONOTONIC) + s;
    (void)fprintf(stderr, "listening\n");
    while (seconds(CLOCK_MONOTONIC) < end && !told_to_end) {
        int n = b->source->next(b->self, batch, BATCH, WAIT_MS, e);
        if (n < 0)
            return false;
        add(b, batch, n);
    }
    b->tally.cpu_s = seconds(CLOCK_PROCESS_CPUTIME_ID) - before;
    return drain(b, e);
}

static void report(struct bench *b)
{
    const struct tally *t = &b->tally;
    struct live_counts c = { 0 };
    b->source->counts(b->self, &c);
    struct shunt_count shunted = { 0 };
    if (b->shunt != NULL)
        shunted = shunt_total(b->shunt);
    uint64_t all = t->frames + shunted.packets;
    printf("{\"name\":\"live_source\",\"source\":\"%s\",\"frames\":%" PRIu64 ",\"bytes\":%" PRIu64
           ",\"received\":%" PRIu64 ",\"ring_full\":%" PRIu64 ",\"kernel_drops\":%" PRIu64
           ",\"interface_drops\":%" PRIu64 ",\"shunted\":%" PRIu64 ",\"shunted_bytes\":%" PRIu64
           ",\"outages\":%" PRIu64 ",\"cpu_s\":%.4f,\"cpu_s_per_million\":%.4f,\"sum\":%" PRIu64
           "}\n",
           b->source->name, t->frames, t->bytes, c.received, c.ring_full, c.kernel_drops,
           c.interface_drops, shunted.packets, shunted.bytes, c.outages, t->cpu_s,
           all > 0 ? t->cpu_s * 1e6 / (double)all : 0.0, t->sum);
}

/* Finds the source by the first word, and opens the shunt if it is asked for. */
static bool choose(struct bench *b, const char *word, struct error *e)
{
    static const struct live_source *const sources[] = { &af_packet_source, &af_xdp_source,
                                                         &pcap_live_source };
    const char *plus = strchr(word, '+');
    size_t n = plus != NULL ? (size_t)(plus - word) : strlen(word);
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
        if (strlen(sources[i]->name) == n && strncmp(word, sources[i]->name, n) == 0)
            b->source = sources[i];
    if (b->source == NULL)
        return fail(e, "is no source");
    b->decoder = decoder_new(&b->counters);
    if (plus != NULL)
        b->shunt = shunt_open(&(struct shunt_settings){ 0 }, e);
    return plus == NULL || b->shunt != NULL;
}

static bool run(struct bench *b, const struct live_settings *settings, double s, struct error *e)
{
    b->self = b->source->open(settings, e);
    if (b->self == NULL)
        return false;
    bool well = listen_for(b, s, e);
    report(b);
    b->source->close(b->self);
    return well;
}

int main(int argc, char **argv)
{
    double s = argc > 3 ? strtod(argv[3], NULL) : 0;
    if (s <= 0) {
        (void)fprintf(stderr,
                      "usage: bench_live_source SOURCE[+shunt] INTERFACE SECONDS [FILTER]\n");
        return EXIT_FAILURE;
    }
    (void)signal(SIGTERM, end_early);
    static struct bench b;
    struct error e = { "" };
    bool well = choose(&b, argv[1], &e);
    if (!well)
        (void)fprintf(stderr, "%s %s\n", argv[1], e.s);
    struct live_settings settings = { .interface = argv[2],
                                      .filter = argc > 4 ? argv[4] : NULL,
                                      .shunt = b.shunt };
    if (well) {
        well = run(&b, &settings, s, &e);
        if (!well)
            (void)fprintf(stderr, "%s %s\n", argv[2], e.s);
    }
    shunt_close(b.shunt);
    decoder_free(b.decoder);
    return well ? EXIT_SUCCESS : EXIT_FAILURE;
}
