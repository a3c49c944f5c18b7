/* What the sensor tells without being asked, besides alerts. */
#include <string.h>

#include "alerts/stats.h"
#include "sensor/sensor.h"

static void publish_beat(struct sensor *s, const struct sensor_figures *figures)
{
    struct post_status sinks[POST_SINKS_MAX];
    size_t n = post_status(s->post, sinks, POST_SINKS_MAX);
    const struct beat beat = { .sensor = s->options.common.sensor,
                               .state = s->ending ? "stopped" : "running",
                               .figures = figures,
                               .instance = s->instance,
                               .interfaces = s->interfaces.s,
                               .level = level_name(s->verdicts.level),
                               .sink = sinks,
                               .sinks = n };
    char line[BEAT_MAX];
    n = beat_write(&beat, line, sizeof line);
    post_beat(s->post, (struct bytes){ (const uint8_t *)line, n });
}

void publish_stats(struct sensor *s)
{
    char line[STATS_LINE_MAX];
    struct sensor_figures figures = sensor_figures(s);
    size_t n = stats_write(&figures, &s->style, line, sizeof line);
    post_stats(s->post, (struct bytes){ (const uint8_t *)line, n });
    publish_beat(s, &figures);
}

void publish_anomaly(struct sensor *s, const struct observation *o)
{
    char line[ANOMALY_LINE_MAX];
    if (!anomaly_is_news(&s->anomalies, o))
        return;
    size_t n = anomaly_write(o, &s->style, line, sizeof line);
    post_stats(s->post, (struct bytes){ (const uint8_t *)line, n });
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
    for (uint32_t i = 0; i < s->places && recoveries != s->recoveries; i++)
        s->published[i].changes = 0;
    s->recoveries = recoveries;
}

/* Whether one of the n cameras, which are in the order of their ids, has that one. */
static bool is_known(const struct judge *judge, size_t n, const struct text *id)
{
    size_t from = 0;
    while (from < n) {
        size_t middle = from + (n - from) / 2;
        int order = strcmp(judge_camera(judge, middle).name.id.s, id->s);
        if (order == 0)
            return true;
        if (order < 0)
            from = middle + 1;
        else
            n = middle;
    }
    return false;
}

static void mark_cameras(struct sensor *s, size_t n)
{
    for (uint32_t i = 0; i < s->places; i++)
        s->published[i].is_camera = false;
    for (size_t i = 0; i < n; i++) {
        struct judged camera = judge_camera(s->verdicts.judge, i);
        if (camera.place < s->places)
            s->published[camera.place].is_camera =
                strcmp(s->published[camera.place].id.s, camera.name.id.s) == 0;
    }
}

/* Those that proved to be none, or to be another: by that id nobody is known any more. */
static size_t publish_ends(struct sensor *s, size_t n, size_t room)
{
    mark_cameras(s, n);
    for (uint32_t i = 0; i < s->places && room > 0; i++) {
        struct published *told = &s->published[i];
        if (told->id.s[0] == '\0' || told->is_camera)
            continue;
        if (!is_known(s->verdicts.judge, n, &told->id)) {
            post_forget(s->post, told->id.s);
            room--;
        }
        *told = (struct published){ .changes = 0 };
    }
    return room;
}

/* Readers see by its time that a camera is still there. */
static const uint64_t refresh_ns = UINT64_C(3600) * 1000000000;

static bool is_news(const struct published *told, const struct judged *camera)
{
    return told->changes != camera->changes || camera->last_ns > told->time_ns + refresh_ns;
}

void publish_postures(struct sensor *s)
{
    start_again_after_outages(s);
    size_t n = judge_cameras(s->verdicts.judge);
    size_t room = publish_ends(s, n, room_for_postures(s));
    for (size_t i = 0; i < n && room > 0; i++) {
        struct judged camera = judge_camera(s->verdicts.judge, i);
        if (camera.place >= s->places || !is_news(&s->published[camera.place], &camera))
            continue;
        s->published[camera.place] = (struct published){ .id = camera.name.id,
                                                         .changes = camera.changes,
                                                         .time_ns = camera.last_ns };
        publish_posture(s, i, &camera);
        room--;
    }
}

/* How long an interface was away goes on growing while it is. */
static void take_interfaces(struct sensor *s, struct metrics *m)
{
    m->interfaces = s->report.interfaces;
    for (size_t i = 0; i < m->interfaces; i++) {
        const struct live_counts *counts = &s->report.interface[i];
        m->interface[i].name = s->options.interface[i];
        m->interface[i].counts = *counts;
        m->interface[i].away = counts->away_ns > s->away_ns[i];
        s->away_ns[i] = counts->away_ns;
    }
}

void publish_metrics(struct sensor *s)
{
    if (s->metrics == NULL)
        return;
    struct metrics m = { .sensor = s->options.common.sensor,
                         .figures = sensor_figures(s),
                         .policy_reloads = s->reload.times,
                         .sandbox = s->sandbox,
                         .refused = sandbox_refused_now(s->tally, s->refused),
                         .policy_refused = s->reload.error.s[0] != '\0',
                         .listening = !live_crew_ended(s->crew) };
    take_interfaces(s, &m);
    m.sinks = post_status(s->post, m.sink, POST_SINKS_MAX);
    outbox_figures(post_outbox(s->post), &m.outbox);
    metrics_http_note(s->metrics, &m);
}
