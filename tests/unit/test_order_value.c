#include "sensor/order_value.h"

#include <criterion/criterion.h>

#include "rules/rule.h"

static bool survives(const struct operator_suppression *x, struct operator_suppression *back)
{
    char text[ORDER_VALUE_MAX];
    size_t n = order_value_write(x, text);
    return order_value_read((struct bytes){ (uint8_t *)text, n }, back);
}

Test(order_value, comes_back_as_it_was)
{
    struct operator_suppression x = { .sign = SIGN_MAC,
                                      .item = &item_find("3.4")->about,
                                      .until_ns = 1783479247123456789 },
                                back;
    text_format(&x.camera, "bc:c3:42:00:00:05");
    sentence_format(&x.reason, "being \"replaced\"");
    cr_assert(survives(&x, &back));
    cr_expect_str_eq(back.camera.s, x.camera.s);
    cr_expect_str_eq(back.reason.s, x.reason.s);
    cr_expect_eq(back.item, x.item);
    cr_expect_eq(back.until_ns, x.until_ns);
    cr_expect_eq(back.sign, SIGN_MAC);
    cr_expect_eq(back.mac.b[5], 5);
    x.sign = SIGN_IP;
    cr_expect_not(survives(&x, &back), "that is no address");
    text_format(&x.camera, "10.0.0.5");
    cr_assert(survives(&x, &back));
    cr_expect(ip_equal(&back.ip, &(struct ip){ { [10] = 0xff, 0xff, 10, 0, 0, 5 } }));
    x.sign = SIGN_ALL;
    text_format(&x.camera, "*");
    cr_expect(survives(&x, &back));
    x.sign = SIGN_ID;
    cr_expect(survives(&x, &back));
}

Test(order_value, believes_nothing)
{
    static const char *const bad[] = {
        "",
        "{}",
        "{\"version\":1}",
        "{\"version\":1,\"camera\":\"*\",\"by\":\"all\",\"item\":\"9.9\"}",
        "{\"version\":1,\"camera\":\"*\",\"by\":\"whom\",\"item\":\"3.4\"}",
        "{\"version\":1,\"by\":\"id\",\"item\":\"3.4\"}",
    };
    struct operator_suppression x;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        cr_expect_not(order_value_read(bytes_of_text(bad[i]), &x), "%s", bad[i]);
}
