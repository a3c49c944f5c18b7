/* What the sensor tells without being asked, besides alerts. */
#include <string.h>

#include "alerts/beat.h"
#include "alerts/stats.h"
#include "sensor/sensor.h"

_Static_assert((int)BEAT_MAX <= (int)STATS_LINE_MAX, "a heartbeat uses the same room");

void publish_stats(struct sensor *s)
{
    char line[STATS_LINE_MAX];
    struct sensor_figures figures = sensor_figures(s);
    size_t n = stats_write(&figures, &s->style, line, sizeof line);
    post_stats(s->post, (struct bytes){ (const uint8_t *)line, n });
    struct beat beat = { .sensor = s->options.common.sensor,
                         .state = s->ending ? "stopped" : "running",
                         .figures = &figures };
    n = beat_write(&beat, line, sizeof line);
    post_beat(s->post, (struct bytes){ (const uint8_t *)line, n });
}

static void publish_posture(struct sensor *s, size_t i, const struct judged *camera)
{
    struct posture_row rows[ROWS_MAX];
    size_t n = verdicts_rows(&s->verdicts, i, rows, ROWS_MAX);
    struct posture posture = verdicts_posture(camera, rows, n);
    post_posture(s->post, &posture);
}

/* A sink keeps only so many postures waiting; what it would not take is left for the next time. */
enum { WAITING_MAX = 512 };

static size_t room_for_postures(struct sensor *s)
{
    struct post_status sinks[POST_SINKS_MAX];
    size_t most = 0;
    size_t n = post_status(s->post, sinks, POST_SINKS_MAX);
    for (size_t i = 0; i < n; i++)
        most = sinks[i].postures > most ? sinks[i].postures : most;
    return most < WAITING_MAX ? WAITING_MAX - most : 0;
}

/* A Redis that comes back may have forgotten, or refused, what it was told. */
static void start_again_after_outages(struct sensor *s)
{
    struct post_status sinks[POST_SINKS_MAX];
    uint64_t recoveries = 0;
    size_t n = post_status(s->post, sinks, POST_SINKS_MAX);
    for (size_t i = 0; i < n; i++)
        recoveries += sinks[i].recoveries;
    if (recoveries != s->recoveries)
        memset(s->published, 0, s->places * sizeof *s->published);
    s->recoveries = recoveries;
}

void publish_postures(struct sensor *s)
{
    start_again_after_outages(s);
    size_t room = room_for_postures(s);
    size_t n = judge_cameras(s->verdicts.judge);
    for (size_t i = 0; i < n && room > 0; i++) {
        struct judged camera = judge_camera(s->verdicts.judge, i);
        if (camera.place >= s->places || s->published[camera.place] == camera.changes + 1)
            continue;
        s->published[camera.place] = camera.changes + 1;
        publish_posture(s, i, &camera);
        room--;
    }
}
