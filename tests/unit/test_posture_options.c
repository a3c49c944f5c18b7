#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <string.h>

#include "sensor/common_options.h"
#include "sensor/posture_options.h"

enum { WORDS = 12 };

static const uint64_t second = 1000000000, now_ns = 1790000000ull * 1000000000ull;

/* The words are given with blanks between them; what is kept points into `line`. */
static struct posture_options read_line(char *line)
{
    static char *argv[WORDS + 1];
    struct posture_options o;
    char *rest = NULL;
    int argc = 0;
    for (char *w = strtok_r(line, " ", &rest); w != NULL; w = strtok_r(NULL, " ", &rest))
        argv[argc++] = w;
    argv[argc] = NULL;
    posture_options_read(argc, argv, &o);
    return o;
}

static void refuse(const char *line)
{
    char copy[256];
    (void)snprintf(copy, sizeof copy, "%s", line);
    cr_redirect_stderr();
    (void)read_line(copy);
    cr_assert(false, "it was taken: %s", line);
}

Test(posture_options, ask_the_sensor_if_nothing_is_named)
{
    struct posture_options o = read_line((char[]){ "posture" });
    cr_expect_str_eq(o.control, "/run/camwarden/control.sock");
    cr_expect_eq(o.paths_n, 0);
    cr_expect_null(o.redis);
    cr_expect_eq(o.level, LEVEL_ADVANCED);
    cr_expect_eq(o.since_ns, 0);
    cr_expect(!o.json && !o.unseen);
}

Test(posture_options, take_captures_their_policy_and_what_to_show)
{
    struct posture_options o = read_line((char[]){
        "posture --policy p.yaml a.pcap --level entry b.pcap --camera c4 --unseen --json" });
    cr_assert_eq(o.paths_n, 2);
    cr_expect_str_eq(o.paths[0], "a.pcap");
    cr_expect_str_eq(o.paths[1], "b.pcap");
    cr_expect_str_eq(o.policy, "p.yaml");
    cr_expect_str_eq(o.camera, "c4");
    cr_expect_eq(o.level, LEVEL_ENTRY);
    cr_expect(o.json && o.unseen);
}

Test(posture_options, do_not_take_redis_and_files, .exit_code = EXIT_USAGE)
{
    refuse("posture --redis redis://localhost a.pcap");
}

Test(posture_options, do_not_take_a_policy_without_captures, .exit_code = EXIT_USAGE)
{
    refuse("posture --policy p.yaml");
}

Test(posture_options, do_not_take_a_level_that_is_none, .exit_code = EXIT_USAGE)
{
    refuse("posture --level low");
}

Test(posture_options, do_not_take_a_moment_that_is_none, .exit_code = EXIT_USAGE)
{
    refuse("posture --since yesterday");
}

Test(posture_options, know_dates_and_moments_as_utc)
{
    cr_expect_eq(moment_read("1970-01-02", now_ns), 86400 * second);
    cr_expect_eq(moment_read("1970-01-01T01:30", now_ns), 5400 * second);
    cr_expect_eq(moment_read("1970-01-01T01:30:05", now_ns), 5405 * second);
}

Test(posture_options, know_how_long_ago_something_was)
{
    cr_expect_eq(moment_read("30m", now_ns), now_ns - 1800 * second);
    cr_expect_eq(moment_read("12h", now_ns), now_ns - 43200 * second);
    cr_expect_eq(moment_read("7d", now_ns), now_ns - 604800 * second);
    cr_expect_eq(moment_read("100000d", 5), 1, "before there was a time: since ever");
}

Test(posture_options, know_no_other_moments)
{
    const char *const wrong[] = { "",
                                  "d",
                                  "7",
                                  "7w",
                                  "7dd",
                                  "-7d",
                                  "2026-13-01",
                                  "2026-11-01 08:00",
                                  "2026-11-01T",
                                  "2026-11-01Z",
                                  "100001d" };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        cr_expect_eq(moment_read(wrong[i], now_ns), 0, "%s", wrong[i]);
}

Test(posture_options, take_a_folder_of_a_sensor)
{
    struct posture_options o = read_line((char[]){ "posture --state /var/lib/camwarden" });
    cr_expect_str_eq(o.state, "/var/lib/camwarden");
}

Test(posture_options, do_not_take_a_folder_and_redis, .exit_code = EXIT_USAGE)
{
    refuse("posture --redis redis://localhost --state here");
}
