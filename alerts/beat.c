#include "alerts/beat.h"

#include <unistd.h>

#include "alerts/jot.h"

size_t beat_write(const struct beat *b, char *out, size_t room)
{
    const struct sensor_figures *f = b->figures;
    json_t *o = json_object();
    jot_text(o, "sensor", b->sensor);
    jot_text(o, "state", b->state);
    jot_text(o, "version", CAMWARDEN_VERSION);
    jot_number(o, "pid", (uint64_t)getpid());
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
