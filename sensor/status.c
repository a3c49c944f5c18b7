/* What the sensor says of itself: to `camwarden ctl status`, on SIGUSR1 and at its end. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "alerts/jot.h"
#include "sensor/sandbox_seccomp.h"
#include "sensor/sensor.h"
#include "sensor/status_delivery.h"

static json_t *interface(const char *name, const struct live_counts *c)
{
    json_t *o = json_object();
    jot_value(o, "name", jot_value_of(name));
    jot_number(o, "received", c->received);
    jot_number(o, "ring_full", c->ring_full);
    jot_number(o, "kernel_drops", c->kernel_drops);
    jot_number(o, "interface_drops", c->interface_drops);
    jot_number(o, "outages", c->outages);
    jot_number(o, "away_s", c->away_ns / 1000000000);
    return o;
}

static json_t *capture(const struct sensor *s)
{
    json_t *o = json_object(), *all = json_array();
    for (size_t i = 0; i < s->options.interfaces; i++)
        (void)json_array_append_new(all,
                                    interface(s->options.interface[i], &s->report.interface[i]));
    jot_value(o, "method", jot_value_of(s->options.capture));
    jot_value(o, "shunt", json_boolean(live_crew_shunts(s->crew)));
    jot_number(o, "workers", s->options.common.workers);
    jot_value(o, "interfaces", all);
    if (s->options.common.filter != NULL)
        jot_value(o, "filter", jot_value_of(s->options.common.filter));
    return o;
}

static json_t *delivery(struct sensor *s, uint64_t now_ns)
{
    struct post_status sinks[POST_SINKS_MAX];
    json_t *all = json_array();
    size_t n = post_status(s->post, sinks, POST_SINKS_MAX);
    for (size_t i = 0; i < n; i++)
        (void)json_array_append_new(all, status_sink(&sinks[i], now_ns));
    return all;
}

static json_t *outbox(const struct sensor *s)
{
    struct outbox_figures figures;
    outbox_figures(post_outbox(s->post), &figures);
    return status_outbox(&figures, s->options.common.state);
}

static json_t *policy(const struct sensor *s)
{
    const char *file = s->options.common.policy;
    json_t *o = json_object();
    jot_value(o, "file", file != NULL ? jot_value_of(file) : json_null());
    jot_value(o, "level", jot_value_of(level_name(s->verdicts.level)));
    jot_number(o, "loaded_s", s->reload.loaded_ns / 1000000000);
    jot_number(o, "reloads", s->reload.times);
    jot_value(o, "error", jot_value_of(s->reload.error.s));
    return o;
}

static json_t *sandbox(const struct sensor *s)
{
    struct sentence manner;
    struct text last;
    json_t *o = json_object();
    int call = atomic_load(&s->tally->last);
    sandbox_say(&s->sandbox, &manner);
    jot_value(o, "manner", jot_value_of(manner.s));
    jot_value(o, "seccomp", json_boolean(s->sandbox.seccomp));
    jot_number(o, "landlock", (uint64_t)s->sandbox.landlock);
    jot_number(o, "refused", sandbox_refused_now(s->tally, s->refused));
    if (call >= 0) {
        seccomp_call_name(call, &last);
        jot_value(o, "last_refused", jot_value_of(last.s));
    }
    return o;
}

static json_t *suppressions(const struct sensor *s)
{
    json_t *all = json_array();
    size_t n = judge_suppressions(s->verdicts.judge);
    for (size_t i = 0; i < n; i++) {
        struct operator_suppression one = judge_suppression(s->verdicts.judge, i);
        json_t *o = json_object();
        jot_value(o, "camera", jot_value_of(one.camera.s));
        jot_value(o, "item", jot_value_of(one.item->number));
        jot_value(o, "reason", jot_value_of(one.reason.s));
        jot_number(o, "until_s", one.until_ns / 1000000000);
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
    jot_value(o, "sensor", jot_value_of(s->options.common.sensor));
    jot_value(o, "version", jot_value_of(CAMWARDEN_VERSION));
    jot_value(o, "pid", json_integer(getpid()));
    jot_number(o, "uptime_s", f.uptime_s);
    jot_value(o, "capture", capture(s));
    jot_value(o, "packets", figures_packets(&f));
    jot_value(o, "losses", figures_losses(&f));
    jot_value(o, "loss_percent_minute", json_real(f.loss_percent_minute));
    jot_value(o, "delivery", delivery(s, f.time_ns));
    jot_value(o, "outbox", outbox(s));
    jot_value(o, "policy", policy(s));
    jot_value(o, "sandbox", sandbox(s));
    jot_value(o, "suppressions", suppressions(s));
    jot_value(o, "vantage", jot_value_of(vantage_name(judge_vantage(s->verdicts.judge))));
    jot_number(o, "cameras", f.cameras);
    jot_number(o, "violations", f.violations);
    jot_value(o, "counters", figures_counters(&f));
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
