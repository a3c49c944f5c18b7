/* The rows of the guide: what stands unknown and what would lift it, and what each row means. */
#include <stdlib.h>
#include <string.h>

#include "sensor/html_parts.h"

/* What a text of a row is said of. */
struct said {
    const char *text;
    size_t cameras;
};

enum { SAID_MAX = 12 };

static int by_text(const void *a, const void *b)
{
    return strcmp(((const struct said *)a)->text, ((const struct said *)b)->text);
}

static int by_cameras(const void *a, const void *b)
{
    size_t x = ((const struct said *)a)->cameras, y = ((const struct said *)b)->cameras;
    if (x != y)
        return x > y ? -1 : 1;
    return by_text(a, b);
}

/* Puts what is the same together, what is said most often first; how many are left. */
static size_t gather(struct said *said, size_t n)
{
    size_t kept = 0;
    qsort(said, n, sizeof *said, by_text);
    for (size_t i = 0; i < n; i++) {
        if (kept > 0 && strcmp(said[kept - 1].text, said[i].text) == 0)
            said[kept - 1].cameras++;
        else
            said[kept++] = said[i];
    }
    qsort(said, kept, sizeof *said, by_cameras);
    return kept;
}

/* Why each camera's row stands as it does, if the verdict is that; how many. */
static size_t ask(const struct html_report *r, size_t item, enum verdict v, struct said *said)
{
    size_t n = 0;
    for (size_t i = 0; i < r->cameras; i++) {
        struct standing s = judge_standing(r->shown->engine->verdicts.judge, i, item);
        if (s.verdict == v)
            said[n++] = (struct said){ s.why, 1 };
    }
    return n;
}

static void put_reasons(FILE *out, const struct said *said, size_t kept)
{
    for (size_t i = 0; i < kept && i < SAID_MAX; i++) {
        html_put(out, "<p>%s", said[i].text);
        if (kept > 1) {
            html_put(out, " <small>");
            html_count(out, said[i].cameras, "camera");
            html_put(out, "</small>");
        }
        html_put(out, "</p>");
    }
    if (kept > SAID_MAX)
        html_put(out, "<p>And %zu more reasons, each of fewer cameras.</p>", kept - SAID_MAX);
}

static void put_unknown(const struct html_report *r, size_t item, struct said *said)
{
    const struct guide_item *about = &items[item]->about;
    enum verdict v = items[item]->observable ? VERDICT_UNKNOWN : VERDICT_NOT_OBSERVABLE;
    size_t n = ask(r, item, v, said);
    if (n == 0)
        return;
    html_put(r->out, "<tr id=\"u-%s\"><th scope=\"row\">%s %s</th><td>%zu</td><td>", about->number,
             about->number, about->title, n);
    put_reasons(r->out, said, gather(said, n));
    html_put(r->out, "</td></tr>\n");
}

void html_unknowns(const struct html_report *r)
{
    struct said *said = calloc(r->cameras, sizeof *said);
    if (said == NULL || r->cameras == 0) {
        free(said);
        return;
    }
    html_put(r->out,
             "<section id=\"unknown\"><h2>What would lift each unknown</h2>\n"
             "<table class=\"unknown\"><caption>Rows of the guide that nothing on the wire has "
             "decided</caption><thead><tr><th scope=\"col\">Item</th><th scope=\"col\">Cameras</th>"
             "<th scope=\"col\">Why, and what would decide it</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < items_n; i++)
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
