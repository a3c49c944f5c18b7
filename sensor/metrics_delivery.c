/* The sinks and the outbox, as Prometheus reads them. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sensor/metrics_page.h"

enum { LABELS_MAX = LABEL_MAX + 128 };

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

/* ---- what a sink can tell of the other end ---- */

static double sink_entries(const struct post_status *s)
{
    return (double)s->figures.depth;
}

static double sink_trimmed(const struct post_status *s)
{
    return (double)s->figures.trimmed;
}

static double sink_repeated(const struct post_status *s)
{
    return (double)s->figures.repeated;
}

static double sink_unheard(const struct post_status *s)
{
    return (double)s->figures.unheard;
}

static double sink_forgotten(const struct post_status *s)
{
    return (double)s->figures.forgotten;
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
    bool far; /* of the other end: only sinks that know it have it */
};

static const struct sink_family sink_families[] = {
    { "sink_up", "gauge", "1 if the last try succeeded", sink_up, false },
    { "sink_delivered", "counter", "lines that arrived", sink_delivered, false },
    { "sink_last_delivery_timestamp_seconds", "gauge",
      "when the last line arrived, since 1970; 0: never", sink_last, false },
    { "sink_waiting_lines", "gauge", "lines that have not arrived yet", sink_queued, false },
    { "sink_waiting_postures", "gauge", "cameras whose posture is to be told", sink_postures,
      false },
    { "sink_recoveries", "counter", "times that it came up again", sink_recoveries, false },
    { "sink_same_name", "gauge", "1 if another sensor of our name delivers there", sink_rival,
      false },
    { "sink_entries", "gauge",
      "entries there when the last line arrived; of a list: that nobody had read", sink_entries,
      true },
    { "sink_trimmed", "counter", "entries there that gave way to new ones, read or not",
      sink_trimmed, true },
    { "sink_repeated", "counter", "lines sent again that were there already, and not added",
      sink_repeated, true },
    { "sink_unheard", "counter", "lines that nobody was listening to: of a channel", sink_unheard,
      true },
    { "sink_forgotten", "counter", "times that the other end knew less than it had confirmed",
      sink_forgotten, true },
};

/* Two sinks may have the same place, but not the same number. */
static void name_sink(const struct metrics *m, size_t i, char out[static LABELS_MAX])
{
    char where[LABEL_MAX];
    page_escape(m->sink[i].where, where);
    (void)snprintf(out, LABELS_MAX, "n=\"%zu\",sink=\"%s\",where=\"%s\"", i + 1, m->sink[i].sink,
                   where);
}

static void put_sink_family(struct page *p, const struct metrics *m, const struct sink_family *f)
{
    char labels[LABELS_MAX];
    const char *end = strcmp(f->type, "counter") == 0 ? "_total" : "";
    page_head(p, f->name, f->type, f->help);
    for (size_t i = 0; i < m->sinks; i++) {
        if (f->far && !m->sink[i].has_figures)
            continue;
        name_sink(m, i, labels);
        page_add(p, "camwarden_%s%s{%s} %.17g\n", f->name, end, labels, f->value(&m->sink[i]));
    }
}

static void put_shed(struct page *p, const struct metrics *m)
{
    char labels[LABELS_MAX];
    page_head(p, "sink_shed_alerts", "counter",
              "alerts that this sink never gets, by severity (1: worst)");
    for (size_t i = 0; i < m->sinks; i++) {
        name_sink(m, i, labels);
        for (size_t k = 0; k < SEVERITIES; k++)
            page_add(p, "camwarden_sink_shed_alerts_total{%s,severity=\"%zu\"} %" PRIu64 "\n",
                     labels, k + 1, m->sink[i].shed.alerts[k]);
    }
    page_head(p, "sink_shed_other", "counter", "what else this sink never gets, by kind");
    for (size_t i = 0; i < m->sinks; i++) {
        const struct shed *shed = &m->sink[i].shed;
        const char *kind[] = { "stats", "postures", "heartbeats" };
        const uint64_t n[] = { shed->stats, shed->postures, shed->beats };
        name_sink(m, i, labels);
        for (size_t k = 0; k < sizeof n / sizeof n[0]; k++)
            page_add(p, "camwarden_sink_shed_other_total{%s,kind=\"%s\"} %" PRIu64 "\n", labels,
                     kind[k], n[k]);
    }
}

/* Of now, not of when it last went well: it grows while the sink is down. */
static void put_lag(struct page *p, const struct metrics *m)
{
    char labels[LABELS_MAX];
    page_head(p, "sink_lag_seconds", "gauge",
              "how long the oldest alert that has not arrived has waited; 0: there is none");
    for (size_t i = 0; i < m->sinks; i++) {
        uint64_t since = m->sink[i].oldest_ns, now = m->figures.time_ns;
        uint64_t ms = since != 0 && since < now ? (now - since) / 1000000 : 0;
        name_sink(m, i, labels);
        page_add(p, "camwarden_sink_lag_seconds{%s} %.17g\n", labels, (double)ms / 1000);
    }
}

void metrics_put_sinks(struct page *p, const struct metrics *m)
{
    for (size_t k = 0; k < sizeof sink_families / sizeof sink_families[0]; k++)
        put_sink_family(p, m, &sink_families[k]);
    put_lag(p, m);
    put_shed(p, m);
}

void metrics_put_outbox(struct page *p, const struct metrics *m)
{
    const struct outbox_figures *f = &m->outbox;
    page_gauge(p, "outbox_durable", "1 if alerts are kept in a file, and its disk is well",
               f->durable ? 1 : 0);
    page_gauge(p, "outbox_disk_failed", "1 if there is a file, and its disk is full or fails",
               f->reason.s[0] != '\0' ? 1 : 0);
    page_total(p, "outbox_raised", "alerts raised in this run", f->raised);
    page_gauge(p, "outbox_unsaved_lines", "alerts raised that are not on the disk yet",
               (double)f->unsaved);
    page_gauge(p, "outbox_file_bytes", "used of the file", (double)f->bytes);
    page_gauge(p, "outbox_file_max_bytes", "how far the file may grow", (double)f->bytes_max);
    page_gauge(p, "outbox_memory_bytes", "used of the memory for alerts", (double)f->memory);
    page_gauge(p, "outbox_memory_max_bytes", "how much there is of it", (double)f->memory_max);
    page_head(p, "outbox_shed_alerts", "counter",
              "alerts that at least one sink never gets, by severity (1: worst)");
    for (size_t k = 0; k < SEVERITIES; k++)
        page_add(p, "camwarden_outbox_shed_alerts_total{severity=\"%zu\"} %" PRIu64 "\n", k + 1,
                 f->shed[k]);
    page_total(p, "outbox_values_shed", "values of cameras and alerts that were not kept",
               f->notes_shed);
    page_total(p, "outbox_damaged", "alerts of earlier runs that could not be read any more",
               f->damaged);
}
