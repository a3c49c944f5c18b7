#include "alerts/reread.h"

#include <criterion/criterion.h>

#include "alerts/jot.h"

Test(reread, reads_a_camera_as_it_was_written)
{
    struct camera_name c = { .vlan = 7, .mac = { { 0xbc, 0xc3, 0x42, 0, 0, 5 } } }, back;
    text_format(&c.id, "bc:c3:42:00:00:05@7");
    text_format(&c.name, "Gate \"north\" \\ 1");
    text_format(&c.model, "WV-X1551");
    c.ip = ip_from_v4((const uint8_t[]){ 10, 0, 0, 5 });
    json_t *o = jot_camera(&c);
    cr_assert(reread_camera(o, &back));
    cr_expect_str_eq(back.id.s, c.id.s);
    cr_expect_str_eq(back.name.s, c.name.s);
    cr_expect_str_eq(back.model.s, c.model.s);
    cr_expect(mac_equal(&back.mac, &c.mac) && ip_equal(&back.ip, &c.ip) && back.vlan == 7);
    json_decref(o);
}

Test(reread, takes_no_camera_that_cannot_be)
{
    static const char *const bad[] = {
        "{}",
        "[]",
        "{\"id\":7}",
        "{\"id\":\"a\",\"mac\":\"nonsense\"}",
        "{\"id\":\"a\",\"ip\":\"10.0.0\"}",
        "{\"id\":\"a\",\"vlan\":4096}",
    };
    struct camera_name c;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        json_t *o = json_loads(bad[i], 0, NULL);
        cr_expect_not(reread_camera(o, &c), "%s", bad[i]);
        json_decref(o);
    }
    cr_expect_not(reread_camera(NULL, &c));
}

Test(reread, gives_nothing_for_what_is_not_there_or_of_another_kind)
{
    json_t *o = json_loads("{\"n\":-1,\"s\":\"a\\u0001\\u00e9\",\"v\":\"PASS\",\"w\":3}", 0, NULL);
    cr_expect_eq(reread_number(o, "n"), 0);
    cr_expect_eq(reread_number(o, "s"), 0);
    cr_expect_str_eq(reread_text(o, "s").s, "a...", "printable");
    cr_expect_str_eq(reread_text(o, "w").s, "");
    cr_expect_str_eq(reread_sentence(o, "none").s, "");
    cr_expect_eq(reread_verdict(o, "v"), VERDICT_PASS);
    cr_expect_eq(reread_verdict(o, "w"), VERDICTS);
    cr_expect_not(reread_flag(o, "n"));
    json_decref(o);
}

Test(reread, takes_no_other_version)
{
    json_t *o = reread_value(bytes_of_text("{\"version\":1}"), 1);
    cr_expect_not_null(o);
    json_decref(o);
    cr_expect_null(reread_value(bytes_of_text("{\"version\":2}"), 1));
    cr_expect_null(reread_value(bytes_of_text("[1]"), 1));
    cr_expect_null(reread_value(bytes_of_text("{\"version\":1"), 1));
    cr_expect_null(reread_value((struct bytes){ NULL, 0 }, 1));
}
