#include "sensor/metrics.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char text[METRICS_MAX + 1];

static struct metrics some(void)
{
    struct metrics m = { .sensor = "gate \"7\"\\", .interfaces = 2, .sinks = 2, .listening = true };
    m.figures.uptime_s = 61;
    m.figures.loss_percent_minute = 25;
    for (size_t i = 0; i < COUNTERS; i++)
        m.figures.counters.n[i] = 1000 + i;
    for (size_t i = 0; i < LOSSES; i++)
        m.figures.lost[i] = 2000 + i;
    m.interface[0].name = "eth1";
    m.interface[0].counts.kernel_drops = 7;
    m.interface[1].name = "eth2";
    m.interface[1].away = true;
    m.sink[0] = (struct post_status){ .sink = "redis", .up = true, .delivered = 41, .queued = 3 };
    (void)strcpy(m.sink[0].where, "a\\b\"c\nd\xff");
    m.sink[0].shed.alerts[1] = 5;
    m.sink[1] = (struct post_status){ .sink = "redis", .recoveries = 2 };
    m.figures.time_ns = 100500000000;
    m.sink[0].oldest_ns = 98000000000;
    m.sink[0].has_figures = true;
    m.sink[0].figures = (struct sink_figures){ .trimmed = 11, .depth = 12, .repeated = 13 };
    m.outbox = (struct outbox_figures){ .durable = true, .raised = 77, .bytes = 4096 };
    m.outbox.shed[3] = 9;
    m.policy_refused = true;
    (void)strcpy(m.sink[1].where, m.sink[0].where);
    (void)strcpy(m.sink[1].reason.s, "Connection\nrefused");
    return m;
}

static void write_out(const struct metrics *m)
{
    size_t n = metrics_write(m, text, METRICS_MAX);
    cr_assert(n > 0);
    text[n] = '\0';
}

static bool has_line(const char *line)
{
    size_t n = strlen(line);
    for (const char *at = text; (at = strstr(at, line)) != NULL; at++)
        if ((at == text || at[-1] == '\n') && at[n] == '\n')
            return true;
    return false;
}

/* ---- a strict reader of the format ---- */

static const char *after_name(const char *s)
{
    cr_assert(islower((unsigned char)*s), "a name: %.60s", s);
    while (islower((unsigned char)*s) || isdigit((unsigned char)*s) || *s == '_')
        s++;
    return s;
}

static const char *after_labels(const char *s)
{
    do {
        s = after_name(s + 1);
        cr_assert(strncmp(s, "=\"", 2) == 0, "a value: %.60s", s);
        for (s += 2; *s != '"'; s++) {
            cr_assert(*s >= ' ' && *s <= '~', "printable: %.60s", s);
            if (*s != '\\')
                continue;
            s++;
            cr_assert(*s == '\\' || *s == '"' || *s == 'n', "an escape: %.60s", s);
        }
        s++;
    } while (*s == ',');
    cr_assert(*s == '}', "the end of labels: %.60s", s);
    return s + 1;
}

/* The family that every sample is one of. */
struct family {
    char name[128];
    bool typed;
};

static void read_head(const char *line, struct family *f)
{
    char name[128], type[16];
    if (sscanf(line, "# HELP %127s %15s", name, type) == 2) {
        cr_expect(strcmp(name, f->name) != 0, "%s only once", name);
        (void)strcpy(f->name, name);
        f->typed = false;
        return;
    }
    cr_assert(sscanf(line, "# TYPE %127s %15s", name, type) == 2, "%s", line);
    cr_expect_str_eq(name, f->name);
    bool is_total = strlen(name) > 6 && strcmp(name + strlen(name) - 6, "_total") == 0;
    cr_expect_str_eq(type, is_total ? "counter" : "gauge", "%s", name);
    f->typed = true;
}

static void read_sample(const char *line, const struct family *f)
{
    const char *end = after_name(line);
    cr_assert(f->typed && strncmp(line, f->name, strlen(f->name)) == 0, "in its family: %s", line);
    cr_assert_eq((size_t)(end - line), strlen(f->name), "%s", line);
    if (*end == '{')
        end = after_labels(end);
    cr_assert(*end == ' ', "%s", line);
    char *rest = NULL;
    cr_expect(strtod(end + 1, &rest) >= 0 && rest > end + 1 && *rest == '\0', "%s", line);
}

Test(metrics, are_what_prometheus_reads)
{
    struct metrics m = some();
    write_out(&m);
    cr_assert(text[strlen(text) - 1] == '\n');
    struct family f = { .typed = false };
    size_t samples = 0;
    for (char *rest = text, *line; (line = strsep(&rest, "\n")) != NULL && rest != NULL;) {
        if (line[0] == '#') {
            read_head(line, &f);
            continue;
        }
        read_sample(line, &f);
        samples++;
    }
    cr_expect(samples > COUNTERS + LOSSES, "%zu", samples);
}

Test(metrics, have_no_sample_twice)
{
    struct metrics m = some();
    write_out(&m);
    char *copy = strdup(text);
    for (char *rest = copy, *line; (line = strsep(&rest, "\n")) != NULL && rest != NULL;) {
        char *value = strrchr(line, ' ');
        size_t n = (size_t)(value - line) + 1, found = 0;
        if (line[0] == '#')
            continue;
        for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++)
            found += strncmp(at + 1, line, n) == 0;
        cr_expect_eq(found, 1, "%s", line);
    }
    free(copy);
}

Test(metrics, have_every_counter_and_every_loss)
{
    struct metrics m = some();
    write_out(&m);
    char line[256];
    for (size_t i = 0; i < COUNTERS; i++) {
        (void)snprintf(line, sizeof line, "camwarden_%s_total %zu", counter_name((enum counter)i),
                       1000 + i);
        cr_expect(has_line(line), "%s", line);
    }
    for (size_t i = 0; i < LOSSES; i++) {
        (void)snprintf(line, sizeof line, "camwarden_lost_total{loss=\"%s\"} %zu",
                       loss_name((enum loss)i), 2000 + i);
        cr_expect(has_line(line), "%s", line);
    }
}

Test(metrics, tell_of_each_sink_and_each_interface)
{
    struct metrics m = some();
    write_out(&m);
    static const char *const lines[] = {
        "camwarden_info{sensor=\"gate \\\"7\\\"\\\\\",version=\"" CAMWARDEN_VERSION "\"} 1",
        "camwarden_uptime_seconds 61",
        "camwarden_lost_ratio 0.25",
        "camwarden_interface_kernel_drops_total{interface=\"eth1\"} 7",
        "camwarden_interface_up{interface=\"eth2\"} 0",
        "camwarden_sink_up{n=\"1\",sink=\"redis\",where=\"a\\\\b\\\"c\\nd.\"} 1",
        "camwarden_sink_delivered_total{n=\"1\",sink=\"redis\",where=\"a\\\\b\\\"c\\nd.\"} 41",
        "camwarden_sink_waiting_lines{n=\"1\",sink=\"redis\",where=\"a\\\\b\\\"c\\nd.\"} 3",
        "camwarden_sink_recoveries_total{n=\"2\",sink=\"redis\",where=\"a\\\\b\\\"c\\nd.\"} 2",
        ("camwarden_sink_shed_alerts_total{n=\"1\",sink=\"redis\",where=\"a\\\\b\\\"c\\nd.\","
         "severity=\"2\"} 5"),
        "camwarden_sink_lag_seconds{n=\"1\",sink=\"redis\",where=\"a\\\\b\\\"c\\nd.\"} 2.5",
        "camwarden_sink_lag_seconds{n=\"2\",sink=\"redis\",where=\"a\\\\b\\\"c\\nd.\"} 0",
        "camwarden_sink_trimmed_total{n=\"1\",sink=\"redis\",where=\"a\\\\b\\\"c\\nd.\"} 11",
        "camwarden_sink_entries{n=\"1\",sink=\"redis\",where=\"a\\\\b\\\"c\\nd.\"} 12",
        "camwarden_sink_repeated_total{n=\"1\",sink=\"redis\",where=\"a\\\\b\\\"c\\nd.\"} 13",
        "camwarden_outbox_durable 1",
        "camwarden_outbox_raised_total 77",
        "camwarden_outbox_file_bytes 4096",
        "camwarden_outbox_shed_alerts_total{severity=\"4\"} 9",
        "camwarden_policy_refused 1",
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        cr_expect(has_line(lines[i]), "%s", lines[i]);
    cr_expect_null(strstr(text, "camwarden_sink_entries{n=\"2\""), "who cannot tell says nothing");
}

Test(metrics, fit_into_their_room_with_everything_as_long_as_can_be)
{
    static struct metrics m;
    static char name[300];
    m.sensor = memset(name, '"', sizeof name - 1);
    memset(&m.figures, 0x7f, sizeof m.figures);
    m.interfaces = INTERFACES_MAX;
    m.sinks = POST_SINKS_MAX;
    for (size_t i = 0; i < INTERFACES_MAX; i++)
        m.interface[i].name = name;
    for (size_t i = 0; i < POST_SINKS_MAX; i++) {
        memset(&m.sink[i].shed, 0xff, sizeof m.sink[i].shed);
        memset(&m.sink[i].figures, 0xff, sizeof m.sink[i].figures);
        m.sink[i].has_figures = true;
        m.sink[i].sink = "syslog";
        memset(m.sink[i].where, '"', PLACE_MAX - 1);
    }
    cr_expect_gt(metrics_write(&m, text, METRICS_MAX), 0);
    cr_expect_eq(metrics_write(&m, text, 4096), 0, "all or nothing");
}

Test(metrics, say_in_a_line_each_why_it_is_not_ready)
{
    struct metrics m = some();
    text[metrics_unready(&m, text, METRICS_MAX)] = '\0';
    cr_expect_str_eq(text, "capture: the interface eth2 is down or away\n"
                           "redis a\\\\b\\\"c\\nd.: Connection\\nrefused\n");
    m.interface[1].away = false;
    m.sink[1].up = true;
    cr_expect_eq(metrics_unready(&m, text, METRICS_MAX), 0);
    m.listening = false;
    text[metrics_unready(&m, text, METRICS_MAX)] = '\0';
    cr_expect_str_eq(text, "capture: nothing is listened to\n");
    m.listening = true;
    m.outbox.reason = (struct error){ "the disk is full" };
    text[metrics_unready(&m, text, METRICS_MAX)] = '\0';
    cr_expect_str_eq(text, "outbox: the disk is full\n");
}
