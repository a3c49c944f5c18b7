/* The rows of the guide: what stands unknown and what would lift it, and what each row means. */
#include <stdlib.h>
#include <string.h>

#include "sensor/html_parts.h"

/* Why a row stands unknown, what would lift it, and at how many cameras. */
struct said {
    const char *why;
    const char *lift;
    size_t cameras;
};

enum { SAID_MAX = 12 };

static int by_text(const void *a, const void *b)
{
    const struct said *x = a, *y = b;
    int order = strcmp(x->why, y->why);
    return order != 0 ? order : strcmp(x->lift, y->lift);
}

static int by_cameras(const void *a, const void *b)
{
    const struct said *x = a, *y = b;
    if (x->cameras != y->cameras)
        return x->cameras > y->cameras ? -1 : 1;
    return by_text(a, b);
}

/* Puts what is the same together, what is said most often first; how many are left. */
static size_t gather(struct said *said, size_t n)
{
    size_t kept = 0;
    qsort(said, n, sizeof *said, by_text);
    for (size_t i = 0; i < n; i++) {
        if (kept > 0 && by_text(&said[kept - 1], &said[i]) == 0)
            said[kept - 1].cameras++;
        else
            said[kept++] = said[i];
    }
    qsort(said, kept, sizeof *said, by_cameras);
    return kept;
}

/* Of each camera whose row is not decided; how many these are. */
static size_t ask(const struct html_report *r, size_t item, struct said *said)
{
    size_t n = 0;
    for (size_t i = 0; i < r->cameras; i++) {
        struct standing s = judge_standing(r->shown->engine->verdicts.judge, i, item);
        if (s.verdict == VERDICT_UNKNOWN)
            said[n++] = (struct said){ s.why, s.lift != NULL ? s.lift : "", 1 };
        if (s.verdict == VERDICT_NOT_OBSERVABLE)
            said[n++] = (struct said){ s.why, "Nothing on the wire.", 1 };
    }
    return n;
}

static void put_unknown(const struct html_report *r, size_t item, struct said *said)
{
    const struct guide_item *about = &items[item]->about;
    size_t kept = gather(said, ask(r, item, said));
    size_t shown = kept < SAID_MAX ? kept : SAID_MAX, left = 0;
    for (size_t i = 0; i < shown; i++) {
        if (i > 0)
            html_put(r->out, "<tr>");
        else
            html_put(r->out, "<tr id=\"u-%s\"><th scope=\"row\" rowspan=\"%zu\">%s %s</th>",
                     about->number, shown + (kept > shown), about->number, about->title);
        html_put(r->out, "<td>%zu</td><td>%s</td><td>%s</td></tr>\n", said[i].cameras, said[i].why,
                 said[i].lift);
    }
    for (size_t i = shown; i < kept; i++)
        left += said[i].cameras;
    if (left > 0)
        html_put(r->out, "<tr><td>%zu</td><td>%zu other reasons.</td><td></td></tr>\n", left,
                 kept - shown);
}

void html_unknowns(const struct html_report *r)
{
    struct said *said = calloc(r->cameras, sizeof *said);
    html_put(
        r->out,
        "<section id=\"unknown\"><h2>What would lift each unknown</h2>\n"
        "<table class=\"unknown\"><caption>Rows of the guide that nothing on the wire has "
        "decided</caption><thead><tr><th scope=\"col\">Item</th><th scope=\"col\">Cameras</th>"
        "<th scope=\"col\">Why it is unknown</th><th scope=\"col\">What would decide it</th></tr>"
        "</thead><tbody>\n");
    for (size_t i = 0; said != NULL && i < items_n; i++)
        if (items[i]->about.level <= r->shown->level)
            put_unknown(r, i, said);
    html_put(r->out, "</tbody></table></section>\n");
    free(said);
}

static void put_item(FILE *out, const struct guide_item *g)
{
    html_put(out,
             "<details><summary><h3>%s %s</h3> <span class=\"who\">%s &#183; recommended: %s</span>"
             "</summary><div class=\"page\" id=\"g-%s\">\n<p>%s</p>\n<p><i>How it is judged</i> %s"
             "</p>\n<p><i>Remedy</i> %s</p>\n</div></details>\n",
             g->number, g->title, level_name(g->level), g->recommended, g->number, g->meaning,
             g->judged, g->remedy);
}

void html_guide(const struct html_report *r)
{
    html_put(r->out, "<section id=\"guide\"><h2>The rows of the guide</h2>\n");
    for (size_t i = 0; i < items_n; i++)
        if (items[i]->about.level <= r->shown->level)
            put_item(r->out, &items[i]->about);
    html_put(r->out, "</section>\n");
}
