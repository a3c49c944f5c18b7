#include "sensor/posture_print.h"

#include <stdlib.h>
#include <string.h>

#include "alerts/jot.h"
#include "sensor/fleet_merge.h"
#include "sensor/fleet_print.h"
#include "sensor/json_print.h"

static const enum level levels[] = { LEVEL_ENTRY, LEVEL_STANDARD, LEVEL_ADVANCED };

enum { LEVELS = sizeof levels / sizeof levels[0], TIME_LETTERS = 19 };

static void put_percent(FILE *out, int percent)
{
    if (percent < 0)
        (void)fprintf(out, "       -");
    else
        (void)fprintf(out, "   %3d %%", percent);
}

static void put_scores(const struct posture_view *v, const struct posture_options *o, FILE *out)
{
    (void)fprintf(out, "\n%-10s%8s%8s%8s%8s%8s%8s%8s\n", "level", "score", "broken", "suspect",
                  "kept", "likely", "unseen", "seen");
    for (size_t i = 0; i < LEVELS && levels[i] <= o->level; i++) {
        struct score s = posture_score(v, levels[i]);
        (void)fprintf(out, "%-10s", level_name(levels[i]));
        put_percent(out, score_percent(&s));
        (void)fprintf(out, "%8zu%8zu%8zu%8zu%8zu", s.broken, s.suspect, s.kept, s.likely, s.unseen);
        put_percent(out, score_seen_percent(&s));
        (void)fputc('\n', out);
    }
}

static void put_change(const struct posture_view *v, const struct change *c, const struct paper *p)
{
    const struct grid_camera *camera = &v->camera[c->camera];
    const char *before = posture_field(v, c->camera, c->item, "before");
    char at[JOT_TIME_MAX];
    (void)fprintf(p->out, "%.*s  %s  %-5s  ", TIME_LETTERS, jot_clock(c->at_ns, at), camera->id.s,
                  items[c->item]->about.number);
    paper_put_plain(p->out, before);
    (void)fprintf(p->out, "%s", before[0] != '\0' ? " -> " : "");
    paper_put_verdict(p, (enum verdict)camera->verdict[c->item],
                      (camera->suppressed >> c->item & 1) != 0, 0);
    (void)fprintf(p->out, "  ");
    paper_put_plain(p->out, posture_field(v, c->camera, c->item, "why"));
    (void)fputc('\n', p->out);
}

static void put_changes(const struct posture_view *v, const struct posture_options *o,
                        const struct paper *p)
{
    char since[JOT_TIME_MAX];
    (void)fprintf(p->out, "\nChanged since %.*s UTC\n", TIME_LETTERS,
                  jot_clock(o->since_ns, since));
    for (size_t i = 0; i < v->changes; i++)
        put_change(v, &v->change[i], p);
    if (v->changes == 0)
        (void)fprintf(p->out, "nothing\n");
}

static bool is_unseen(const struct posture_view *v, size_t camera, size_t item)
{
    return v->camera[camera].verdict[item] == VERDICT_UNKNOWN;
}

enum { REASONS_TOLD_MAX = 64 };

/* Cameras that stand unseen under an item for the same reason. */
struct unseen {
    const char *why;
    size_t first, n;
};

/* How many reasons; beyond REASONS_TOLD_MAX they are left out. */
static size_t group_unseen(const struct posture_view *v, size_t item,
                           struct unseen group[static REASONS_TOLD_MAX])
{
    size_t n = 0;
    for (size_t c = 0; c < v->n; c++) {
        const char *why = posture_field(v, c, item, "why");
        size_t g = 0;
        if (!is_unseen(v, c, item))
            continue;
        while (g < n && strcmp(group[g].why, why) != 0)
            g++;
        if (g < n)
            group[g].n++;
        else if (n < REASONS_TOLD_MAX)
            group[n++] = (struct unseen){ why, c, 1 };
    }
    return n;
}

static void put_group(const struct posture_view *v, const struct unseen *g, size_t item, FILE *out)
{
    const char *lift = posture_field(v, g->first, item, "lift");
    (void)fprintf(out, "%-6s", items[item]->about.number);
    if (g->n == 1)
        (void)fprintf(out, "%s: ", v->camera[g->first].id.s);
    else
        (void)fprintf(out, "%zu cameras: ", g->n);
    paper_put_plain(out, g->why);
    (void)fprintf(out, "%s", lift[0] != '\0' ? "\n      -> " : "");
    paper_put_plain(out, lift);
    (void)fputc('\n', out);
}

static void put_unseen(const struct posture_view *v, const struct posture_options *o, FILE *out)
{
    struct unseen group[REASONS_TOLD_MAX];
    (void)fprintf(out, "\nUnseen, and what would decide it\n");
    for (size_t i = 0; i < items_n; i++) {
        size_t n = items[i]->about.level <= o->level ? group_unseen(v, i, group) : 0;
        for (size_t g = 0; g < n; g++)
            put_group(v, &group[g], i, out);
    }
}

void posture_print(const struct posture_view *v, const struct posture_options *o, FILE *out)
{
    struct paper p = paper_for(out);
    fleet_print_silent(v->sensors, out);
    if (v->n == 0) {
        (void)fprintf(out, "No camera was seen.\n");
        return;
    }
    grid_print(&p, v->camera, v->n, o->level);
    put_scores(v, o, out);
    if (o->since_ns > 0)
        put_changes(v, o, &p);
    if (o->unseen)
        put_unseen(v, o, out);
}

static json_t *score_json(const struct score *s)
{
    json_t *o =
        json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "kept", (json_int_t)s->kept, "likely",
                  (json_int_t)s->likely, "broken", (json_int_t)s->broken, "suppressed",
                  (json_int_t)s->suppressed, "suspect", (json_int_t)s->suspect, "unseen",
                  (json_int_t)s->unseen, "not_observable", (json_int_t)s->never);
    if (score_percent(s) >= 0)
        (void)json_object_set_new(o, "percent", json_integer(score_percent(s)));
    if (score_seen_percent(s) >= 0)
        (void)json_object_set_new(o, "seen_percent", json_integer(score_seen_percent(s)));
    return o;
}

static json_t *change_json(const struct posture_view *v, const struct change *c)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "camera", v->camera[c->camera].id.s, "item",
                     items[c->item]->about.number, "since",
                     posture_field(v, c->camera, c->item, "since"), "before",
                     posture_field(v, c->camera, c->item, "before"), "verdict",
                     verdict_name((enum verdict)v->camera[c->camera].verdict[c->item]), "why",
                     posture_field(v, c->camera, c->item, "why"));
}

bool posture_print_json(const struct posture_view *v, const struct posture_options *o, FILE *out)
{
    json_t *scores = json_object();
    for (size_t i = 0; i < LEVELS && levels[i] <= o->level; i++) {
        struct score s = posture_score(v, levels[i]);
        (void)json_object_set_new(scores, level_name(levels[i]), score_json(&s));
    }
    json_t *changes = o->since_ns > 0 ? json_array() : NULL;
    for (size_t i = 0; i < v->changes; i++)
        (void)json_array_append_new(changes, change_json(v, &v->change[i]));
    json_t *words = fleet_words();
    for (size_t i = 0; o->redis != NULL && i < v->n; i++)
        fleet_complete(json_array_get(v->postures, i), words);
    json_decref(words);
    json_t *all = json_pack("{s:O, s:o, s:o*, s:O*}", "cameras", v->postures, "scores", scores,
                            "changes", changes, "sensors", v->sensors);
    bool printed = json_print(all, out);
    json_decref(all);
    return printed && fputc('\n', out) != EOF;
}
