#include "tests/support/maker.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define ANSWER                                                                            \
    "{\"result\":{\"device_id\":\"00\",\"owner\":\"canary\",\"device_type\":\"%s\","      \
    "\"device_model\":\"C210\",\"ip\":\"192.0.2.9\",\"mac\":\"02-00-00-00-00-09\","       \
    "\"factory_default\":false,\"is_support_iot_cloud\":true,\"mgt_encrypt_schm\":{\"is_" \
    "support_https\":true,\"encrypt_type\":\"AES\",\"http_port\":443}},\"error_code\":0}"

extern const struct dissector tdp_dissector;

static struct datagram datagram_of(const char *text, uint8_t flags)
{
    struct datagram d = { .n = 16 + strlen(text), .b = { 2, 0, 0, 1, 0, 0, flags } };
    cr_assert_leq(d.n, sizeof d.b);
    d.b[4] = (uint8_t)(strlen(text) >> 8);
    d.b[5] = (uint8_t)(strlen(text) & 0xff);
    d.b[11] = 7;
    d.b[15] = 9;
    memcpy(d.b + 16, text, strlen(text));
    return d;
}

static struct datagram answer_of(const char *type)
{
    char text[1024];
    (void)snprintf(text, sizeof text, ANSWER, type);
    return datagram_of(text, 0);
}

static void searches(struct datagram d)
{
    struct bytes b = datagram_bytes(&d);
    says_only_act(&tdp_dissector, b, 50000, 20002, ACT_SEARCH);
    cr_assert_eq(recognised(&tdp_dissector, b, 20002, 50000, NULL), NOT_MINE);
}

Test(tdp, sees_somebody_search)
{
    searches(datagram_of("", 0x11));
    searches(datagram_of("{\"params\":{\"rsa_key\":\"-----BEGIN PUBLIC KEY-----\\n\"}}", 0x11));
}

static struct seen *heard(struct datagram d)
{
    return hear_act(&tdp_dissector, datagram_bytes(&d), 20002, 50000, ACT_RESPONSE);
}

Test(tdp, knows_a_camera)
{
    struct seen *seen = heard(answer_of("SMART.IPCAMERA"));

    cr_assert_eq(seen->n, 2);
    cr_assert_str_eq(seen->o[0].discovery.type.s, "SMART.IPCAMERA");
    cr_assert(the_device(seen, "TP-Link", "C210")->device.camera);
    seen_free(seen);
}

Test(tdp, takes_a_plug_for_no_camera)
{
    struct seen *seen = heard(answer_of("SMART.TAPOPLUG"));
    cr_assert_not(seen_first(seen, OBS_DEVICE)->device.camera);
    seen_free(seen);
}

Test(tdp, says_nothing_of_a_message_cut_short)
{
    struct datagram d = answer_of("SMART.IPCAMERA");
    says_nothing_of_a_cut_datagram(&tdp_dissector, datagram_bytes(&d), 20002, 20002);
}

Test(tdp, rejects_what_is_not_its_own)
{
    for (size_t i = 0; i < 8; i++) {
        struct datagram d = answer_of("SMART.IPCAMERA");
        d.b[i] ^= 0x40;
        enum recognition expected = i == 6 ? MINE : NOT_MINE; /* flags say nothing */
        cr_assert_eq(recognised(&tdp_dissector, datagram_bytes(&d), 20002, 50000, NULL), expected);
    }
    struct datagram d = datagram_of("{\"result\":{}}", 0);
    struct seen *seen = hear(&tdp_dissector, datagram_bytes(&d), 20002, 50000);
    cr_assert_eq(seen->n, 0);
    cr_assert_eq(seen->counters.n[COUNT_message_rejected], 1);
    seen_free(seen);
}
