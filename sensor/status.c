/* What the sensor says of itself: to `camwarden ctl status`, on SIGUSR1 and at its end. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sensor/sensor.h"

static json_t *number(uint64_t n)
{
    return json_integer((json_int_t)n);
}

static void put(json_t *o, const char *key, json_t *value)
{
    (void)json_object_set_new(o, key, value);
}

static json_t *interface(const char *name, const struct live_counts *c)
{
    json_t *o = json_object();
    put(o, "name", json_string(name));
    put(o, "received", number(c->received));
    put(o, "ring_full", number(c->ring_full));
    put(o, "kernel_drops", number(c->kernel_drops));
    put(o, "interface_drops", number(c->interface_drops));
    put(o, "outages", number(c->outages));
    put(o, "away_s", number(c->away_ns / 1000000000));
    return o;
}

static json_t *capture(const struct sensor *s)
{
    json_t *o = json_object(), *all = json_array();
    for (size_t i = 0; i < s->options.interfaces; i++)
        (void)json_array_append_new(all,
                                    interface(s->options.interface[i], &s->report.interface[i]));
    put(o, "method", json_string(s->options.capture));
    put(o, "shunt", json_boolean(live_crew_shunts(s->crew)));
    put(o, "workers", number(s->options.common.workers));
    put(o, "interfaces", all);
    if (s->options.common.filter != NULL)
        put(o, "filter", json_string(s->options.common.filter));
    return o;
}

static json_t *delivery(struct sensor *s)
{
    struct post_status sinks[POST_SINKS_MAX];
    json_t *all = json_array();
    size_t n = post_status(s->post, sinks, POST_SINKS_MAX);
    for (size_t i = 0; i < n; i++) {
        json_t *o = json_object();
        put(o, "sink", json_string(sinks[i].sink));
        put(o, "where", json_string(sinks[i].where));
        put(o, "state", json_string(sinks[i].up ? "up" : "down"));
        put(o, "reason", json_string(sinks[i].reason.s));
        if (sinks[i].rival.s[0] != '\0')
            put(o, "same_name", json_string(sinks[i].rival.s));
        put(o, "delivered", number(sinks[i].delivered));
        put(o, "queued", number(sinks[i].queued));
        put(o, "shed", number(shed_alerts(&sinks[i].shed)));
        (void)json_array_append_new(all, o);
    }
    return all;
}

static json_t *policy(const struct sensor *s)
{
    const char *file = s->options.common.policy;
    json_t *o = json_object();
    put(o, "file", file != NULL ? json_string(file) : json_null());
    put(o, "level", json_string(level_name(s->verdicts.level)));
    put(o, "loaded_s", number(s->reload.loaded_ns / 1000000000));
    put(o, "reloads", number(s->reload.times));
    put(o, "error", json_string(s->reload.error.s));
    return o;
}

static json_t *suppressions(const struct sensor *s)
{
    json_t *all = json_array();
    size_t n = judge_suppressions(s->verdicts.judge);
    for (size_t i = 0; i < n; i++) {
        struct operator_suppression one = judge_suppression(s->verdicts.judge, i);
        json_t *o = json_object();
        put(o, "camera", json_string(one.camera.s));
        put(o, "item", json_string(one.item->number));
        put(o, "reason", json_string(one.reason.s));
        put(o, "until_s", number(one.until_ns / 1000000000));
        (void)json_array_append_new(all, o);
    }
    return all;
}

struct sensor_figures sensor_figures(struct sensor *s)
{
    struct sensor_figures f = {
        .time_ns = real_ns(),
        .uptime_s = (steady_ms() - s->started_ms) / 1000,
        .every_s = s->options.stats_s,
        .packets = { .read = s->report.frames, .shunted = s->report.shunted },
        .loss_percent_minute = losses_percent(&s->losses),
        .alerts = ledger_told(s->verdicts.ledger),
        .cameras = judge_cameras_n(s->verdicts.judge),
        .violations = judge_broken(s->verdicts.judge, s->verdicts.level),
    };
    for (size_t i = 0; i < s->report.interfaces; i++)
        f.packets.received += s->report.interface[i].received;
    f.counters = s->counted;
    memcpy(f.lost, s->lost.n, sizeof f.lost);
    return f;
}

json_t *sensor_status(struct sensor *s)
{
    struct sensor_figures f = sensor_figures(s);
    json_t *o = json_object();
    put(o, "sensor", json_string(s->options.common.sensor));
    put(o, "version", json_string(CAMWARDEN_VERSION));
    put(o, "pid", json_integer(getpid()));
    put(o, "uptime_s", number(f.uptime_s));
    put(o, "capture", capture(s));
    put(o, "packets", figures_packets(&f));
    put(o, "losses", figures_losses(&f));
    put(o, "loss_percent_minute", json_real(f.loss_percent_minute));
    put(o, "delivery", delivery(s));
    put(o, "policy", policy(s));
    put(o, "suppressions", suppressions(s));
    put(o, "vantage", json_string(vantage_name(judge_vantage(s->verdicts.judge))));
    put(o, "cameras", number(f.cameras));
    put(o, "violations", number(f.violations));
    put(o, "counters", figures_counters(&f));
    return o;
}

void sensor_tell_counts(const struct sensor *s)
{
    (void)fprintf(stderr, "%" PRIu64 " packets read\n%" PRIu64 " packets shunted\n",
                  s->report.frames, s->report.shunted);
    for (enum loss i = 0; i < LOSSES; i++)
        if (s->lost.n[i] > 0 || i == LOSS_ring_full || i == LOSS_kernel_drops)
            (void)fprintf(stderr, "%" PRIu64 " %s\n", s->lost.n[i], loss_help(i));
}
