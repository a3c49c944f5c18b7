#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "sensor/metrics_page.h"

static char text[METRICS_MAX];

static bool has_line(const char *line)
{
    const char *at = strstr(text, line);
    return at != NULL && at[-1] == '\n' && at[strlen(line)] == '\n';
}

static void write_sinks(const struct metrics *m)
{
    struct page p = { .out = text, .room = sizeof text };
    metrics_put_sinks(&p, m);
    cr_assert_not(p.cut);
}

static struct metrics one_sink(void)
{
    struct metrics m = { .sinks = 1 };
    m.sink[0].sink = "redis";
    m.figures.time_ns = 100500000000;
    return m;
}

static bool has_lag(const char *value)
{
    char line[128];
    (void)snprintf(line, sizeof line,
                   "camwarden_sink_lag_seconds{n=\"1\",sink=\"redis\",where=\"\"} %s", value);
    return has_line(line);
}

Test(metrics_delivery, lag_is_the_age_of_the_oldest_alert_that_waits)
{
    struct metrics m = one_sink();
    write_sinks(&m);
    cr_expect(has_lag("0"), "none waits");
    m.sink[0].oldest_ns = 99250000000;
    write_sinks(&m);
    cr_expect(has_lag("1.25"));
}

Test(metrics_delivery, lag_is_none_when_the_clock_was_set_back)
{
    struct metrics m = one_sink();
    m.sink[0].oldest_ns = 200000000000;
    write_sinks(&m);
    cr_expect(has_lag("0"));
}

Test(metrics_delivery, tells_of_the_other_end_only_what_the_sink_knows)
{
    struct metrics m = one_sink();
    write_sinks(&m);
    cr_expect_null(strstr(text, "camwarden_sink_trimmed_total{"));
    m.sink[0].has_figures = true;
    m.sink[0].figures.forgotten = 2;
    write_sinks(&m);
    cr_expect_not_null(strstr(text, "camwarden_sink_trimmed_total{"));
    cr_expect(has_line("camwarden_sink_forgotten_total{n=\"1\",sink=\"redis\",where=\"\"} 2"));
}

Test(metrics_delivery, tells_how_full_the_outbox_is)
{
    struct metrics m = { .outbox = { .raised = 5, .unsaved = 2, .bytes_max = 1 << 30 } };
    struct page p = { .out = text, .room = sizeof text };
    metrics_put_outbox(&p, &m);
    cr_expect_not(p.cut);
    cr_expect(has_line("camwarden_outbox_durable 0"));
    cr_expect(has_line("camwarden_outbox_disk_failed 0"), "there is none");
    cr_expect(has_line("camwarden_outbox_raised_total 5"));
    cr_expect(has_line("camwarden_outbox_unsaved_lines 2"));
    cr_expect(has_line("camwarden_outbox_file_max_bytes 1073741824"));
}
