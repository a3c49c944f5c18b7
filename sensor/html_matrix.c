/* The matrix: cameras are rows, items columns, so that a long list scrolls and prints. */
#include <stdlib.h>

#include "sensor/html_parts.h"

static bool is_asked(const struct html_report *r, size_t item)
{
    return items[item]->about.level <= r->shown->level;
}

/* The levels over their items. */
static void put_levels(const struct html_report *r)
{
    html_put(r->out, "<tr class=\"levels\"><td colspan=\"2\"></td>");
    for (size_t i = 0; i < items_n;) {
        enum level level = items[i]->about.level;
        size_t n = 1;
        while (i + n < items_n && items[i + n]->about.level == level)
            n++;
        if (is_asked(r, i))
            html_put(r->out, "<th scope=\"colgroup\" colspan=\"%zu\">%s</th>", n,
                     level_name(level));
        i += n;
    }
    html_put(r->out, "</tr>\n");
}

static void put_head(const struct html_report *r)
{
    html_put(r->out, "<thead>");
    put_levels(r);
    html_put(r->out, "<tr class=\"items\"><th scope=\"col\">Camera</th>"
                     "<th scope=\"col\" class=\"sum\"><span>broken</span></th>");
    for (size_t i = 0; i < items_n; i++)
        if (is_asked(r, i))
            html_put(r->out,
                     "<th scope=\"col\"><a href=\"#g-%s\"><span>%s</span> <i>%s</i></a></th>",
                     items[i]->about.number, items[i]->about.number, items[i]->about.title);
    html_put(r->out, "</tr></thead>\n");
}

/* Only what is at fault leads on; a click, not a stop of the tabulator: the camera's name is that.
 */
static void put_cell(const struct html_report *r, size_t camera, const struct standing *s)
{
    struct html_verdict look = html_verdict(s->verdict, s->suppressed);
    if (s->verdict == VERDICT_FAIL || s->verdict == VERDICT_SUSPECT)
        html_put(r->out, "<td class=\"%s\"><a tabindex=\"-1\" href=\"#c%zu-%s\">%s</a></td>",
                 look.kind, camera + 1, s->item->about.number, look.brief);
    else
        html_put(r->out, "<td class=\"%s\">%s</td>", look.kind, look.brief);
}

static void put_row(const struct html_report *r, size_t i, const struct report_camera *c)
{
    char ip[IP_TEXT_MAX];
    html_put(r->out,
             "<tr data-camera=\"%zu\" data-make=\"%s\"><th scope=\"row\"><a href=\"#c%zu\">%s</a>"
             " <small>%s</small></th><td class=\"sum\">%zu</td>",
             i + 1, c->is.name.make.s, i + 1, report_camera_label(&c->is.name),
             ip_text(&c->is.name.ip, ip), c->score[r->shown->level].broken);
    for (size_t k = 0; k < c->n; k++)
        put_cell(r, i, &c->standing[k]);
    html_put(r->out, "</tr>\n");
}

static void put_sums(const struct html_report *r, const size_t broken[static ROWS_MAX], size_t n)
{
    size_t all = 0;
    for (size_t k = 0; k < n; k++)
        all += broken[k];
    html_put(r->out,
             "<tfoot><tr><th scope=\"row\">Broken by, of all</th><td class=\"sum\">%zu</td>", all);
    for (size_t k = 0; k < n; k++)
        html_put(r->out, "<td>%zu</td>", broken[k]);
    html_put(r->out, "</tr></tfoot>");
}

static void put_body(const struct html_report *r)
{
    size_t broken[ROWS_MAX] = { 0 };
    struct report_camera c = { .n = 0 };
    html_put(r->out, "<tbody>\n");
    for (size_t i = 0; i < r->cameras; i++) {
        report_camera_of(&c, &r->shown->engine->verdicts, i);
        for (size_t k = 0; k < c.n; k++)
            broken[k] += c.standing[k].verdict == VERDICT_FAIL && !c.standing[k].suppressed;
        put_row(r, i, &c);
    }
    html_put(r->out, "</tbody>");
    put_sums(r, broken, c.n);
}

static void put_legend(FILE *out)
{
    static const struct {
        enum verdict verdict;
        const char *meaning;
    } lines[] = {
        { VERDICT_FAIL, "broken, seen on the wire" },
        { VERDICT_SUSPECT, "indirect sign of a fault" },
        { VERDICT_PASS, "kept, seen on the wire" },
        { VERDICT_LIKELY_OK, "indirect sign that it is kept" },
        { VERDICT_UNKNOWN, "unknown: no opportunity was seen" },
        { VERDICT_NOT_OBSERVABLE, "never visible on the wire" },
    };
    html_put(out, "<p class=\"legend\">");
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct html_verdict look = html_verdict(lines[i].verdict, false);
        bool dot = lines[i].verdict == VERDICT_UNKNOWN;
        html_put(out, "<span><b class=\"%s\">%s</b> %s</span> ", look.kind, dot ? "." : look.brief,
                 lines[i].meaning);
    }
    html_put(out, "</p>\n");
}

void html_matrix(const struct html_report *r)
{
    html_put(r->out, "<section id=\"matrix\"><h2>Matrix</h2>\n");
    put_legend(r->out);
    html_put(
        r->out,
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Matrix of cameras "
        "and items\">\n<table class=\"matrix\"><caption>Cameras by items of the guide</caption>"
        "\n");
    put_head(r);
    put_body(r);
    html_put(r->out, "</table></div></section>\n");
}
