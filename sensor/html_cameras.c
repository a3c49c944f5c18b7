/* A page for every camera: who it is, its score, its rows with the evidence. */
#include <string.h>

#include "sensor/html_parts.h"

/* So few cameras are shown open. */
enum { OPEN_MAX = 3 };

static void put_term(FILE *out, const char *term, const char *text)
{
    if (text[0] != '\0')
        html_put(out, "<div><dt>%s</dt><dd>%s</dd></div>", term, text);
}

/* The score of one level, in words. */
static void put_level(FILE *out, enum level level, const struct score *s)
{
    html_put(out, "<div><dt>Level %s</dt><dd>", level_name(level));
    if (score_percent(s) >= 0)
        html_put(out, "%u %%: ", (unsigned)score_percent(s));
    const struct {
        size_t n;
        const char *word;
    } parts[] = { { s->kept + s->likely, "kept" },
                  { s->broken, "broken" },
                  { s->suspect, "suspect" },
                  { s->unseen, "unknown" } };
    const char *before = "";
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].n == 0)
            continue;
        html_put(out, "%s%zu %s", before, parts[i].n, parts[i].word);
        before = ", ";
    }
    html_put(out, "</dd></div>");
}

/* What its heading does not say. */
static void put_facts(const struct html_report *r, const struct report_camera *c)
{
    FILE *out = r->out;
    const struct camera_name *name = &c->is.name;
    char vlan[16] = "", first[HTML_TIME_MAX], last[HTML_TIME_MAX];
    if (name->vlan != 0)
        (void)snprintf(vlan, sizeof vlan, "%u", (unsigned)name->vlan);
    html_put(out, "<dl>");
    for (enum level level = LEVEL_ENTRY; level <= r->shown->level; level++)
        put_level(out, level, &c->score[level]);
    put_term(out, "Firmware", name->firmware.s);
    put_term(out, "Serial", name->serial.s);
    put_term(out, "VLAN", vlan);
    put_term(out, "Vantage point", vantage_name(c->is.vantage));
    if (c->is.up_since_ns != 0)
        put_term(out, "Started", html_time(c->is.up_since_ns, first));
    html_put(out, "<div><dt>Seen</dt><dd>%s to %s</dd></div>", html_time(c->is.first_ns, first),
             html_time(c->is.last_ns, last));
    put_term(out, "A camera because", c->is.proof);
    html_put(out, "</dl>");
}

static void put_tally(FILE *out, size_t n, const char *kind, const char *word)
{
    if (n > 0)
        html_put(out, " <span class=\"%s\">%zu %s</span>", kind, n, word);
}

static void put_heading(const struct html_report *r, const struct report_camera *c)
{
    FILE *out = r->out;
    const struct camera_name *name = &c->is.name;
    const char *label = report_camera_label(name);
    char ip[IP_TEXT_MAX];
    html_put(out, "<summary><h3>%s</h3> <span class=\"who\">%s", label, ip_text(&name->ip, ip));
    const char *const words[] = { name->id.s, name->make.s, name->model.s };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (words[i][0] != '\0' && strcmp(words[i], label) != 0)
            html_put(out, " &#183; %s", words[i]);
    html_put(out, "</span>");
    const struct score *s = &c->score[r->shown->level];
    put_tally(out, s->broken, "f", "broken");
    put_tally(out, s->suspect, "s", "suspect");
    put_tally(out, s->kept + s->likely, "p", "kept");
    html_put(out, "</summary>");
}

static void put_rows(const struct html_report *r, size_t camera, const struct report_camera *c,
                     enum verdict v)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->standing[i].verdict == v)
            html_evidence(r, camera, &c->standing[i]);
}

/* The rest of the guide in one line; why it is so stands once for all cameras. */
static void put_unseen(FILE *out, const struct report_camera *c, enum verdict v, const char *words)
{
    const char *before = words;
    for (size_t i = 0; i < c->n; i++) {
        if (c->standing[i].verdict != v)
            continue;
        const char *number = c->standing[i].item->about.number;
        html_put(out, before == words ? "<p class=\"seen\">%s: " : "%s", before);
        html_put(out, "<a href=\"#u-%s\">%s</a>", number, number);
        before = ", ";
    }
    if (before != words)
        html_put(out, "</p>");
}

static void put_camera(const struct html_report *r, size_t i, const struct report_camera *c)
{
    static const enum verdict shown[] = { VERDICT_FAIL, VERDICT_SUSPECT, VERDICT_LIKELY_OK,
                                          VERDICT_PASS };
    FILE *out = r->out;
    html_put(out, "<details class=\"camera\"%s>", r->cameras <= OPEN_MAX ? " open" : "");
    put_heading(r, c);
    html_put(out, "<div class=\"page\" id=\"c%zu\">", i + 1);
    put_facts(r, c);
    for (size_t k = 0; k < sizeof shown / sizeof shown[0]; k++)
        put_rows(r, i, c, shown[k]);
    put_unseen(out, c, VERDICT_UNKNOWN, "Unknown, and what would decide it");
    put_unseen(out, c, VERDICT_NOT_OBSERVABLE, "Never visible on the wire");
    html_put(out, "</div></details>\n");
}

void html_cameras(const struct html_report *r)
{
    struct report_camera c;
    html_put(r->out, "<section id=\"cameras\"><h2>Cameras</h2>\n");
    for (size_t i = 0; i < r->cameras; i++) {
        report_camera_of(&c, &r->shown->engine->verdicts, i);
        put_camera(r, i, &c);
    }
    html_put(r->out, "</section>\n");
}
