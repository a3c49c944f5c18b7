#include "sensor/live_crew.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture/fanout.h"
#include "sensor/merge.h"

enum {
    RING = 1 << 14,
    BLOCK = 1 << 20,
    LOOK = 8, /* packets: two looks are enough to see that a stream has turned clear */
};

struct member {
    struct lanes *lanes;
    struct live_worker *worker;
    bool started;
    bool has_first;
    struct told first; /* taken out of the ring, not told yet */
    bool told_broken[INTERFACES_MAX];
};

struct live_crew {
    size_t n;
    struct member member[WORKERS_MAX];
    struct shunt *shunt; /* NULL: none */
    int fanout_code;     /* the sources use it again when their interface comes back; -1: none */
    struct text manner;
};

/* ---- opening ---- */

static const struct live_source *source_named(const char *name)
{
    static const struct live_source *const sources[] = { &af_packet_source, &af_xdp_source };
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
        if (strcmp(sources[i]->name, name) == 0)
            return sources[i];
    return &pcap_live_source;
}

/* The shunt is not worth more than the sensor: without it every packet is delivered. */
static void open_shunt(struct live_crew *c, const struct sensor_options *o)
{
    static const struct shunt_settings settings = { .look_packets = LOOK };
    struct error e;
    bool filtered = o->common.filter != NULL && strcmp(o->capture, "af_packet") == 0;
    if (o->no_shunt || strcmp(o->capture, "pcap") == 0)
        return;
    if (filtered) {
        (void)fprintf(stderr,
                      "camwarden: no shunt: a socket with a filter runs no other program\n");
        return;
    }
    c->shunt = shunt_open(&settings, &e);
    if (c->shunt == NULL)
        (void)fprintf(stderr, "camwarden: no shunt, every packet is delivered: %s\n", e.s);
}

/* Groups of the same number share frames, in the whole network namespace: ours differ from those of
 * another sensor as process numbers do. */
static uint16_t group_of(size_t interface)
{
    uint32_t n = (uint32_t)getpid() * INTERFACES_MAX + (uint32_t)interface;
    return (uint16_t)(n % UINT16_MAX + 1);
}

static bool open_lanes(struct live_crew *c, struct member *m, const struct sensor_options *o,
                       struct error *e)
{
    m->lanes = lanes_new(o->interfaces);
    if (m->lanes == NULL)
        return fail(e, "no memory");
    for (size_t i = 0; i < o->interfaces; i++) {
        struct live_settings s = { .interface = o->interface[i],
                                   .filter = o->common.filter,
                                   .shunt = c->shunt,
                                   .block_bytes = o->ring_mib > 0 ? BLOCK : 0,
                                   .blocks = (uint32_t)o->ring_mib,
                                   .fanout_code = c->fanout_code >= 0 ? &c->fanout_code : NULL };
        if (o->common.workers > 1)
            s.fanout_id = group_of(i);
        if (!lanes_add(m->lanes, source_named(o->capture), &s, e))
            return false;
    }
    return true;
}

/* The k-th of the processors that we may run on, over and over; -1: any. */
static int processor(const struct sensor_options *o, size_t k)
{
    cpu_set_t allowed;
    if (!o->pin || sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        return -1;
    size_t left = k % (size_t)CPU_COUNT(&allowed);
    for (int i = 0; i < CPU_SETSIZE; i++)
        if (CPU_ISSET((size_t)i, &allowed) && left-- == 0)
            return i;
    return -1;
}

static bool open_members(struct live_crew *c, const struct sensor_options *o,
                         const struct flow_settings *settings, struct error *e)
{
    for (c->n = 0; c->n < o->common.workers;) {
        struct member *m = &c->member[c->n++];
        if (!open_lanes(c, m, o, e))
            return false;
        m->worker = live_worker_new(m->lanes, settings, RING, processor(o, c->n - 1));
        if (m->worker == NULL)
            return fail(e, "no memory");
    }
    return true;
}

static void describe(struct live_crew *c, const struct sensor_options *o)
{
    text_format(&c->manner, "%s, %zu worker%s%s", o->capture, c->n, c->n == 1 ? "" : "s",
                c->shunt != NULL ? ", shunt" : "");
}

struct live_crew *live_crew_open(const struct sensor_options *o,
                                 const struct flow_settings *settings, struct error *e)
{
    struct live_crew *c = calloc(1, sizeof *c);
    if (c == NULL) {
        fail(e, "no memory");
        return NULL;
    }
    struct flow_settings threaded = *settings;
    threaded.at_once = true;
    struct error why;
    c->fanout_code = o->common.workers > 1 ? fanout_code_open(&why) : -1;
    if (o->common.workers > 1 && c->fanout_code < 0)
        (void)fprintf(stderr, "camwarden: %s\n", why.s);
    open_shunt(c, o);
    bool opened = open_members(c, o, &threaded, e);
    describe(c, o);
    if (opened)
        return c;
    live_crew_close(c);
    return NULL;
}

bool live_crew_start(struct live_crew *c, struct error *e)
{
    for (size_t i = 0; i < c->n; i++) {
        c->member[i].started = live_worker_start(c->member[i].worker, e);
        if (!c->member[i].started)
            return false;
    }
    return true;
}

const char *live_crew_manner(const struct live_crew *c)
{
    return c->manner.s;
}

bool live_crew_shunts(const struct live_crew *c)
{
    return c->shunt != NULL;
}

/* ---- what they say ---- */

/* The member whose next fact is the earliest; NULL: none has any. */
static struct member *earliest(struct live_crew *c)
{
    struct member *first = NULL;
    for (size_t i = 0; i < c->n; i++) {
        struct member *m = &c->member[i];
        if (!m->has_first)
            m->has_first = fact_ring_take(live_worker_ring(m->worker), &m->first);
        if (m->has_first && (first == NULL || m->first.o.time_ns < first->first.o.time_ns))
            first = m;
    }
    return first;
}

/* Nobody is waited for, so what two workers say may change places by the time that a block of the
 * ring waits for more frames. What one conversation says never does. */
size_t live_crew_tell(struct live_crew *c, struct observer to, size_t max)
{
    size_t n = 0;
    for (struct member *m = earliest(c); n < max && m != NULL; m = earliest(c), n++) {
        m->has_first = false;
        to.see(to.self, &m->first.o);
    }
    return n;
}

/* ---- what they did ---- */

/* What is the interface's own is the same for all who listen there. */
static void add_counts(struct live_counts *sum, const struct live_counts *one)
{
    sum->interface_drops =
        one->interface_drops > sum->interface_drops ? one->interface_drops : sum->interface_drops;
    sum->received += one->received;
    sum->ring_full += one->ring_full;
    sum->kernel_drops += one->kernel_drops;
    sum->outages = one->outages > sum->outages ? one->outages : sum->outages;
    sum->away_ns = one->away_ns > sum->away_ns ? one->away_ns : sum->away_ns;
}

static void add_report(struct crew_report *sum, const struct worker_report *one)
{
    for (enum counter k = 0; k < COUNTERS; k++)
        sum->counters.n[k] += one->counters.n[k];
    sum->frames += one->frames;
    sum->last_ns = one->last_ns > sum->last_ns ? one->last_ns : sum->last_ns;
    sum->interfaces = one->lanes;
    for (size_t i = 0; i < one->lanes; i++)
        add_counts(&sum->interface[i], &one->lane[i]);
}

void live_crew_report(struct live_crew *c, struct crew_report *report)
{
    *report = (struct crew_report){ 0 };
    for (size_t i = 0; i < c->n; i++) {
        struct worker_report one;
        live_worker_report(c->member[i].worker, &one);
        add_report(report, &one);
    }
    if (c->shunt != NULL)
        report->shunted = shunt_total(c->shunt).packets;
}

bool live_crew_complaint(struct live_crew *c, struct error *e)
{
    for (size_t i = 0; i < c->n; i++) {
        struct member *m = &c->member[i];
        struct worker_report r;
        live_worker_report(m->worker, &r);
        for (size_t k = 0; k < r.lanes; k++) {
            if (!r.broken[k] || m->told_broken[k])
                continue;
            m->told_broken[k] = true;
            return !fail(e, "%s", lanes_broken(m->lanes, k));
        }
    }
    return false;
}

void live_crew_use_secrets(struct live_crew *c, const struct known_secrets *secrets)
{
    for (size_t i = 0; i < c->n; i++)
        live_worker_use_secrets(c->member[i].worker, secrets);
}

/* One that has ended uses no list any more. */
bool live_crew_uses(const struct live_crew *c, const struct known_secrets *secrets)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct live_worker *w = c->member[i].worker;
        if (!live_worker_ended(w) && !live_worker_uses(w, secrets))
            return false;
    }
    return true;
}

/* ---- the end ---- */

void live_crew_stop(struct live_crew *c)
{
    for (size_t i = 0; i < c->n; i++)
        live_worker_stop(c->member[i].worker);
}

bool live_crew_ended(const struct live_crew *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->member[i].started && !live_worker_ended(c->member[i].worker))
            return false;
    return true;
}

void live_crew_close(struct live_crew *c)
{
    if (c == NULL)
        return;
    for (size_t i = 0; i < c->n; i++) {
        struct member *m = &c->member[i];
        if (m->started) {
            live_worker_stop(m->worker); /* the others may not have started at all */
            live_worker_join(m->worker);
        }
        live_worker_free(m->worker);
        lanes_close(m->lanes);
    }
    if (c->fanout_code >= 0)
        (void)close(c->fanout_code);
    shunt_close(c->shunt);
    free(c);
}
