/* `replay --json`: the result as one JSON document. */

#include "sensor/table.h"

#include <stdlib.h>

#include <jansson.h>

/* The posture writer's own line, read back, so that a camera looks the same here as in Redis. */
static json_t *camera_json(const struct shown *s, size_t c, char *line)
{
    struct posture_row rows[ROWS_MAX], shown[ROWS_MAX];
    size_t n = verdicts_rows(&s->engine->verdicts, c, rows, ROWS_MAX), k = 0;
    for (size_t i = 0; i < n; i++)
        if (rows[i].item->level <= s->level)
            shown[k++] = rows[i];
    struct judged camera = judge_camera(s->engine->verdicts.judge, c);
    struct posture posture = verdicts_posture(&camera, shown, k);
    size_t line_n = posture_write(&posture, line, POSTURE_MAX);
    return json_loadb(line, line_n, 0, NULL);
}

static json_t *counters_json(const struct counters *c)
{
    json_t *all = json_object();
    for (enum counter i = 0; i < COUNTERS; i++)
        (void)json_object_set_new(all, counter_name(i), json_integer((json_int_t)c->n[i]));
    return all;
}

void report_json(const struct shown *s, FILE *out)
{
    json_t *report = json_object(), *cameras = json_array();
    char *line = malloc(POSTURE_MAX);
    size_t n = line != NULL ? judge_cameras(s->engine->verdicts.judge) : 0;
    for (size_t i = 0; i < n; i++)
        (void)json_array_append_new(cameras, camera_json(s, i, line));
    free(line);
    (void)json_object_set_new(report, "cameras", cameras);
    (void)json_object_set_new(report, "vantage",
                              json_string(vantage_name(judge_vantage(s->engine->verdicts.judge))));
    (void)json_object_set_new(report, "violations", json_integer((json_int_t)violations_shown(s)));
    (void)json_object_set_new(report, "unreadable_inputs", json_integer((json_int_t)s->bad));
    (void)json_object_set_new(report, "counters", counters_json(&s->engine->counters));
    (void)json_dumpf(report, out, JSON_INDENT(2) | JSON_SORT_KEYS);
    (void)fputc('\n', out);
    json_decref(report);
}
