#include "sensor/standing_posture.h"

#include <criterion/criterion.h>

#include "rules/rule.h"
#include "sensor/standing_value.h"
#include "tests/support/judging.h"

static json_t *row(json_t *posture, const char *item)
{
    return json_object_get(json_object_get(posture, "items"), item);
}

static const char *word(json_t *posture, const char *item, const char *key)
{
    const char *s = json_string_value(json_object_get(row(posture, item), key));
    return s != NULL ? s : "";
}

Test(standing_posture, says_how_the_camera_stood_when_it_was_kept)
{
    static char text[STANDING_VALUE_MAX];
    static struct remembered r;
    struct court *c = court_with_camera(NULL);
    court_show(c, answered("http", 80, "GET", 200, SCHEME_BASIC));
    cr_assert_eq(judge_cameras(c->judge), 1);
    judge_remember(c->judge, 0, &r);
    court_close(c);
    size_t n = standing_value_write(&r, text, sizeof text);
    json_t *p = standing_posture((struct bytes){ (uint8_t *)text, n });
    cr_assert_not_null(p);
    cr_expect_str_eq(json_string_value(json_object_get(json_object_get(p, "camera"), "id")),
                     r.name.id.s);
    cr_expect_str_eq(json_string_value(json_object_get(p, "vantage")), "mirror");
    cr_expect_eq(json_object_size(json_object_get(p, "items")), items_n);
    cr_expect_str_eq(word(p, "2.5", "verdict"), "FAIL");
    cr_expect_str_eq(word(p, "2.5", "before"), "UNKNOWN");
    cr_expect_neq(word(p, "2.5", "since")[0], '\0');
    cr_expect_str_eq(word(p, "4.2", "verdict"), "UNKNOWN");
    cr_expect_neq(word(p, "4.2", "lift")[0], '\0');
    json_decref(p);
}

Test(standing_posture, says_nothing_of_what_cannot_be_read)
{
    cr_expect_null(standing_posture(bytes_of_text("")));
    cr_expect_null(standing_posture(bytes_of_text("{\"version\":1}")));
}
