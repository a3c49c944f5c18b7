#include "alerts/posture.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "tests/support/alerting.h"

Test(posture, tells_how_a_camera_stands_under_each_item)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct posture_row rows[] = {
        { &clear_item, VERDICT_FAIL, false, r.why, 17, r.evidence.time_ns, r.evidence.time_ns, 7,
          .before = VERDICT_PASS, .since_ns = r.evidence.time_ns, .opportunities = 20,
          .opportunity_ns = r.evidence.time_ns },
        { &setup_item, VERDICT_UNKNOWN, true, { "" }, 0, 0, 0, 0, .lift = "a search by Easy IP" },
    };
    struct posture p = { .camera = &r.camera,
                         .row = rows,
                         .n = 2,
                         .vantage = VANTAGE_ONE_WAY,
                         .up_since_ns = r.evidence.time_ns,
                         .time_ns = r.evidence.time_ns,
                         .sensor = "north" };
    static char line[POSTURE_MAX];
    size_t n = posture_write(&p, line, sizeof line);
    json_t *o = json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(o);
    cr_expect_str_eq(TEXT_AT(o, "camera", "id"), "bc:c3:42:00:00:05");
    cr_expect_str_eq(TEXT_AT(o, "sensor"), "north");
    cr_expect_str_eq(TEXT_AT(o, "time"), "2026-07-08T02:54:07.123456+0000");
    cr_expect_str_eq(TEXT_AT(o, "items", "3.5", "verdict"), "FAIL");
    cr_expect_str_eq(TEXT_AT(o, "items", "3.5", "why"), "logged in over clear RTSP (Basic)");
    cr_expect_str_eq(TEXT_AT(o, "items", "3.5", "last_seen"), "2026-07-08T02:54:07.123456+0000");
    const json_t *clear = json_object_get(json_object_get(o, "items"), "3.5");
    cr_expect_eq(json_integer_value(json_object_get(clear, "count")), 17);
    cr_expect_eq(json_integer_value(json_object_get(clear, "frame")), 7);
    cr_expect_eq(json_integer_value(json_object_get(clear, "opportunities")), 20);
    cr_expect_str_eq(TEXT_AT(clear, "last_opportunity"), "2026-07-08T02:54:07.123456+0000");
    cr_expect_str_eq(TEXT_AT(clear, "before"), "PASS");
    cr_expect_str_eq(TEXT_AT(clear, "since"), "2026-07-08T02:54:07.123456+0000");
    cr_expect_null(json_object_get(clear, "lift"));
    const json_t *setup = json_object_get(json_object_get(o, "items"), "3.2.4");
    cr_expect_str_eq(TEXT_AT(setup, "verdict"), "UNKNOWN");
    cr_expect_str_eq(TEXT_AT(setup, "lift"), "a search by Easy IP");
    cr_expect_eq(json_integer_value(json_object_get(setup, "opportunities")), 0);
    cr_expect_null(json_object_get(setup, "last_opportunity"));
    cr_expect_null(json_object_get(setup, "since"));
    cr_expect_str_eq(TEXT_AT(o, "vantage"), "one way");
    cr_expect_str_eq(TEXT_AT(o, "up_since"), "2026-07-08T02:54:07.123456+0000");
    cr_expect_null(json_object_get(setup, "first_seen"));
    cr_expect(json_is_true(json_object_get(setup, "suppressed")));
    json_decref(o);
}

Test(posture, leaves_the_guide_s_own_words_out_if_it_is_brief)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct guide_item item = setup_item;
    item.unseen = "Nobody searched.";
    item.decides = "A search.";
    struct posture_row rows[] = {
        { .item = &clear_item,
          .verdict = VERDICT_FAIL,
          .why = r.why,
          .count = 1,
          .reason = "rtsp-clear" },
        { .item = &item,
          .verdict = VERDICT_UNKNOWN,
          .why = { "Nobody searched." },
          .lift = "A search." },
        { .item = &item,
          .verdict = VERDICT_UNKNOWN,
          .why = { "From here it cannot be seen." },
          .lift = "A mirror." },
    };
    for (size_t i = 0; i < 3; i++) {
        struct posture p = { .camera = &r.camera, .row = &rows[i], .n = 1, .brief = true };
        static char line[POSTURE_MAX];
        json_t *o = json_loadb(line, posture_write(&p, line, sizeof line), 0, NULL);
        const json_t *row = json_object_get(json_object_get(o, "items"), rows[i].item->number);
        cr_expect_null(json_object_get(row, "title"));
        cr_expect_null(json_object_get(row, "level"));
        cr_expect_null(json_object_get(row, "opportunities"));
        cr_expect_str_eq(TEXT_AT(row, "verdict"), verdict_name(rows[i].verdict));
        cr_expect_eq(json_object_get(row, "why") == NULL, i == 1);
        cr_expect_eq(json_object_get(row, "lift") == NULL, i != 2);
        cr_expect_eq(json_object_get(row, "count") == NULL, i != 0);
        json_decref(o);
    }
}

Test(posture, has_room_for_every_row_of_a_long_guide)
{
    enum { ROWS = 100 };
    static struct posture_row rows[ROWS];
    static struct guide_item items[ROWS];
    static char numbers[ROWS][8], lift[sizeof(struct sentence)];
    memset(lift, '"', sizeof lift - 1);
    for (size_t i = 0; i < ROWS; i++) {
        (void)snprintf(numbers[i], sizeof numbers[i], "9.%zu", i);
        items[i] = clear_item;
        items[i].number = numbers[i];
        rows[i] = (struct posture_row){ .item = &items[i],
                                        .verdict = VERDICT_FAIL,
                                        .count = UINT64_MAX / 2,
                                        .first_ns = 1,
                                        .last_ns = 1,
                                        .frame = UINT64_MAX / 2,
                                        .lift = lift,
                                        .before = VERDICT_LIKELY_OK,
                                        .since_ns = 1,
                                        .opportunities = UINT64_MAX / 2,
                                        .opportunity_ns = 1 };
        memset(rows[i].why.s, '"', sizeof rows[i].why.s - 1);
    }
    struct camera_name camera = { .id = { "x" } };
    struct posture p = { &camera, rows, ROWS, VANTAGE_LINK, 1, 1, "north", false };
    static char line[POSTURE_MAX];
    cr_expect_gt(posture_write(&p, line, sizeof line), 0);
    cr_expect_eq(posture_write(&p, line, 1000), 0);
}
