#include "sensor/table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* Cameras are columns, by number, and items rows, because the items are always the same few. A wide
 * network takes several blocks. */

enum { ITEM_WIDTH = 40, CELL_WIDTH = 5, WIDTH_DEFAULT = 100, TIME_MAX = 32 };

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
                 (o->common.eve != NULL && strcmp(o->common.eve, "-") == 0);
    return taken ? stderr : stdout;
}

static struct paper paper_for(FILE *out)
{
    struct winsize w = { 0 };
    const char *no_colour = secure_getenv("NO_COLOR"), *kind = secure_getenv("TERM");
    bool dumb = kind == NULL || strcmp(kind, "dumb") == 0;
    bool terminal = isatty(fileno(out)) == 1;
    bool sized = terminal && ioctl(fileno(out), TIOCGWINSZ, &w) == 0 && w.ws_col > 0;
    return (struct paper){ .out = out,
                           .colour =
                               terminal && !dumb && (no_colour == NULL || no_colour[0] == '\0'),
                           .width = sized ? w.ws_col : WIDTH_DEFAULT };
}

static const struct look *look_of(const struct standing *s)
{
    return s->verdict == VERDICT_FAIL && s->suppressed ? &suppressed_look : &looks[s->verdict];
}

static void put_cell(const struct paper *p, const struct look *look, bool last)
{
    int pad = last ? 0 : CELL_WIDTH - (int)strlen(look->word);
    (void)fprintf(p->out, "%s%s%s%*s", p->colour ? look->colour : "", look->word,
                  p->colour ? "\x1b[0m" : "", pad, "");
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
    (void)fprintf(p->out, "\n%-*s", ITEM_WIDTH, "item");
    for (size_t c = first; c < first + n; c++)
        (void)fprintf(p->out, "%-*zu", c + 1 < first + n ? CELL_WIDTH : 0, c + 1);
    (void)fputc('\n', p->out);
    for (size_t i = 0; i < items_n; i++) {
        if (items[i]->about.level > s->level)
            continue;
        (void)fprintf(p->out, "%-6s%-*.*s", items[i]->about.number, ITEM_WIDTH - 6, ITEM_WIDTH - 7,
                      items[i]->about.title);
        for (size_t c = first; c < first + n; c++) {
            struct standing standing = judge_standing(s->engine->verdicts.judge, c, i);
            put_cell(p, look_of(&standing), c + 1 == first + n);
        }
        (void)fputc('\n', p->out);
    }
}

static void put_matrix(const struct paper *p, const struct shown *s, size_t cameras)
{
    (void)fprintf(p->out, "Cameras\n");
    for (size_t c = 0; c < cameras; c++) {
        struct judged camera = judge_camera(s->engine->verdicts.judge, c);
        put_camera(p, c + 1, &camera.name);
    }
    size_t room = p->width > ITEM_WIDTH + CELL_WIDTH ? (p->width - ITEM_WIDTH) / CELL_WIDTH : 1;
    for (size_t first = 0; first < cameras; first += room)
        put_block(p, s, first, cameras - first < room ? cameras - first : room);
    (void)fprintf(p->out,
                  "\nFAIL broken   PASS kept   SUSP, ok? indirect   . no opportunity seen   "
                  "n/o never visible on the wire\n");
}

/* One line: what is so, of whom, since which frame, how often, and in which ways. */
static void put_evidence(const struct paper *p, const struct camera_name *camera,
                         const struct standing *s)
{
    const struct look *look = look_of(s);
    uint64_t frame = s->evidence != NULL ? s->evidence->frame_no : 0;
    (void)fprintf(p->out, "%s%s%s  %-5s  %s  frame %" PRIu64 "  %s: %s",
                  p->colour ? look->colour : "", look->word, p->colour ? "\x1b[0m" : "",
                  s->item->about.number, camera->id.s, frame, s->item->about.title, s->why);
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
