#include "sensor/book_watch.h"

#include <inttypes.h>

#include "alerts/sensor_items.h"

/* Longer than the pauses of hosts that come and go: it shall not open and close all day. */
static const uint64_t quiet_ns = UINT64_C(600) * 1000000000;

void book_watch_recall(struct book_watch *w, uint64_t time_ns)
{
    w->open = true;
    w->since_ns = time_ns;
}

bool book_watch_ruling(struct book_watch *w, const struct counters *judged, const char *sensor,
                       uint64_t time_ns, struct ruling *r)
{
    uint64_t strangers = judged->n[COUNT_strangers_forgotten];
    uint64_t cameras = judged->n[COUNT_cameras_forgotten];
    uint64_t newcomers = judged->n[COUNT_cameras_full];
    uint64_t more = strangers + cameras + newcomers - w->seen;
    bool over = w->open && more == 0 && time_ns >= w->since_ns + quiet_ns;
    w->seen += more;
    if (more > 0)
        w->since_ns = time_ns;
    if (more == 0 && !over)
        return false;
    *r = sensor_ruling(&book_full_item, sensor, time_ns);
    sensor_rule(r, cameras + newcomers == 0 ? "strangers-forgotten" : "cameras-left-out", more,
                w->open);
    if (over)
        sentence_format(&r->why, "no host was left out in the last ten minutes");
    else
        sentence_format(&r->why,
                        "room for %" PRIu32 " hosts; hosts forgotten: %" PRIu64
                        ", cameras given up: %" PRIu64 ", newcomers turned away: %" PRIu64,
                        w->room, strangers, cameras, newcomers);
    w->open = !over;
    return true;
}
