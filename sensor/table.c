#include "sensor/table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* Cameras are columns, by number, and items rows, because the items are always the same few. A wide
 * network takes several blocks. */

enum { ROWS_MAX = 64, ITEM_WIDTH = 36, CELL_WIDTH = 5, WIDTH_DEFAULT = 100, TIME_MAX = 32 };

struct paper {
    FILE *out;
    bool colour;
    size_t width;
};

struct look {
    const char *word;
    const char *colour;
};

static const struct look looks[VERDICTS] = {
    [VERDICT_UNKNOWN] = { ".", "\x1b[2m" },      [VERDICT_FAIL] = { "FAIL", "\x1b[1;31m" },
    [VERDICT_PASS] = { "PASS", "\x1b[32m" },     [VERDICT_SUSPECT] = { "SUSP", "\x1b[33m" },
    [VERDICT_LIKELY_OK] = { "ok?", "\x1b[32m" }, [VERDICT_NOT_OBSERVABLE] = { "n/o", "\x1b[2m" },
};

static const struct look suppressed_look = { "supp", "\x1b[2m" };

FILE *table_stream(const struct replay_options *o)
{
    bool taken = (o->facts != NULL && strcmp(o->facts, "-") == 0) ||
                 (o->eve != NULL && strcmp(o->eve, "-") == 0);
    return taken ? stderr : stdout;
}

static struct paper paper_for(FILE *out)
{
    struct winsize w = { 0 };
    const char *no_colour = getenv("NO_COLOR");
    bool terminal = isatty(fileno(out)) == 1;
    bool sized = terminal && ioctl(fileno(out), TIOCGWINSZ, &w) == 0 && w.ws_col > 0;
    return (struct paper){ .out = out,
                           .colour = terminal && (no_colour == NULL || no_colour[0] == '\0'),
                           .width = sized ? w.ws_col : WIDTH_DEFAULT };
}

static const struct look *look_of(const struct posture_row *row)
{
    return row->verdict == VERDICT_FAIL && row->suppressed ? &suppressed_look
                                                           : &looks[row->verdict];
}

static void put_cell(const struct paper *p, const struct look *look)
{
    int pad = CELL_WIDTH - (int)strlen(look->word);
    (void)fprintf(p->out, "%s%s%s%*s", p->colour ? look->colour : "", look->word,
                  p->colour ? "\x1b[0m" : "", pad, "");
}

static bool is_shown(const struct shown *s, const struct posture_row *row)
{
    return row->item->level <= s->level;
}

static void put_camera(const struct paper *p, size_t number, const struct camera_name *c)
{
    char ip[IP_TEXT_MAX];
    (void)fprintf(p->out, "%4zu  %s  %s", number, c->id.s, ip_text(&c->ip, ip));
    const char *const words[] = { c->name.s, c->make.s, c->model.s };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (words[i][0] != '\0' && (i == 0 || strcmp(words[i], words[i - 1]) != 0))
            (void)fprintf(p->out, "  %s", words[i]);
    if (c->firmware.s[0] != '\0')
        (void)fprintf(p->out, "  firmware %s", c->firmware.s);
    (void)fputc('\n', p->out);
}

/* One block: the cameras from `first` on that fit into the width. */
static void put_block(const struct paper *p, const struct shown *s, size_t first, size_t n)
{
    struct posture_row rows[ROWS_MAX];
    (void)fprintf(p->out, "\n%-*s", ITEM_WIDTH, "item");
    for (size_t c = first; c < first + n; c++)
        (void)fprintf(p->out, "%-*zu", CELL_WIDTH, c + 1);
    (void)fputc('\n', p->out);
    for (size_t i = 0; i < items_n; i++) {
        if (items[i]->about.level > s->level)
            continue;
        (void)fprintf(p->out, "%-6s%-*.*s", items[i]->about.number, ITEM_WIDTH - 6, ITEM_WIDTH - 7,
                      items[i]->about.title);
        for (size_t c = first; c < first + n; c++) {
            (void)engine_rows(s->engine, c, rows, ROWS_MAX);
            put_cell(p, look_of(&rows[i]));
        }
        (void)fputc('\n', p->out);
    }
}

static void put_matrix(const struct paper *p, const struct shown *s, size_t cameras)
{
    (void)fprintf(p->out, "Cameras\n");
    for (size_t c = 0; c < cameras; c++) {
        struct judged camera = judge_camera(s->engine->judge, c);
        put_camera(p, c + 1, &camera.name);
    }
    size_t room = p->width > ITEM_WIDTH + CELL_WIDTH ? (p->width - ITEM_WIDTH) / CELL_WIDTH : 1;
    for (size_t first = 0; first < cameras; first += room)
        put_block(p, s, first, cameras - first < room ? cameras - first : room);
    (void)fprintf(p->out,
                  "\nFAIL broken   PASS kept   SUSP, ok? indirect   . no opportunity seen   "
                  "n/o never visible on the wire\n");
}

static void put_evidence(const struct paper *p, const struct shown *s, size_t c, enum verdict v)
{
    struct posture_row rows[ROWS_MAX];
    size_t n = engine_rows(s->engine, c, rows, ROWS_MAX);
    struct judged camera = judge_camera(s->engine->judge, c);
    for (size_t i = 0; i < n; i++) {
        const struct posture_row *r = &rows[i];
        if (r->verdict != v || !is_shown(s, r))
            continue;
        const struct look *look = look_of(r);
        (void)fprintf(p->out, "%s%s%s  %-5s  %s  frame %" PRIu64 "  ",
                      p->colour ? look->colour : "", look->word, p->colour ? "\x1b[0m" : "",
                      r->item->number, camera.name.id.s, r->frame);
        if (r->count > 1)
            (void)fprintf(p->out, "x%" PRIu64 "  ", r->count);
        (void)fprintf(p->out, "%s: %s\n", r->item->title, r->why.s);
    }
}

/* How many rows stand so, over all cameras. */
static size_t how_many(const struct shown *s, enum verdict v, bool suppressed)
{
    size_t n = 0;
    size_t cameras = judge_cameras(s->engine->judge);
    for (size_t c = 0; c < cameras; c++) {
        struct posture_row rows[ROWS_MAX];
        size_t rows_n = engine_rows(s->engine, c, rows, ROWS_MAX);
        for (size_t i = 0; i < rows_n; i++)
            n += rows[i].verdict == v && is_shown(s, &rows[i]) && rows[i].suppressed == suppressed;
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
    (void)fprintf(p->out, "\n%" PRIu64 " frames, %" PRIu64 " bytes, %s to %s UTC\n",
                  g->counters.n[COUNT_frames], g->counters.n[COUNT_bytes], first, last);
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
    size_t cameras = judge_cameras(s->engine->judge);
    if (cameras > 0)
        put_matrix(&p, s, cameras);
    else
        (void)fprintf(out, "No camera was seen: nothing on the wire proved itself one.\n");
    static const enum verdict told[] = { VERDICT_FAIL, VERDICT_SUSPECT };
    for (size_t v = 0; v < sizeof told / sizeof told[0]; v++) {
        if (how_many(s, told[v], false) + how_many(s, told[v], true) > 0)
            (void)fputc('\n', out);
        for (size_t c = 0; c < cameras; c++)
            put_evidence(&p, s, c, told[v]);
    }
    put_totals(&p, s, cameras);
    table_counters(&s->engine->counters, false, out);
}
