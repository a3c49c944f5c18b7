#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <string.h>

#include "sensor/ctl.h"
#include "sensor/ctl_options.h"

enum { WORDS = 12 };

/* The words are given with blanks between them: "ctl status". */
static struct ctl_options read_line(char *line)
{
    struct ctl_options o;
    char *argv[WORDS + 1] = { NULL }, *rest = NULL;
    int argc = 0;
    for (char *w = strtok_r(line, " ", &rest); w != NULL; w = strtok_r(NULL, " ", &rest)) {
        cr_assert_lt(argc, WORDS);
        argv[argc++] = w;
    }
    ctl_options_read(argc, argv, &o);
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

Test(ctl_options, have_defaults)
{
    struct ctl_options o = read_line((char[]){ "ctl status" });
    cr_expect_str_eq(o.words[0], "status");
    cr_expect_eq(o.words_n, 1);
    cr_expect_null(o.words[1]);
    cr_expect_null(o.reason);
    cr_expect_str_eq(o.control, "/run/camwarden/control.sock");
    cr_expect_eq(o.timeout_ms, 10000);
    cr_expect_eq(o.for_s, 0);
}

Test(ctl_options, name_camera_and_item_and_may_stand_anywhere)
{
    struct ctl_options o = read_line(
        (char[]){ "ctl suppress --for 7d c4 --control /tmp/s 8.1.2 --reason new --timeout 3" });
    cr_expect_str_eq(o.words[0], "suppress");
    cr_expect_str_eq(o.words[1], "c4");
    cr_expect_str_eq(o.words[2], "8.1.2");
    cr_expect_str_eq(o.reason, "new");
    cr_expect_str_eq(o.control, "/tmp/s");
    cr_expect_eq(o.for_s, 7 * 86400);
    cr_expect_eq(o.timeout_ms, 3000);
}

Test(ctl_options, know_days_hours_minutes_and_seconds)
{
    static const struct {
        const char *text;
        int64_t s;
    } known[] = { { "12h", 43200 }, { "30m", 1800 }, { "1s", 1 }, { "3650d", 315360000 } };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        char line[128];
        (void)snprintf(line, sizeof line, "ctl suppress a b --reason c --for %s", known[i].text);
        cr_expect_eq(read_line(line).for_s, known[i].s, "%s", known[i].text);
    }
}

Test(ctl_options, take_a_camera_for_posture_or_none)
{
    cr_expect_eq(read_line((char[]){ "ctl posture" }).words_n, 1);
    cr_expect_str_eq(read_line((char[]){ "ctl posture c4" }).words[1], "c4");
}

Test(ctl_options, take_text_for_the_status)
{
    cr_expect(read_line((char[]){ "ctl status --text" }).text);
    cr_expect_not(read_line((char[]){ "ctl status" }).text);
}

/* A mistake ends the program: one test each. */
Test(ctl_options, refuse_to_do_nothing, .exit_code = CTL_USAGE)
{
    refuse("ctl");
}

Test(ctl_options, refuse_an_unknown_command, .exit_code = CTL_USAGE)
{
    refuse("ctl stop");
}

Test(ctl_options, refuse_an_unknown_option, .exit_code = CTL_USAGE)
{
    refuse("ctl status --now");
}

Test(ctl_options, refuse_text_for_what_has_none, .exit_code = CTL_USAGE)
{
    refuse("ctl cameras --text");
}

Test(ctl_options, refuse_too_many_words, .exit_code = CTL_USAGE)
{
    refuse("ctl status c4");
}

Test(ctl_options, refuse_more_words_than_any_command_has, .exit_code = CTL_USAGE)
{
    refuse("ctl suppress a b c --for 1d --reason d");
}

Test(ctl_options, refuse_too_few_words, .exit_code = CTL_USAGE)
{
    refuse("ctl suppress a --for 1d --reason d");
}

Test(ctl_options, refuse_to_suppress_without_an_end, .exit_code = CTL_USAGE)
{
    refuse("ctl suppress a b --reason d");
}

Test(ctl_options, refuse_to_suppress_without_a_reason, .exit_code = CTL_USAGE)
{
    refuse("ctl suppress a b --for 1d");
}

Test(ctl_options, refuse_a_reason_for_anything_else, .exit_code = CTL_USAGE)
{
    refuse("ctl reload --reason d");
}

Test(ctl_options, refuse_a_duration_without_a_unit, .exit_code = CTL_USAGE)
{
    refuse("ctl suppress a b --reason d --for 7");
}

Test(ctl_options, refuse_no_time_at_all, .exit_code = CTL_USAGE)
{
    refuse("ctl suppress a b --reason d --for 0d");
}

Test(ctl_options, refuse_time_before_now, .exit_code = CTL_USAGE)
{
    refuse("ctl suppress a b --reason d --for=-1d");
}

Test(ctl_options, refuse_more_than_ten_years, .exit_code = CTL_USAGE)
{
    refuse("ctl suppress a b --reason d --for 3651d");
}

Test(ctl_options, refuse_a_duration_too_long_for_a_number, .exit_code = CTL_USAGE)
{
    refuse("ctl suppress a b --reason d --for 99999999999999999999d");
}

Test(ctl_options, refuse_not_to_wait, .exit_code = CTL_USAGE)
{
    refuse("ctl status --timeout 0");
}

Test(ctl_options, refuse_what_is_not_utf_8, .exit_code = CTL_USAGE)
{
    refuse("ctl posture caf\xe9");
}
