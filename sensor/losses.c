#include "sensor/losses.h"

#include <stdio.h>

#include "alerts/sensor_items.h"

static const double too_much_percent = 0.1;

struct loss_totals losses_total(const struct crew_report *r, const struct counters *counted)
{
    struct loss_totals t = { .packets = r->frames };
    losses_counted(counted, t.n);
    for (size_t i = 0; i < r->interfaces; i++) {
        t.n[LOSS_interface_drops] += r->interface[i].interface_drops;
        t.n[LOSS_kernel_drops] += r->interface[i].kernel_drops;
        t.n[LOSS_ring_full] += r->interface[i].ring_full;
    }
    t.n[LOSS_worker_fell] = r->fell;
    t.packets += t.n[LOSS_interface_drops] + t.n[LOSS_kernel_drops] + t.n[LOSS_ring_full] + r->fell;
    return t;
}

void losses_note(struct losses *l, const struct loss_totals *now)
{
    l->at[l->noted % LOSS_SNAPSHOTS] = *now;
    l->noted++;
}

/* A worker that was taken over may count backwards. */
static uint64_t more(uint64_t now, uint64_t then)
{
    return now > then ? now - then : 0;
}

/* Of the last minute, or of all seconds if there were less. */
static struct loss_totals last_minute(const struct losses *l)
{
    static const struct loss_totals none;
    if (l->noted == 0)
        return none;
    struct loss_totals d = l->at[(l->noted - 1) % LOSS_SNAPSHOTS];
    const struct loss_totals *then =
        l->noted >= LOSS_SNAPSHOTS ? &l->at[l->noted % LOSS_SNAPSHOTS] : &none;
    d.packets = more(d.packets, then->packets);
    for (enum loss i = 0; i < LOSSES; i++)
        d.n[i] = more(d.n[i], then->n[i]);
    return d;
}

static uint64_t sum(const struct loss_totals *t)
{
    uint64_t all = 0;
    for (enum loss i = 0; i < LOSSES; i++)
        all += t->n[i];
    return all;
}

static double percent(const struct loss_totals *t)
{
    uint64_t lost = sum(t);
    if (lost == 0)
        return 0;
    return t->packets > lost ? 100.0 * (double)lost / (double)t->packets : 100.0;
}

double losses_percent(const struct losses *l)
{
    struct loss_totals minute = last_minute(l);
    return percent(&minute);
}

static enum loss worst(const struct loss_totals *t)
{
    enum loss most = 0;
    for (enum loss i = 0; i < LOSSES; i++)
        most = t->n[i] > t->n[most] ? i : most;
    return most;
}

static void explain(const struct loss_totals *minute, struct sentence *why)
{
    enum loss most = worst(minute);
    if (sum(minute) == 0)
        sentence_format(why, "nothing was lost in the last minute");
    else
        sentence_format(why, "%.2f %% lost in the last minute, most of all %llu %s",
                        percent(minute), (unsigned long long)minute->n[most], loss_help(most));
}

void losses_recall(struct losses *l)
{
    l->too_much = l->recalled = true;
}

bool losses_ruling(struct losses *l, const char *sensor, uint64_t time_ns, struct ruling *r)
{
    struct loss_totals minute = last_minute(l);
    bool too_much = percent(&minute) > too_much_percent;
    if (l->recalled && !too_much && l->noted < LOSS_SNAPSHOTS)
        return false;
    bool again = too_much && l->noted - l->told_s >= LOSS_WINDOW_S;
    if (too_much == l->too_much && !again)
        return false;
    *r = sensor_ruling(&capture_loss_item, sensor, time_ns);
    sensor_rule(r, loss_name(worst(&minute)), too_much, l->too_much);
    explain(&minute, &r->why);
    l->too_much = too_much;
    l->told_s = l->noted;
    return true;
}
