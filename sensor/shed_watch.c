#include "sensor/shed_watch.h"

#include <inttypes.h>

#include "alerts/sensor_items.h"

static const uint64_t quiet_ns = UINT64_C(60) * 1000000000;

void shed_watch_recall(struct shed_watch *w, uint64_t time_ns)
{
    w->open = true;
    w->since_ns = time_ns;
}

static uint64_t sum(const uint64_t n[static SEVERITIES])
{
    uint64_t all = 0;
    for (size_t i = 0; i < SEVERITIES; i++)
        all += n[i];
    return all;
}

bool shed_watch_ruling(struct shed_watch *w, const uint64_t shed[static SEVERITIES],
                       const char *sensor, uint64_t time_ns, struct ruling *r)
{
    uint64_t more = sum(shed) - sum(w->seen);
    bool over = w->open && more == 0 && time_ns >= w->since_ns + quiet_ns;
    memcpy(w->seen, shed, sizeof w->seen);
    if (more > 0)
        w->since_ns = time_ns;
    if (more == 0 && !over)
        return false;
    *r = sensor_ruling(&alerts_shed_item, sensor, time_ns);
    sensor_rule(r, "alerts-shed", more, w->open);
    if (over)
        sentence_format(&r->why, "no alert was shed in the last minute");
    else
        sentence_format(&r->why,
                        "shed since the start, of severity 1 to 4: %" PRIu64 ", %" PRIu64
                        ", %" PRIu64 ", %" PRIu64,
                        shed[0], shed[1], shed[2], shed[3]);
    w->open = !over;
    return true;
}
