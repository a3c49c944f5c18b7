#include <criterion/criterion.h>
#include <string.h>

#include "tests/support/judging.h"
#include "tests/support/policies.h"

static const char *const wants_3_10 = "firmware: [{model: X22700-V2L, minimum: '3.10'}]\n";

static struct observation says(const char *protocol, const char *model, const char *version)
{
    struct observation o = shows_itself();
    o.protocol = protocol;
    o.device.model = text_of(bytes_of_text(model));
    o.device.firmware = text_of(bytes_of_text(version));
    return o;
}

static struct observation runs(const char *version)
{
    return says("easyip", "X22700-V2L", version);
}

static void expect(const char *yaml, const char *version, enum verdict v, const char *reason,
                   const char *words)
{
    struct court *c = court_open(good_policy(yaml));
    court_show(c, runs(version));
    court_expect(c, "2.2", v, reason, words);
    court_close(c);
}

Test(firmware, is_broken_by_a_version_older_than_the_policys)
{
    expect(wants_3_10, "3.09", VERDICT_FAIL, "firmware-old",
           "runs firmware 3.09 (X22700-V2L); the minimum is 3.10");
}

Test(firmware, is_kept_by_the_minimum_and_by_what_is_newer)
{
    expect(wants_3_10, "3.10", VERDICT_PASS, "firmware-enough", "3.10");
    expect(wants_3_10, "4.00", VERDICT_PASS, "firmware-enough", "the minimum is 3.10");
}

/* protocols.md E, row 2.2. */
Test(firmware, trap_3_9_is_older_than_3_10)
{
    expect(wants_3_10, "3.9", VERDICT_FAIL, "firmware-old", "3.9");
}

Test(firmware, trap_02_0000_is_two)
{
    expect("firmware: [{model: X22700-V2L, minimum: '2.0'}]\n", "02.0000", VERDICT_PASS,
           "firmware-enough", "02.0000");
    expect("firmware: [{model: X22700-V2L, minimum: '2.04'}]\n", "02.0000", VERDICT_FAIL,
           "firmware-old", "02.0000");
}

Test(firmware, trap_a_title_that_looks_like_a_version_is_none)
{
    struct court *c = court_open(good_policy(wants_3_10));
    struct observation o = runs("");
    o.device.title = text_of(bytes_of_text("1.00"));
    court_show(c, o);
    cr_assert_null(court_standing(c, "2.2").reason);
    court_close(c);
}

Test(firmware, trap_how_old_the_minimum_is_stays_the_operators_to_know)
{
    expect("firmware: [{model: X22700-V2L, minimum: '0.01'}]\n", "0.02", VERDICT_PASS,
           "firmware-enough", "the minimum is 0.01");
    cr_assert_not_null(strstr(item_find("2.2")->about.judged, "still the latest"));
}

Test(firmware, is_unknown_without_a_minimum_and_tells_the_version)
{
    struct court *c = court_open(NULL);
    court_show(c, runs("3.67"));
    court_expect(c, "2.2", VERDICT_UNKNOWN, "no-minimum", "runs firmware 3.67 (X22700-V2L)");
    cr_assert_eq(c->n, 0, "nothing is told of it");
    court_close(c);
    expect("firmware: [{model: S1111, minimum: '9'}]\n", "3.67", VERDICT_UNKNOWN, "no-minimum",
           "no minimum for that model");
}

Test(firmware, is_unknown_without_a_model)
{
    struct court *c = court_open(good_policy(wants_3_10));
    court_show(c, says("sony", "", "1.5"));
    court_expect(c, "2.2", VERDICT_UNKNOWN, "no-model", "1.5");
    court_close(c);
}

Test(firmware, is_unseen_of_a_camera_that_says_no_version)
{
    struct court *c = court_open(good_policy(wants_3_10));
    court_show(c, shows_itself());
    cr_assert_eq(court_standing(c, "2.2").verdict, VERDICT_UNKNOWN);
    cr_assert_null(court_standing(c, "2.2").reason);
    court_close(c);
}

Test(firmware, takes_model_and_version_from_two_messages)
{
    struct court *c = court_open(good_policy(wants_3_10));
    court_show(c, says("mdns", "X22700-V2L", ""));
    court_show(c, says("mdns", "", "3.9"));
    court_expect(c, "2.2", VERDICT_FAIL, "firmware-old", "X22700-V2L");
    court_close(c);
}

Test(firmware, takes_the_model_that_another_protocol_names)
{
    struct court *c = court_open(good_policy(wants_3_10));
    court_show(c, says("mdns", "WV-X22700-V2L", "3.9"));
    court_show(c, says("easyip", "X22700-V2L", ""));
    court_expect(c, "2.2", VERDICT_FAIL, "firmware-old", "3.9");
    court_close(c);
}

static void expect_dispute(const struct observation *first, const struct observation *second)
{
    struct court *c = court_open(good_policy(wants_3_10));
    court_show(c, *first);
    court_show(c, *second);
    court_expect(c, "2.2", VERDICT_SUSPECT, "firmware-disputed",
                 "3.9 by mdns, but 3.10 by easyip; the minimum is 3.10");
    size_t told = c->n;
    for (int i = 0; i < 4; i++)
        court_show(c, i % 2 == 0 ? *first : *second);
    cr_assert_eq(c->n, told, "it does not waver");
    court_show(c, says("mdns", "X22700-V2L", "3.10"));
    cr_assert_eq(court_standing(c, "2.2").verdict, VERDICT_PASS);
    court_close(c);
}

Test(firmware, is_suspicious_when_descriptions_differ_in_either_order)
{
    struct observation old = says("mdns", "X22700-V2L", "3.9"), fresh = runs("3.10");
    expect_dispute(&old, &fresh);
    expect_dispute(&fresh, &old);
}

Test(firmware, is_suspicious_when_versions_cannot_be_compared)
{
    expect(wants_3_10, "trunk", VERDICT_SUSPECT, "firmware-unclear", "trunk cannot be compared");
}

Test(firmware, an_update_ends_it)
{
    struct court *c = court_open(good_policy(wants_3_10));
    court_show(c, runs("3.9"));
    court_wait(c, 600);
    court_show(c, runs("3.10"));
    court_expect(c, "2.2", VERDICT_PASS, "firmware-enough", "3.10");
    cr_assert_eq(c->heard[c->n - 1].before, VERDICT_FAIL);
    court_wait(c, 600);
    court_show(c, runs("3.9"));
    cr_assert_eq(court_standing(c, "2.2").verdict, VERDICT_FAIL, "it was put back");
    court_close(c);
}

Test(firmware, counts_once_what_a_mirror_shows_twice)
{
    struct court *c = court_open(good_policy(wants_3_10));
    court_show(c, runs("3.9"));
    court_show(c, runs("3.9"));
    cr_assert_eq(court_count(c, "2.2", "firmware-old"), 1);
    court_wait(c, 5);
    court_show(c, runs("3.9"));
    cr_assert_eq(court_count(c, "2.2", "firmware-old"), 2);
    court_close(c);
}

Test(firmware, obeys_another_policy_with_the_next_fact)
{
    struct court *c = court_open(good_policy(wants_3_10));
    court_show(c, runs("3.67"));
    court_go_over(c, "firmware: [{model: X22700-V2L, minimum: '3.68'}]\n");
    cr_assert_eq(court_standing(c, "2.2").verdict, VERDICT_PASS, "not before");
    court_show(c, runs("3.67"));
    court_expect(c, "2.2", VERDICT_FAIL, "firmware-old", "the minimum is 3.68");
    court_wait(c, 5);
    court_go_over(c, "level: entry\n");
    court_show(c, runs("3.67"));
    court_expect(c, "2.2", VERDICT_UNKNOWN, "no-minimum", "3.67");
    court_go_over(c, wants_3_10);
    court_show(c, runs("3.67"));
    cr_assert_eq(court_standing(c, "2.2").verdict, VERDICT_PASS);
    court_close(c);
}

Test(firmware, trap_it_does_not_waver_when_a_third_protocol_names_another_model)
{
    struct court *c = court_open(good_policy(wants_3_10));
    court_show(c, runs("3.9"));
    court_show(c, says("mdns", "i-PRO camera", ""));
    for (int i = 0; i < 4; i++) {
        court_wait(c, 60);
        court_show(c, says("ssdp", "Network camera", "3.9"));
        court_show(c, says("wsd", "NetCam", ""));
        court_show(c, runs("3.9"));
        cr_assert_eq(court_standing(c, "2.2").verdict, VERDICT_FAIL);
    }
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->heard[i].item->number, "2.2") == 0)
            cr_assert_eq(c->heard[i].verdict, VERDICT_FAIL);
    court_close(c);
}

Test(firmware, hears_a_third_protocol_once_another_is_silent_for_a_day)
{
    struct court *c = court_open(good_policy(wants_3_10));
    court_show(c, runs("3.9"));
    court_show(c, says("mdns", "X22700-V2L", "3.9"));
    court_wait(c, 86401);
    court_show(c, says("mdns", "X22700-V2L", "3.10"));
    court_show(c, says("ssdp", "X22700-V2L", "3.10"));
    cr_assert_eq(court_standing(c, "2.2").verdict, VERDICT_PASS);
    court_close(c);
}

Test(firmware, says_nothing_of_a_recorder)
{
    struct court *c = court_open(good_policy(wants_3_10));
    struct observation o = runs("3.9");
    o.device.camera = false;
    o.device.recorder = true;
    court_show(c, o);
    cr_assert_eq(judge_cameras(c->judge), 0);
    cr_assert_eq(c->n, 0);
    court_close(c);
}
