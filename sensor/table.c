#include "sensor/table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sensor/grid.h"

enum { TIME_MAX = 32 };

FILE *table_stream(const struct replay_options *o)
{
    bool taken = (o->facts != NULL && strcmp(o->facts, "-") == 0) ||
                 (o->common.eve != NULL && strcmp(o->common.eve, "-") == 0) ||
                 (o->report != NULL && strcmp(o->report, "-") == 0);
    return taken ? stderr : stdout;
}

static struct grid_camera column_of(const struct shown *s, size_t c)
{
    const struct judge *judge = s->engine->verdicts.judge;
    struct camera_name name = judge_camera(judge, c).name;
    struct grid_camera column = { .id = name.id,
                                  .name = name.name,
                                  .make = name.make,
                                  .model = name.model,
                                  .firmware = name.firmware };
    (void)ip_text(&name.ip, column.ip);
    for (size_t i = 0; i < items_n; i++) {
        struct standing standing = judge_standing(judge, c, i);
        column.verdict[i] = (uint8_t)standing.verdict;
        column.suppressed |= (uint64_t)standing.suppressed << i;
    }
    return column;
}

static void put_matrix(const struct paper *p, const struct shown *s, size_t cameras)
{
    struct grid_camera *columns = calloc(cameras, sizeof *columns);
    if (columns == NULL)
        return;
    for (size_t c = 0; c < cameras; c++)
        columns[c] = column_of(s, c);
    grid_print(p, columns, cameras, s->level);
    free(columns);
}

/* One line: what is so, of whom, since which frame, how often, and in which ways. */
static void put_evidence(const struct paper *p, const struct camera_name *camera,
                         const struct standing *s)
{
    uint64_t frame = s->evidence != NULL ? s->evidence->frame_no : 0;
    paper_put_verdict(p, s->verdict, s->suppressed, 0);
    (void)fprintf(p->out, "  %-5s  %s  frame %" PRIu64 "  %s: %s", s->item->about.number,
                  camera->id.s, frame, s->item->about.title, s->why);
    const char *before = "  [";
    for (size_t i = 0; i < REASONS_MAX && s->by[i].reason != NULL; i++) {
        (void)fprintf(p->out, "%s%s x%" PRIu64, before, s->by[i].reason, s->by[i].n);
        before = ", ";
    }
    (void)fprintf(p->out, "%s\n", before[0] == ',' ? "]" : "");
}

static void put_all_evidence(const struct paper *p, const struct shown *s, enum verdict v)
{
    size_t cameras = judge_cameras(s->engine->verdicts.judge);
    bool first = true;
    for (size_t c = 0; c < cameras; c++) {
        struct judged camera = judge_camera(s->engine->verdicts.judge, c);
        for (size_t i = 0; i < items_n; i++) {
            struct standing standing = judge_standing(s->engine->verdicts.judge, c, i);
            if (standing.verdict != v || items[i]->about.level > s->level)
                continue;
            if (first)
                (void)fputc('\n', p->out);
            first = false;
            put_evidence(p, &camera.name, &standing);
        }
    }
}

/* How many items stand so, over all cameras. */
static size_t how_many(const struct shown *s, enum verdict v, bool suppressed)
{
    size_t n = 0;
    size_t cameras = judge_cameras(s->engine->verdicts.judge);
    for (size_t c = 0; c < cameras; c++)
        for (size_t i = 0; i < items_n; i++) {
            struct standing standing = judge_standing(s->engine->verdicts.judge, c, i);
            n += standing.verdict == v && standing.suppressed == suppressed &&
                 items[i]->about.level <= s->level;
        }
    return n;
}

size_t violations_shown(const struct shown *s)
{
    return how_many(s, VERDICT_FAIL, false);
}

static void put_time(uint64_t ns, char out[static TIME_MAX])
{
    time_t seconds = (time_t)(ns / 1000000000);
    struct tm tm;
    out[0] = '\0';
    if (gmtime_r(&seconds, &tm) != NULL)
        (void)strftime(out, TIME_MAX, "%Y-%m-%d %H:%M:%S", &tm);
}

static void put_totals(const struct paper *p, const struct shown *s, size_t cameras)
{
    const struct engine *g = s->engine;
    char first[TIME_MAX], last[TIME_MAX];
    put_time(g->first_ns, first);
    put_time(g->last_ns, last);
    (void)fprintf(p->out, "\n%zu camera%s: %zu broken, %zu suspect, %zu kept", cameras,
                  cameras == 1 ? "" : "s", violations_shown(s), how_many(s, VERDICT_SUSPECT, false),
                  how_many(s, VERDICT_PASS, false) + how_many(s, VERDICT_LIKELY_OK, false));
    size_t suppressed = how_many(s, VERDICT_FAIL, true);
    if (suppressed > 0)
        (void)fprintf(p->out, ", %zu suppressed", suppressed);
    (void)fprintf(p->out, "\n%" PRIu64 " frames, %" PRIu64 " bytes", g->counters.n[COUNT_frames],
                  g->counters.n[COUNT_bytes]);
    if (g->first_ns > 0)
        (void)fprintf(p->out, ", %s to %s UTC", first, last);
    (void)fputc('\n', p->out);
    if (s->bad > 0)
        (void)fprintf(p->out, "%zu input%s could not be read to the end: see above\n", s->bad,
                      s->bad == 1 ? "" : "s");
}

void table_counters(const struct counters *c, bool all, FILE *out)
{
    for (enum counter i = COUNT_bytes + 1; i < COUNTERS; i++)
        if (c->n[i] > 0 || all)
            (void)fprintf(out, "  %-22s %12" PRIu64 "  %s\n", counter_name(i), c->n[i],
                          counter_help(i));
}

void table_print(const struct shown *s, FILE *out)
{
    struct paper p = paper_for(out);
    size_t cameras = judge_cameras(s->engine->verdicts.judge);
    if (cameras > 0)
        put_matrix(&p, s, cameras);
    else
        (void)fprintf(out, "No camera was seen: nothing on the wire proved itself one.\n");
    put_all_evidence(&p, s, VERDICT_FAIL);
    put_all_evidence(&p, s, VERDICT_SUSPECT);
    put_totals(&p, s, cameras);
    table_counters(&s->engine->counters, false, out);
}
