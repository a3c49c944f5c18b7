#include "sensor/html_report.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/alerting.h"
#include "tests/support/judging.h"

/* A court, the engine that a report is of, and the report. */
struct made {
    struct court *court;
    struct engine engine;
    struct timeline *timeline;
    struct inputs inputs;
    struct shown shown;
    char *page; /* of the last look */
};

static char capture[] = "/var/spool/<b>gate.pcap";
static char *captures[] = { capture };

static struct made *make(void)
{
    struct made *m = calloc(1, sizeof *m);
    cr_assert_not_null(m);
    m->court = court_open(NULL);
    m->engine.verdicts = (struct verdicts){ .judge = m->court->judge, .level = LEVEL_ADVANCED };
    m->engine.first_ns = m->court->time_ns;
    m->timeline = timeline_new(16);
    m->inputs = (struct inputs){ captures, 1 };
    m->shown =
        (struct shown){ .engine = &m->engine, .level = LEVEL_ADVANCED, .inputs = &m->inputs };
    return m;
}

static void unmake(struct made *m)
{
    timeline_free(m->timeline);
    court_close(m->court);
    free(m->page);
    free(m);
}

/* Writes the report and has its text. */
static const char *look(struct made *m)
{
    char path[] = "/tmp/html_report_XXXXXX";
    int fd = mkstemp(path);
    struct error e;
    cr_assert_geq(fd, 0);
    m->engine.last_ns = m->court->time_ns;
    cr_assert(html_report_write(&m->shown, m->timeline, path, &e), "%s", e.s);
    free(m->page);
    m->page = calloc(1, 1 << 20);
    cr_assert_not_null(m->page);
    FILE *f = fopen(path, "r");
    cr_assert_not_null(f);
    (void)fread(m->page, 1, (1 << 20) - 1, f);
    (void)fclose(f);
    (void)close(fd);
    (void)unlink(path);
    return m->page;
}

static void expect(struct made *m, const char *words)
{
    cr_expect_not_null(strstr(m->page, words), "not there: %s", words);
}

static void expect_not(struct made *m, const char *words)
{
    cr_expect_null(strstr(m->page, words), "there: %s", words);
}

static void break_authentication(struct made *m, const char *user)
{
    struct observation login = asked("http", OBS_LOGIN, 80);
    login.login.scheme = SCHEME_BASIC;
    text_format(&login.login.user, "%s", user);
    court_show(m->court, shows_itself());
    court_show(m->court, login);
    court_show(m->court, answered("http", 80, "GET", 200, SCHEME_BASIC));
}

Test(html_report, shows_evidence_filter_and_remedy_of_what_is_broken)
{
    struct made *m = make();
    break_authentication(m, "admin");
    (void)look(m);
    expect(m, "<b class=\"f\">FAIL</b> 2.5 User authentication</h4>");
    expect(m, "<p>Basic accepted over http; user admin</p>");
    expect(m, "Seen broken once, ");
    expect(m, "basic-accepted");
    expect(m, "Frame 3, ");
    expect(m,
           "<code>ip.addr == 192.0.2.99 &amp;&amp; ip.addr == 192.0.2.10 &amp;&amp; tcp.port == ");
    expect(m, "set &quot;Authentication&quot; to &quot;Digest&quot;");
    expect(m, "<td class=\"f\"><a tabindex=\"-1\" href=\"#c1-2.5\">FAIL</a></td>");
    expect(m, "<b>1</b> with something broken");
    unmake(m);
}

Test(html_report, lets_nothing_from_the_wire_become_markup)
{
    struct made *m = make();
    break_authentication(m, "<img src=x onerror=y>");
    struct observation o = shows_itself();
    text_format(&o.device.title, "\"><script>x</script>");
    text_format(&o.device.model, "<svg/onload=x>");
    court_show(m->court, o);
    (void)look(m);
    expect_not(m, "<img");
    expect_not(m, "<svg/");
    expect_not(m, "<script>x");
    expect_not(m, "<b>gate");
    expect(m, "&lt;b&gt;gate");
    expect(m, "user &lt;img src=x");
    unmake(m);
}

Test(html_report, leaves_out_items_above_the_level)
{
    struct made *m = make();
    break_authentication(m, "admin");
    m->shown.level = m->engine.verdicts.level = LEVEL_ENTRY;
    (void)look(m);
    expect(m, "2.5 User authentication");
    expect_not(m, "3.4 HTTPS");
    expect_not(m, "<th scope=\"row\">standard</th>");
    expect(m, "level <b>entry</b>");
    unmake(m);
}

Test(html_report, says_why_a_row_is_unknown_once_for_all_cameras)
{
    struct made *m = make();
    break_authentication(m, "admin");
    const char *unseen = item_find("3.2.5")->about.unseen, *page = look(m);
    const char *first = strstr(page, unseen);
    cr_assert_not_null(first);
    cr_expect_null(strstr(first + 1, unseen));
    cr_expect_not_null(strstr(page, "What would decide it"));
    expect(m, "<tr id=\"u-3.2.5\">");
    expect(m, "<a href=\"#u-3.2.5\">3.2.5</a>");
    unmake(m);
}

Test(html_report, has_a_timeline_of_violations)
{
    struct made *m = make();
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    break_authentication(m, "admin");
    r.evidence.time_ns = m->court->time_ns;
    struct alert a = alert_of(&r);
    timeline_hear(m->timeline, &a);
    court_wait(m->court, 60);
    (void)look(m);
    expect(m, "1 violation in the order of time");
    expect(m, "<td>still open</td>");
    expect(m, "logged in over clear RTSP (Basic)");
    a.event = ALERT_RESOLVED;
    a.ruling.evidence.time_ns = m->court->time_ns;
    timeline_hear(m->timeline, &a);
    (void)look(m);
    expect_not(m, "still open");
    unmake(m);
}

/* Captures may be read in any order, so that something ends before it began. */
Test(html_report, survives_a_violation_that_ends_before_it_began)
{
    struct made *m = make();
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    break_authentication(m, "admin");
    r.evidence.time_ns = m->court->time_ns;
    struct alert a = alert_of(&r);
    timeline_hear(m->timeline, &a);
    a.event = ALERT_RESOLVED;
    a.ruling.evidence.time_ns = m->engine.first_ns;
    timeline_hear(m->timeline, &a);
    (void)look(m);
    expect(m, "open over time, at most 1\"");
    unmake(m);
}

Test(html_report, says_what_it_does_not_know)
{
    struct made *m = make();
    (void)look(m);
    expect(m, "No camera was seen");
    expect_not(m, "<h2>Timeline");
    expect_not(m, "could not be read");
    m->shown.bad = 1;
    m->shown.cut_short = true;
    (void)look(m);
    expect(m, "One capture could not be read to its end");
    expect(m, "Reading ended early");
    m->shown.bad = 2;
    (void)look(m);
    expect(m, "2 captures could not be read to their end");
    unmake(m);
}

Test(html_report, allows_no_script_and_style_but_its_own)
{
    struct made *m = make();
    (void)look(m);
    expect(m, "default-src &#39;none&#39;; style-src &#39;sha256-");
    expect(m, "script-src &#39;sha256-");
    expect_not(m, "unsafe-");
    expect_not(m, "http:");
    expect_not(m, "https:");
    unmake(m);
}

Test(html_report, is_the_same_every_time)
{
    struct made *m = make();
    break_authentication(m, "admin");
    char *first = strdup(look(m));
    cr_assert_not_null(first);
    cr_expect_str_eq(look(m), first);
    free(first);
    unmake(m);
}
