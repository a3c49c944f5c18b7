/* The beginning of the page: what was read, what is to be known of it, the score. */
#include <inttypes.h>
#include <string.h>

#include "sensor/html_parts.h"

enum { NAMES_MAX = 12, BAR = 1000 };

struct html_verdict html_verdict(enum verdict v, bool suppressed)
{
    static const struct html_verdict looks[VERDICTS] = {
        [VERDICT_UNKNOWN] = { "unknown", "UNKNOWN", "u" },
        [VERDICT_FAIL] = { "FAIL", "FAIL", "f" },
        [VERDICT_PASS] = { "PASS", "PASS", "p" },
        [VERDICT_SUSPECT] = { "SUSP", "SUSPECT", "s" },
        [VERDICT_LIKELY_OK] = { "ok?", "LIKELY OK", "k" },
        [VERDICT_NOT_OBSERVABLE] = { "n/o", "NOT OBSERVABLE", "n" },
    };
    if (v == VERDICT_FAIL && suppressed)
        return (struct html_verdict){ "supp", "FAIL, suppressed", "n" };
    return looks[v];
}

/* ---- the score ---- */

static size_t put_bar_part(FILE *out, size_t x, size_t n, size_t of, const char *kind)
{
    size_t width = of > 0 ? n * BAR / of : 0;
    if (width > 0)
        html_put(out, "<rect class=\"%s\" x=\"%zu\" width=\"%zu\" height=\"10\"/>", kind, x, width);
    return x + width;
}

static void put_bar(FILE *out, const struct score *s)
{
    size_t all = s->kept + s->likely + s->broken + s->suspect + s->unseen + s->never, x = 0;
    html_put(out, "<td class=\"bar\"><svg viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" "
                  "aria-hidden=\"true\">");
    x = put_bar_part(out, x, s->kept + s->likely, all, "p");
    x = put_bar_part(out, x, s->broken, all, "f");
    (void)put_bar_part(out, x, s->suspect, all, "s");
    html_put(out, "</svg></td>");
}

static void put_percent(FILE *out, int percent)
{
    if (percent < 0)
        html_put(out, "<td>-</td>");
    else
        html_put(out, "<td>%u %%</td>", (unsigned)percent);
}

static void put_line(FILE *out, const char *name, const struct score *s)
{
    html_put(out, "<tr><th scope=\"row\">%s</th>", name);
    put_bar(out, s);
    put_percent(out, score_percent(s));
    html_put(out, "<td>%zu</td><td>%zu</td><td>%zu</td><td>%zu</td><td>%zu</td></tr>\n", s->kept,
             s->likely, s->broken, s->suspect, s->unseen);
}

static void put_score(const struct html_report *r, const struct score score[static REPORT_LEVELS])
{
    FILE *out = r->out;
    html_put(out,
             "<table class=\"score\"><caption>Score by protection level, of its items and those of "
             "the levels below: the share of what is kept in what could be decided</caption>"
             "<thead><tr><th scope=\"col\">Level</th><td class=\"bar\"></td>"
             "<th scope=\"col\">score</th><th scope=\"col\">kept</th><th scope=\"col\">likely</th>"
             "<th scope=\"col\">broken</th><th scope=\"col\">suspect</th>"
             "<th scope=\"col\">unknown</th></tr></thead><tbody>\n");
    for (enum level level = LEVEL_ENTRY; level <= r->shown->level; level++)
        put_line(out, level_name(level), &score[level]);
    html_put(out, "</tbody></table>\n");
}

/* ---- what was read ---- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

static void put_captures(FILE *out, const struct inputs *in)
{
    for (size_t i = 0; i < in->n && i < NAMES_MAX; i++)
        html_put(out, "%s<b>%s</b>", i > 0 ? ", " : "",
                 strcmp(in->path[i], "-") == 0 ? "standard input" : base_name(in->path[i]));
    if (in->n > NAMES_MAX)
        html_put(out, " and %zu more", in->n - NAMES_MAX);
}

/* From where the cameras were watched, as far as any of them shows. */
static const char *vantage_words(enum vantage v)
{
    static const char *const words[VANTAGES] = {
        [VANTAGE_BROADCAST] = "broadcasts only, so that most rows cannot be decided",
        [VANTAGE_ONE_WAY] = "one direction of the traffic only",
        [VANTAGE_MIRROR] = "both directions of the traffic, as a mirror port gives them",
        [VANTAGE_LINK] = "both directions of the traffic, and 802.1X of a port",
    };
    return words[v];
}

static void put_read(const struct html_report *r)
{
    const struct engine *g = r->shown->engine;
    char first[HTML_TIME_MAX], last[HTML_TIME_MAX];
    html_put(r->out, "<p class=\"read\">From ");
    put_captures(r->out, r->shown->inputs);
    html_put(r->out, ": %" PRIu64 " frames", g->counters.n[COUNT_frames]);
    if (g->first_ns > 0)
        html_put(r->out, ", %s to %s UTC", html_time(g->first_ns, first),
                 html_time(g->last_ns, last));
    html_put(r->out, ". Vantage point: %s.", vantage_words(judge_vantage(g->verdicts.judge)));
    if (r->shown->inputs->n > 1)
        html_put(r->out, " Frame numbers count within a capture; the time says which.");
    html_put(r->out, "</p>\n");
}

static void put_warnings(const struct html_report *r)
{
    const struct shown *s = r->shown;
    if (s->cut_short)
        html_put(r->out, "<p class=\"warning\"><b>Reading ended early</b>, because alerts could "
                         "not be delivered: what follows is true of a part only.</p>\n");
    if (s->bad == 1)
        html_put(r->out, "<p class=\"warning\"><b>One capture could not be read to its end</b>: "
                         "what it would have shown is missing here.</p>\n");
    if (s->bad > 1)
        html_put(r->out,
                 "<p class=\"warning\"><b>%zu captures could not be read to their end</b>: what "
                 "they would have shown is missing here.</p>\n",
                 s->bad);
    if (r->cameras == 0)
        html_put(r->out, "<p class=\"warning\"><b>No camera was seen</b>: nothing on the wire "
                         "proved itself one.</p>\n");
}

/* ---- all of it ---- */

static void put_figure(FILE *out, size_t n, const char *word, const char *kind)
{
    html_put(out, "<li class=\"%s\"><b>%zu</b> %s</li>", kind, n, word);
}

static void put_figures(const struct html_report *r, const struct score *s, size_t at_fault)
{
    FILE *out = r->out;
    html_put(out, "<ul class=\"figures\">");
    put_figure(out, r->cameras, r->cameras == 1 ? "camera" : "cameras", "");
    put_figure(out, at_fault, "with something broken", "");
    put_figure(out, s->broken, "broken", "f");
    put_figure(out, s->suspect, "suspect", "s");
    put_figure(out, s->kept + s->likely, "kept", "p");
    put_figure(out, s->unseen, "unknown", "");
    if (s->suppressed > 0)
        put_figure(out, s->suppressed, "of the broken suppressed", "");
    html_put(out, "</ul>\n");
}

void html_summary(const struct html_report *r)
{
    struct score score[REPORT_LEVELS] = { { 0 } };
    struct report_camera c;
    enum level all = r->shown->level;
    size_t at_fault = 0;
    for (size_t i = 0; i < r->cameras; i++) {
        report_camera_of(&c, &r->shown->engine->verdicts, i);
        for (enum level level = LEVEL_ENTRY; level <= all; level++)
            score_join(&score[level], &c.score[level]);
        at_fault += c.score[all].broken > 0;
    }
    html_put(r->out, "<section id=\"summary\"><h2>Summary</h2>\n");
    put_warnings(r);
    put_figures(r, &score[all], at_fault);
    put_score(r, score);
    put_read(r);
    html_put(r->out, "</section>\n");
}
