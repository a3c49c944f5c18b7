#include "alerts/figures.h"

#include "alerts/jot.h"

const char *loss_name(enum loss which)
{
    static const char *const names[] = {
#define LOSS(name, what) #name,
#define LOSS_COUNTED     LOSS
#include "alerts/losses.def"
#undef LOSS_COUNTED
#undef LOSS
    };
    return names[which];
}

const char *loss_help(enum loss which)
{
    static const char *const helps[] = {
#define LOSS(name, what) what,
#define LOSS_COUNTED     LOSS
#include "alerts/losses.def"
#undef LOSS_COUNTED
#undef LOSS
    };
    return helps[which];
}

void losses_counted(const struct counters *c, uint64_t lost[static LOSSES])
{
#define LOSS(name, what)
#define LOSS_COUNTED(name, what) lost[LOSS_##name] = c->n[COUNT_##name];
#include "alerts/losses.def"
#undef LOSS_COUNTED
#undef LOSS
}

json_t *figures_packets(const struct sensor_figures *f)
{
    json_t *o = json_object();
    jot_number(o, "received", f->packets.received);
    jot_number(o, "read", f->packets.read);
    jot_number(o, "shunted", f->packets.shunted);
    return o;
}

json_t *figures_losses(const struct sensor_figures *f)
{
    json_t *o = json_object();
    for (enum loss i = 0; i < LOSSES; i++)
        jot_number(o, loss_name(i), f->lost[i]);
    return o;
}

json_t *figures_counters(const struct sensor_figures *f)
{
    json_t *o = json_object();
    for (size_t i = 0; i < COUNTERS; i++)
        jot_number(o, counter_name((enum counter)i), f->counters.n[i]);
    return o;
}
