/* The violations in the order of time: how many stood open at each moment, and each with its own
 * stretch of the capture's time. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sensor/html_parts.h"

enum { WIDTH = 1000, HEIGHT = 60, SPAN_MIN = 12, OPEN_MAX = 40 };

/* Where a time lies between the capture's ends: 0 to WIDTH. */
static size_t across(const struct html_report *r, uint64_t time_ns)
{
    const struct engine *g = r->shown->engine;
    uint64_t span = g->last_ns - g->first_ns;
    if (span == 0 || time_ns <= g->first_ns)
        return 0;
    if (time_ns >= g->last_ns)
        return WIDTH;
    return (size_t)((double)(time_ns - g->first_ns) / (double)span * WIDTH);
}

/* Columns[x]: how many are open there. */
static size_t stack(const struct html_report *r, size_t n, size_t columns[static WIDTH + 1])
{
    int64_t change[WIDTH + 2] = { 0 };
    for (size_t i = 0; i < n; i++) {
        const struct violation *v = timeline_at(r->timeline, i);
        change[across(r, v->first_ns)]++;
        if (v->resolved_ns > v->first_ns)
            change[across(r, v->resolved_ns) + 1]--;
        else if (v->resolved_ns != 0) /* an older capture was read after a younger one */
            change[across(r, v->first_ns) + 1]--;
    }
    int64_t open = 0;
    size_t most = 0;
    for (size_t x = 0; x <= WIDTH; x++) {
        open += change[x];
        columns[x] = (size_t)open;
        most = columns[x] > most ? columns[x] : most;
    }
    return most;
}

/* A line with a step wherever the number changes. */
static void put_chart(const struct html_report *r, size_t n)
{
    size_t columns[WIDTH + 1], before = 0;
    size_t most = stack(r, n, columns);
    char first[HTML_TIME_MAX], last[HTML_TIME_MAX];
    html_put(r->out,
             "<figure><svg class=\"chart\" viewBox=\"0 0 1000 60\" preserveAspectRatio=\"none\" "
             "role=\"img\" aria-label=\"Violations that stand open over time, at most %zu\">"
             "<path d=\"M0 60",
             most);
    for (size_t x = 0; x <= WIDTH; x++) {
        if (columns[x] != before)
            html_put(r->out, "H%zuV%zu", x, HEIGHT - columns[x] * (HEIGHT - 2) / most);
        before = columns[x];
    }
    html_put(r->out,
             "H1000V60Z\"/></svg><figcaption><span>%s</span> <span>open violations, at most %zu"
             "</span> <span>%s</span></figcaption></figure>\n",
             html_time(r->shown->engine->first_ns, first), most,
             html_time(r->shown->engine->last_ns, last));
}

/* Its place among the judge's cameras, which are in the order of their ids; SIZE_MAX: it is none
 * any more. */
static size_t camera_of(const struct html_report *r, const char *id)
{
    size_t low = 0, high = r->cameras;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct judged is = judge_camera(r->shown->engine->verdicts.judge, middle);
        int order = strcmp(is.name.id.s, id);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return SIZE_MAX;
}

static void put_camera(const struct html_report *r, const struct violation *v, size_t camera)
{
    if (camera == SIZE_MAX) {
        html_put(r->out, "<td>%s</td><td>%s %s</td>", v->camera.s, v->item->number, v->item->title);
        return;
    }
    struct judged is = judge_camera(r->shown->engine->verdicts.judge, camera);
    html_put(r->out, "<td><a href=\"#c%zu\">%s</a></td><td>%s %s</td>", camera + 1,
             report_camera_label(&is.name), v->item->number, v->item->title);
}

/* Its stretch of the capture's time, never too short to be seen. */
static void put_span(const struct html_report *r, const struct violation *v)
{
    size_t from = across(r, v->first_ns);
    size_t to = v->resolved_ns != 0 ? across(r, v->resolved_ns) : WIDTH;
    from = from < WIDTH - SPAN_MIN ? from : WIDTH - SPAN_MIN;
    to = to > from + SPAN_MIN ? to : from + SPAN_MIN;
    html_put(r->out,
             "<td class=\"span\"><svg viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" "
             "aria-hidden=\"true\"><path d=\"M%zu 5H%zu\"/></svg></td>",
             from, to);
}

static void put_violation(const struct html_report *r, const struct violation *v)
{
    char first[HTML_TIME_MAX], end[HTML_TIME_MAX];
    size_t camera = camera_of(r, v->camera.s);
    html_put(r->out, "<tr");
    if (camera != SIZE_MAX)
        html_put(r->out, " data-camera=\"%zu\"", camera + 1);
    html_put(r->out, "><td>%s</td><td>%s</td>", html_time(v->first_ns, first),
             v->resolved_ns != 0 ? html_time(v->resolved_ns, end) : "still open");
    put_span(r, v);
    put_camera(r, v, camera);
    html_put(r->out, "<td>%s</td><td>%" PRIu64 "</td><td>%" PRIu64 "</td></tr>\n", v->why.s,
             v->frame_no, v->count);
}

static void put_table(const struct html_report *r, size_t n)
{
    html_put(r->out, "<details%s><summary>", n <= OPEN_MAX ? " open" : "");
    html_count(r->out, n, "violation");
    html_put(r->out, " in the order of time</summary>\n<div class=\"scroll\" role=\"region\" "
                     "tabindex=\"0\" aria-label=\"Timeline of violations\">"
                     "<table class=\"timeline\"><caption>Violations, in the order of time (UTC)"
                     "</caption><thead><tr>"
                     "<th scope=\"col\">From</th><th scope=\"col\">To</th><td></td>"
                     "<th scope=\"col\">Camera</th><th scope=\"col\">Item</th>"
                     "<th scope=\"col\">First seen</th><th scope=\"col\">Frame</th>"
                     "<th scope=\"col\">Times</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < n; i++)
        put_violation(r, timeline_at(r->timeline, i));
    html_put(r->out, "</tbody></table></div></details>\n");
}

void html_timeline(const struct html_report *r)
{
    size_t n = timeline_sort(r->timeline);
    html_put(r->out, "<section id=\"timeline\"><h2>Timeline</h2>\n");
    if (n > 0) {
        put_chart(r, n);
        put_table(r, n);
    } else {
        html_put(r->out, "<p>Nothing was seen broken.</p>\n");
    }
    if (timeline_lost(r->timeline) > 0)
        html_put(r->out,
                 "<p class=\"warning\">%" PRIu64 " further violations found no room here; the "
                 "matrix and the cameras show them.</p>\n",
                 timeline_lost(r->timeline));
    html_put(r->out, "</section>\n");
}
