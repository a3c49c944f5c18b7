#include "sensor/fall_watch.h"

#include <inttypes.h>

#include "alerts/sensor_items.h"

static const uint64_t settle_ns = UINT64_C(500) * 1000000;
static const uint64_t quiet_ns = UINT64_C(60) * 1000000000;

void fall_watch_recall(struct fall_watch *w, uint64_t time_ns)
{
    w->open = true;
    w->since_ns = time_ns;
}

void fall_watch_note(struct fall_watch *w, const struct nursery_word *fell, uint64_t time_ns)
{
    w->untold++;
    w->since_ns = time_ns;
    w->last = *fell;
}

void fall_words(const struct nursery_word *fell, struct sentence *s)
{
    struct text how;
    nursery_ending(fell, &how);
    sentence_format(s, "worker %zu (process %d) fell: %s, in %.20s, at its frame %" PRIu64,
                    fell->worker, (int)fell->pid, how.s, fell->where.s, fell->frame);
}

bool fall_watch_ruling(struct fall_watch *w, uint64_t lost, const char *sensor, uint64_t time_ns,
                       struct ruling *r)
{
    bool more = w->untold > 0 && time_ns >= w->since_ns + settle_ns;
    bool over = w->open && w->untold == 0 && time_ns >= w->since_ns + quiet_ns;
    if (!more && !over)
        return false;
    *r = sensor_ruling(&worker_fell_item, sensor, time_ns);
    sensor_rule(r, w->last.stuck ? "worker-stuck" : "worker-fell", w->untold, w->open);
    if (over) {
        sentence_format(&r->why, "no worker fell in the last minute");
    } else {
        struct sentence words;
        fall_words(&w->last, &words);
        sentence_format(&r->why, "%.130s; %" PRIu64 " packets were lost", words.s,
                        lost > w->lost ? lost - w->lost : 0);
    }
    w->open = !over;
    w->lost = lost;
    w->untold = 0;
    return true;
}
