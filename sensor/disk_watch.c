#include "sensor/disk_watch.h"

#include "alerts/sensor_items.h"

static const uint64_t patience_ns = UINT64_C(10) * 1000000000;

void disk_watch_recall(struct disk_watch *w)
{
    w->open = true;
}

bool disk_watch_ruling(struct disk_watch *w, const struct outbox_figures *f, const char *sensor,
                       uint64_t time_ns, struct ruling *r)
{
    bool fails = f->reason.s[0] != '\0';
    if (!fails || w->since_ns == 0)
        w->since_ns = fails ? time_ns : 0;
    bool long_enough = fails && time_ns >= w->since_ns + patience_ns;
    bool news = w->open ? !fails : long_enough;
    if (!news)
        return false;
    *r = sensor_ruling(&state_not_kept_item, sensor, time_ns);
    sensor_rule(r, "state-not-kept", fails, w->open);
    if (fails)
        sentence_format(&r->why, "nothing is kept: %s", f->reason.s);
    else
        sentence_format(&r->why, "what is raised is kept again");
    w->open = fails;
    return true;
}
