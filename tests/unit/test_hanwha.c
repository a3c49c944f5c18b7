#include "tests/support/datagram.h"

#include <criterion/criterion.h>

extern const struct dissector hanwha_dissector;

static struct datagram search_datagram(void)
{
    return (struct datagram){ .n = 262, .b = { 1 } };
}

static void put(struct datagram *d, size_t at, const char *text)
{
    memcpy(d->b + at, text, strlen(text));
}

static struct datagram answer_datagram(void)
{
    struct datagram d = { .n = 262, .b = { 0x0b, 0xad, 0x2c } };
    put(&d, 19, "02:00:00:00:00:09");
    put(&d, 37, "192.0.2.9");
    put(&d, 53, "255.255.255.0");
    put(&d, 69, "192.0.2.1");
    put(&d, 109, "SND-TEST");
    put(&d, 133, "http://192.0.2.9/index.htm");
    return d;
}

Test(hanwha, sees_somebody_search)
{
    struct datagram d = search_datagram();
    cr_assert_eq(recognised(&hanwha_dissector, datagram_bytes(&d), 50000, 7701, NULL), MINE);
    struct seen *seen = hear(&hanwha_dissector, datagram_bytes(&d), 50000, 7701);

    cr_assert_eq(seen->n, 1);
    cr_assert_eq(seen->o[0].discovery.act, ACT_SEARCH);
    cr_assert_str_eq(seen->o[0].protocol, "hanwha");
    cr_assert(seen->o[0].from_client);
    seen_free(seen);
}

Test(hanwha, reads_what_a_device_says_of_itself)
{
    static const struct mac mac = { { 2, 0, 0, 0, 0, 9 } };
    struct datagram d = answer_datagram();
    cr_assert_eq(recognised(&hanwha_dissector, datagram_bytes(&d), 7701, 7711, NULL), MINE);
    struct seen *seen = hear(&hanwha_dissector, datagram_bytes(&d), 7701, 7711);
    const struct observation *o = seen_first(seen, OBS_DEVICE);
    char s[IP_TEXT_MAX];

    cr_assert_eq(seen->o[0].discovery.act, ACT_RESPONSE);
    cr_assert_not(seen->o[0].from_client);
    cr_assert(mac_equal(&o->device.mac, &mac));
    cr_assert_str_eq(ip_text(&o->device.ip, s), "192.0.2.9");
    cr_assert_str_eq(o->device.make.s, "Hanwha");
    cr_assert_str_eq(o->device.model.s, "SND-TEST");
    cr_assert_not(o->device.camera, "it may be a recorder");
    seen_free(seen);
}

Test(hanwha, says_nothing_of_a_message_cut_short)
{
    struct datagram d = answer_datagram();
    says_nothing_of_a_cut_datagram(&hanwha_dissector, datagram_bytes(&d), 7701, 7711);
}

static void is_rejected(struct datagram d, uint16_t to)
{
    struct seen *seen = hear(&hanwha_dissector, datagram_bytes(&d), 7701, to);
    cr_assert_eq(seen->n, 0);
    cr_assert_eq(recognised(&hanwha_dissector, datagram_bytes(&d), 7701, to, NULL), NOT_MINE);
    seen_free(seen);
}

Test(hanwha, rejects_what_is_not_its_own)
{
    is_rejected(search_datagram(), 7711);
    static const size_t fields[] = { 0, 19, 37, 53, 69 };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        struct datagram d = answer_datagram();
        d.b[fields[i]] = 'x';
        is_rejected(d, 7711);
    }
    struct datagram longer = answer_datagram();
    longer.n++;
    is_rejected(longer, 7711);
}
