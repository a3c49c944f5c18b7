#include "alerts/alert_id.h"

#include <criterion/criterion.h>

#include "tests/support/alerting.h"

Test(alert_id, is_the_beginning_of_sha_256)
{
    char out[ALERT_ID_MAX];
    alert_digest("abc", out); /* FIPS 180-4's own example */
    cr_expect_str_eq(out, "ba7816bf8f01cfea");
}

Test(alert_id, groups_what_is_of_one_camera_and_item_whatever_else_differs)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    char first[ALERT_ID_MAX];
    char later[ALERT_ID_MAX];
    alert_group(&r, first);
    struct ruling other = ruling_at(&clear_item, VERDICT_PASS, 900);
    other.camera.ip = ip_from_v4((const uint8_t[]){ 192, 168, 0, 1 });
    other.reason = "rtp-clear";
    alert_group(&other, later);
    cr_expect_str_eq(first, later);
    char said[ALERT_ID_MAX];
    alert_digest("bc:c3:42:00:00:05 3.5", said);
    cr_expect_str_eq(first, said);
}

Test(alert_id, tells_cameras_and_items_apart)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    char group[ALERT_ID_MAX];
    char other_item[ALERT_ID_MAX];
    char other_camera[ALERT_ID_MAX];
    alert_group(&r, group);
    r.item = &setup_item;
    alert_group(&r, other_item);
    r.item = &clear_item;
    text_format(&r.camera.id, "bc:c3:42:00:00:05@120");
    alert_group(&r, other_camera);
    cr_expect_str_neq(group, other_item);
    cr_expect_str_neq(group, other_camera);
}
