/* How it works: a family is its HELP, its TYPE and its samples, one a line. The tables of core and
 * alerts are walked, so that a counter that is new there is here without being named. */
#include "sensor/metrics.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { LABEL_MAX = 2 * PLACE_MAX, LABELS_MAX = LABEL_MAX + 128 };

struct page {
    char *out;
    size_t room;
    size_t n;
    bool cut;
};

static void add(struct page *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(struct page *p, const char *format, ...)
{
    va_list more;
    va_start(more, format);
    int n = vsnprintf(p->out + p->n, p->room - p->n, format, more);
    va_end(more);
    if (n < 0 || (size_t)n >= p->room - p->n)
        p->cut = true;
    else
        p->n += (size_t)n;
}

static size_t length(const struct page *p)
{
    return p->cut ? 0 : p->n;
}

/* A family's head. What counts ends in _total, by the format's own custom. */
static void head(struct page *p, const char *name, const char *type, const char *help)
{
    const char *end = strcmp(type, "counter") == 0 ? "_total" : "";
    add(p, "# HELP camwarden_%s%s %s\n# TYPE camwarden_%s%s %s\n", name, end, help, name, end,
        type);
}

static void total(struct page *p, const char *name, const char *help, uint64_t n)
{
    head(p, name, "counter", help);
    add(p, "camwarden_%s_total %" PRIu64 "\n", name, n);
}

static void gauge(struct page *p, const char *name, const char *help, double value)
{
    head(p, name, "gauge", help);
    add(p, "camwarden_%s %.17g\n", name, value);
}

/* A label's value: a text of ours or of the command line, so any byte may be in it. */
static void escape(const char *s, char out[static LABEL_MAX])
{
    size_t n = 0;
    for (; *s != '\0' && n < LABEL_MAX - 2; s++) {
        bool mark = *s == '\\' || *s == '"' || *s == '\n';
        if (mark)
            out[n++] = '\\';
        if (*s == '\n')
            out[n++] = 'n';
        else if (*s >= ' ' && *s <= '~')
            out[n++] = *s;
        else
            out[n++] = '.';
    }
    out[n] = '\0';
}

/* ---- the sensor ---- */

static void put_sensor(struct page *p, const struct metrics *m)
{
    const struct sensor_figures *f = &m->figures;
    char name[LABEL_MAX];
    escape(m->sensor, name);
    head(p, "info", "gauge", "Which sensor this is; always 1");
    add(p, "camwarden_info{sensor=\"%s\",version=\"%s\"} 1\n", name, CAMWARDEN_VERSION);
    gauge(p, "uptime_seconds", "how long it has listened", (double)f->uptime_s);
    gauge(p, "listening", "1 if the capture's workers listen", m->listening ? 1 : 0);
    total(p, "packets_received", "packets that came from the kernel", f->packets.received);
    total(p, "packets_read", "packets taken apart", f->packets.read);
    total(p, "packets_shunted", "packets of settled media, counted in the kernel alone",
          f->packets.shunted);
    gauge(p, "lost_ratio", "part of the packets of the last minute that was lost, 0 to 1",
          f->loss_percent_minute / 100);
    total(p, "alerts", "alerts told: opened, ongoing, resolved", f->alerts);
    gauge(p, "cameras", "cameras known now", (double)f->cameras);
    gauge(p, "violations", "items of the guide that cameras break now", (double)f->violations);
}

static void put_counters(struct page *p, const struct sensor_figures *f)
{
    for (size_t i = 0; i < COUNTERS; i++)
        total(p, counter_name((enum counter)i), counter_help((enum counter)i), f->counters.n[i]);
}

/* One family: its sum says whether anything was lost. Some have a counter's name, too. */
static void put_losses(struct page *p, const struct sensor_figures *f)
{
    head(p, "lost", "counter", "what was lost between the wire and the alerts, by name");
    for (enum loss i = 0; i < LOSSES; i++)
        add(p, "camwarden_lost_total{loss=\"%s\"} %" PRIu64 "\n", loss_name(i), f->lost[i]);
}

/* ---- interfaces ---- */

struct interface_family {
    const char *name;
    const char *help;
    size_t at; /* a uint64_t in struct live_counts */
};

static void put_interfaces(struct page *p, const struct metrics *m)
{
    static const struct interface_family families[] = {
        { "interface_received", "packets that came from this interface",
          offsetof(struct live_counts, received) },
        { "interface_ring_full", "packets dropped: the capture's ring was full",
          offsetof(struct live_counts, ring_full) },
        { "interface_kernel_drops", "packets dropped by the kernel",
          offsetof(struct live_counts, kernel_drops) },
        { "interface_outages", "times that the interface went down or away",
          offsetof(struct live_counts, outages) },
    };
    char name[LABEL_MAX];
    for (size_t k = 0; k < sizeof families / sizeof families[0]; k++) {
        head(p, families[k].name, "counter", families[k].help);
        for (size_t i = 0; i < m->interfaces; i++) {
            uint64_t n = 0;
            memcpy(&n, (const char *)&m->interface[i].counts + families[k].at, sizeof n);
            escape(m->interface[i].name, name);
            add(p, "camwarden_%s_total{interface=\"%s\"} %" PRIu64 "\n", families[k].name, name, n);
        }
    }
    head(p, "interface_up", "gauge", "1 if the interface can be listened to now");
    for (size_t i = 0; i < m->interfaces; i++) {
        escape(m->interface[i].name, name);
        add(p, "camwarden_interface_up{interface=\"%s\"} %d\n", name, m->interface[i].away ? 0 : 1);
    }
}

/* ---- sinks ---- */

static double sink_up(const struct post_status *s)
{
    return s->up ? 1 : 0;
}

static double sink_delivered(const struct post_status *s)
{
    return (double)s->delivered;
}

static double sink_last(const struct post_status *s)
{
    uint64_t ms = s->delivered_last_ns / 1000000;
    return (double)ms / 1000;
}

static double sink_queued(const struct post_status *s)
{
    return (double)s->queued;
}

static double sink_postures(const struct post_status *s)
{
    return (double)s->postures;
}

static double sink_recoveries(const struct post_status *s)
{
    return (double)s->recoveries;
}

static double sink_rival(const struct post_status *s)
{
    return s->rival.s[0] != '\0' ? 1 : 0;
}

/* A figure of each sink. Numbers are exact up to 2^53, as Prometheus has them. */
struct sink_family {
    const char *name;
    const char *type;
    const char *help;
    double (*value)(const struct post_status *s);
};

static const struct sink_family sink_families[] = {
    { "sink_up", "gauge", "1 if the last try succeeded", sink_up },
    { "sink_delivered", "counter", "lines that arrived", sink_delivered },
    { "sink_last_delivery_timestamp_seconds", "gauge",
      "when the last line arrived, since 1970; 0: never", sink_last },
    { "sink_waiting_lines", "gauge", "lines that have not arrived yet", sink_queued },
    { "sink_waiting_postures", "gauge", "cameras whose posture is to be told", sink_postures },
    { "sink_recoveries", "counter", "times that it came up again", sink_recoveries },
    { "sink_same_name", "gauge", "1 if another sensor of our name delivers there", sink_rival },
};

/* Two sinks may have the same place, but not the same number. */
static void name_sink(const struct metrics *m, size_t i, char out[static LABELS_MAX])
{
    char where[LABEL_MAX];
    escape(m->sink[i].where, where);
    (void)snprintf(out, LABELS_MAX, "n=\"%zu\",sink=\"%s\",where=\"%s\"", i + 1, m->sink[i].sink,
                   where);
}

static void put_sink_family(struct page *p, const struct metrics *m, const struct sink_family *f)
{
    char labels[LABELS_MAX];
    const char *end = strcmp(f->type, "counter") == 0 ? "_total" : "";
    head(p, f->name, f->type, f->help);
    for (size_t i = 0; i < m->sinks; i++) {
        name_sink(m, i, labels);
        add(p, "camwarden_%s%s{%s} %.17g\n", f->name, end, labels, f->value(&m->sink[i]));
    }
}

static void put_shed(struct page *p, const struct metrics *m)
{
    char labels[LABELS_MAX];
    head(p, "sink_shed_alerts", "counter",
         "alerts that this sink never gets, by severity (1: worst)");
    for (size_t i = 0; i < m->sinks; i++) {
        name_sink(m, i, labels);
        for (size_t k = 0; k < SEVERITIES; k++)
            add(p, "camwarden_sink_shed_alerts_total{%s,severity=\"%zu\"} %" PRIu64 "\n", labels,
                k + 1, m->sink[i].shed.alerts[k]);
    }
    head(p, "sink_shed_other", "counter", "what else this sink never gets, by kind");
    for (size_t i = 0; i < m->sinks; i++) {
        const struct shed *shed = &m->sink[i].shed;
        const char *kind[] = { "stats", "postures", "heartbeats" };
        const uint64_t n[] = { shed->stats, shed->postures, shed->beats };
        name_sink(m, i, labels);
        for (size_t k = 0; k < sizeof n / sizeof n[0]; k++)
            add(p, "camwarden_sink_shed_other_total{%s,kind=\"%s\"} %" PRIu64 "\n", labels, kind[k],
                n[k]);
    }
}

/* NOLINTNEXTLINE(readability-non-const-parameter): add() writes to it */
size_t metrics_write(const struct metrics *m, char *out, size_t room)
{
    struct page p = { .out = out, .room = room };
    put_sensor(&p, m);
    put_counters(&p, &m->figures);
    put_losses(&p, &m->figures);
    put_interfaces(&p, m);
    for (size_t k = 0; k < sizeof sink_families / sizeof sink_families[0]; k++)
        put_sink_family(&p, m, &sink_families[k]);
    put_shed(&p, m);
    return length(&p);
}

/* NOLINTNEXTLINE(readability-non-const-parameter): likewise */
size_t metrics_unready(const struct metrics *m, char *out, size_t room)
{
    struct page p = { .out = out, .room = room };
    char text[LABEL_MAX];
    if (!m->listening)
        add(&p, "capture: nothing is listened to\n");
    for (size_t i = 0; i < m->interfaces; i++)
        if (m->interface[i].away)
            add(&p, "capture: the interface %s is down or away\n", m->interface[i].name);
    for (size_t i = 0; i < m->sinks; i++) {
        if (m->sink[i].up)
            continue;
        escape(m->sink[i].where, text);
        add(&p, "%s %s: ", m->sink[i].sink, text);
        escape(m->sink[i].reason.s, text);
        add(&p, "%s\n", text);
    }
    return p.n;
}
