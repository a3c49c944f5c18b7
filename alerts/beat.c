#include "alerts/beat.h"

#include <stdio.h>
#include <unistd.h>

#include "alerts/jot.h"
#include "core/hash.h"

void beat_instance(char out[static INSTANCE_MAX])
{
    (void)snprintf(out, INSTANCE_MAX, "%016llx", (unsigned long long)hash_key_new().k[0]);
}

static json_t *sinks(const struct beat *b)
{
    json_t *all = json_array();
    for (size_t i = 0; i < b->sinks; i++) {
        const struct post_status *s = &b->sink[i];
        json_t *o = json_object();
        jot_text(o, "sink", s->sink);
        jot_text(o, "state", s->up ? "up" : "down");
        jot_text(o, "reason", s->reason.s);
        jot_number(o, "delivered", s->delivered);
        jot_number(o, "queued", s->queued);
        jot_number(o, "shed", shed_alerts(&s->shed));
        (void)json_array_append_new(all, o);
    }
    return all;
}

size_t beat_write(const struct beat *b, char *out, size_t room)
{
    const struct sensor_figures *f = b->figures;
    char machine[256] = "";
    (void)gethostname(machine, sizeof machine - 1);
    json_t *o = json_object();
    jot_text(o, "sensor", b->sensor);
    jot_text(o, "state", b->state);
    jot_text(o, "version", CAMWARDEN_VERSION);
    jot_text(o, "instance", b->instance);
    jot_text(o, "machine", machine);
    jot_number(o, "pid", (uint64_t)getpid());
    jot_text(o, "interfaces", b->interfaces);
    jot_text(o, "level", b->level);
    if (b->sinks > 0)
        jot_value(o, "sinks", sinks(b));
    jot_time(o, "time", f->time_ns);
    jot_number(o, "uptime_s", f->uptime_s);
    if (f->every_s != 0)
        jot_number(o, "every_s", f->every_s);
    jot_value(o, "packets", figures_packets(f));
    jot_value(o, "losses", figures_losses(f));
    jot_value(o, "counters", figures_counters(f));
    jot_value(o, "loss_percent_minute", json_real(f->loss_percent_minute));
    jot_number(o, "alerts", f->alerts);
    jot_number(o, "cameras", f->cameras);
    jot_number(o, "violations", f->violations);
    return jot_line(o, out, room);
}
