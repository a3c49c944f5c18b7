/* How it works: a family is its HELP, its TYPE and its samples, one a line. The tables of core and
 * alerts are walked, so that a counter that is new there is here without being named. */
#include "sensor/metrics.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "sensor/metrics_page.h"

/* ---- the sensor ---- */

static void put_sensor(struct page *p, const struct metrics *m)
{
    const struct sensor_figures *f = &m->figures;
    char name[LABEL_MAX];
    page_escape(m->sensor, name);
    page_head(p, "info", "gauge", "Which sensor this is; always 1");
    page_add(p, "camwarden_info{sensor=\"%s\",version=\"%s\"} 1\n", name, CAMWARDEN_VERSION);
    page_gauge(p, "uptime_seconds", "how long it has listened", (double)f->uptime_s);
    page_gauge(p, "listening", "1 if the capture's workers listen", m->listening ? 1 : 0);
    page_total(p, "packets_received", "packets that came from the kernel", f->packets.received);
    page_total(p, "packets_read", "packets taken apart", f->packets.read);
    page_total(p, "packets_shunted", "packets of settled media, counted in the kernel alone",
               f->packets.shunted);
    page_gauge(p, "lost_ratio", "part of the packets of the last minute that was lost, 0 to 1",
               f->loss_percent_minute / 100);
    page_total(p, "alerts", "alerts told: opened, ongoing, resolved", f->alerts);
    page_gauge(p, "cameras", "cameras known now", (double)f->cameras);
    page_gauge(p, "violations", "items of the guide that cameras break now", (double)f->violations);
    page_gauge(p, "policy_refused", "1 if the policy was to be read again and has a mistake",
               m->policy_refused ? 1 : 0);
    page_gauge(p, "sandbox_seccomp", "1 if system calls are limited", m->sandbox.seccomp ? 1 : 0);
    page_gauge(p, "sandbox_landlock", "the kernel's version of Landlock that limits files; 0: none",
               m->sandbox.landlock);
    page_total(p, "sandbox_refused", "system calls that the sandbox refused", m->refused);
    page_total(p, "policy_reloads", "times that the policy was read again", m->policy_reloads);
}

static void put_counters(struct page *p, const struct sensor_figures *f)
{
    for (size_t i = 0; i < COUNTERS; i++)
        page_total(p, counter_name((enum counter)i), counter_help((enum counter)i),
                   f->counters.n[i]);
}

/* One family: its sum says whether anything was lost. Some have a counter's name, too. */
static void put_losses(struct page *p, const struct sensor_figures *f)
{
    page_head(p, "lost", "counter", "what was lost between the wire and the alerts, by name");
    for (enum loss i = 0; i < LOSSES; i++)
        page_add(p, "camwarden_lost_total{loss=\"%s\"} %" PRIu64 "\n", loss_name(i), f->lost[i]);
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
        page_head(p, families[k].name, "counter", families[k].help);
        for (size_t i = 0; i < m->interfaces; i++) {
            uint64_t n = 0;
            memcpy(&n, (const char *)&m->interface[i].counts + families[k].at, sizeof n);
            page_escape(m->interface[i].name, name);
            page_add(p, "camwarden_%s_total{interface=\"%s\"} %" PRIu64 "\n", families[k].name,
                     name, n);
        }
    }
    page_head(p, "interface_up", "gauge", "1 if the interface can be listened to now");
    for (size_t i = 0; i < m->interfaces; i++) {
        page_escape(m->interface[i].name, name);
        page_add(p, "camwarden_interface_up{interface=\"%s\"} %d\n", name,
                 m->interface[i].away ? 0 : 1);
    }
}

/* NOLINTNEXTLINE(readability-non-const-parameter): page_add() writes to it */
size_t metrics_write(const struct metrics *m, char *out, size_t room)
{
    struct page p = { .out = out, .room = room };
    put_sensor(&p, m);
    put_counters(&p, &m->figures);
    put_losses(&p, &m->figures);
    put_interfaces(&p, m);
    metrics_put_sinks(&p, m);
    metrics_put_outbox(&p, m);
    return p.cut ? 0 : p.n;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): likewise */
size_t metrics_unready(const struct metrics *m, char *out, size_t room)
{
    struct page p = { .out = out, .room = room };
    char text[LABEL_MAX];
    if (!m->listening)
        page_add(&p, "capture: nothing is listened to\n");
    for (size_t i = 0; i < m->interfaces; i++)
        if (m->interface[i].away)
            page_add(&p, "capture: the interface %s is down or away\n", m->interface[i].name);
    for (size_t i = 0; i < m->sinks; i++) {
        if (m->sink[i].up)
            continue;
        page_escape(m->sink[i].where, text);
        page_add(&p, "%s %s: ", m->sink[i].sink, text);
        page_escape(m->sink[i].reason.s, text);
        page_add(&p, "%s\n", text);
    }
    if (m->outbox.reason.s[0] != '\0') {
        page_escape(m->outbox.reason.s, text);
        page_add(&p, "outbox: %s\n", text);
    }
    return p.n;
}
