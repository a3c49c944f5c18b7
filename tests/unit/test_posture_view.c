#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "sensor/posture_print.h"

static struct posture_view v;
static char *text;

static void end(void)
{
    posture_view_close(&v);
    free(text);
}

TestSuite(posture_view, .fini = end);

static const char two[] =
    "[{\"camera\":{\"id\":\"c2\",\"ip\":\"192.0.2.2\",\"name\":\"West "
    "\\u001b[31mgate\"},\"items\":{"
    "\"2.5\":{\"verdict\":\"FAIL\",\"why\":\"Basic offered\",\"before\":\"PASS\","
    "\"since\":\"2026-11-02T08:00:00.500000+0000\"},"
    "\"3.8\":{\"verdict\":\"FAIL\",\"why\":\"RTP\",\"suppressed\":true,\"before\":\"UNKNOWN\","
    "\"since\":\"2026-11-01T08:00:00.000000+0000\"},"
    "\"4.2\":{\"verdict\":\"UNKNOWN\",\"why\":\"no SNMP\",\"lift\":\"a query\"}}},"
    "{\"camera\":{\"id\":\"c1\",\"mac\":\"d4:2d:c5:00:00:01\"},\"items\":{"
    "\"2.5\":{\"verdict\":\"PASS\",\"why\":\"Digest\",\"since\":\"2026-10-01T08:00:00.000000+"
    "0000\"},"
    "\"2.9\":{\"verdict\":\"NOT_OBSERVABLE\",\"why\":\"never\"},"
    "\"3.8\":{\"verdict\":\"LIKELY_OK\",\"why\":\"SRTP\"},"
    "\"4.2\":{\"verdict\":\"UNKNOWN\",\"why\":\"no SNMP\",\"lift\":\"a query\"}}}]";

static void open_view(const char *json, const struct posture_options *o)
{
    json_t *postures = json_loads(json, 0, NULL);
    cr_assert_not_null(postures);
    cr_assert(posture_view_open(&v, postures, o));
}

static const char *printed(const struct posture_options *o, bool as_json)
{
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    if (as_json)
        cr_assert(posture_print_json(&v, o, out));
    else
        posture_print(&v, o, out);
    (void)fclose(out);
    return text;
}

Test(posture_view, puts_cameras_in_the_order_of_their_ids)
{
    open_view(two, &(struct posture_options){ .level = LEVEL_ADVANCED });
    cr_assert_eq(v.n, 2);
    cr_expect_str_eq(v.camera[0].id.s, "c1");
    cr_expect_str_eq(v.camera[1].id.s, "c2");
    cr_expect_str_eq(v.camera[1].ip, "192.0.2.2");
}

Test(posture_view, finds_one_camera_by_its_mac_or_address)
{
    open_view(two, &(struct posture_options){ .camera = "d4:2d:c5:00:00:01" });
    cr_expect_eq(v.n, 1);
    posture_view_close(&v);
    open_view(two, &(struct posture_options){ .camera = "192.0.2.2" });
    cr_expect_eq(v.n, 1);
    posture_view_close(&v);
    open_view(two, &(struct posture_options){ .camera = "c3" });
    cr_expect_eq(v.n, 0);
}

Test(posture_view, counts_what_is_kept_among_what_could_be_decided)
{
    open_view(two, &(struct posture_options){ .level = LEVEL_ADVANCED });
    struct score s = posture_score(&v, LEVEL_ADVANCED);
    cr_expect_eq(s.kept, 1);
    cr_expect_eq(s.likely, 1);
    cr_expect_eq(s.broken, 2, "suppressed or not");
    cr_expect_eq(s.suppressed, 1);
    cr_expect_eq(s.never, 1);
    cr_expect_eq(score_percent(&s), 50);
    cr_expect_eq(score_seen_percent(&s), 100 * 4 / (4 + (int)s.unseen));
    struct score none = { .unseen = 5 };
    cr_expect_eq(score_percent(&none), -1);
    cr_expect_eq(score_seen_percent(&none), 0);
}

Test(posture_view, leaves_higher_levels_out_of_a_level)
{
    open_view(two, &(struct posture_options){ .level = LEVEL_ADVANCED });
    struct score entry = posture_score(&v, LEVEL_ENTRY);
    struct score all = posture_score(&v, LEVEL_ADVANCED);
    cr_expect_lt(entry.broken + entry.unseen, all.broken + all.unseen);
}

Test(posture_view, tells_what_changed_newest_first)
{
    struct posture_options o = { .level = LEVEL_ADVANCED,
                                 .since_ns = moment_read("2026-11-01T08:00", 0) };
    open_view(two, &o);
    cr_assert_eq(v.changes, 2, "the moment itself is within");
    cr_expect_str_eq(items[v.change[0].item]->about.number, "2.5");
    cr_expect_str_eq(items[v.change[1].item]->about.number, "3.8");
    const char *said = printed(&o, false);
    cr_expect_not_null(strstr(said, "2026-11-02T08:00:00  c2  2.5    PASS -> FAIL  Basic offered"));
    cr_expect_null(strstr(said, "2026-10-01"));
}

Test(posture_view, says_when_nothing_changed)
{
    struct posture_options o = { .since_ns = moment_read("2026-12-01", 0) };
    open_view(two, &o);
    cr_expect_not_null(
        strstr(printed(&o, false), "Changed since 2026-12-01T00:00:00 UTC\nnothing\n"));
}

Test(posture_view, tells_for_how_many_cameras_something_is_unseen_and_what_would_decide_it)
{
    struct posture_options o = { .level = LEVEL_ADVANCED, .unseen = true };
    open_view(two, &o);
    cr_expect_not_null(strstr(printed(&o, false), "4.2   2 cameras: no SNMP\n      -> a query\n"));
}

Test(posture_view, does_not_let_a_name_move_the_terminal)
{
    struct posture_options o = { .level = LEVEL_ADVANCED, .unseen = true };
    open_view(two, &o);
    cr_expect_null(strchr(printed(&o, false), '\x1b'));
}

Test(posture_view, takes_whatever_stands_in_a_posture)
{
    struct posture_options o = { .level = LEVEL_ADVANCED, .unseen = true, .since_ns = 1 };
    open_view(
        "[7, \"x\", {}, {\"camera\":7,\"items\":[]}, {\"items\":{\"2.5\":7,\"3.8\":{\"verdict\":"
        "7,\"since\":\"soon\"}}}]",
        &o);
    cr_expect_eq(v.n, 3);
    cr_expect_eq(v.changes, 0);
    (void)printed(&o, false);
}

Test(posture_view, prints_scores_and_changes_as_json)
{
    struct posture_options o = { .level = LEVEL_STANDARD,
                                 .since_ns = moment_read("2026-11-01", 0) };
    open_view(two, &o);
    json_t *said = json_loads(printed(&o, true), 0, NULL);
    cr_assert_not_null(said);
    cr_expect_eq(json_array_size(json_object_get(said, "cameras")), 2);
    cr_expect_not_null(json_object_get(json_object_get(said, "scores"), "standard"));
    cr_expect_null(json_object_get(json_object_get(said, "scores"), "advanced"));
    cr_expect_geq(json_array_size(json_object_get(said, "changes")), 1);
    json_decref(said);
}
