#include "tests/support/maker.h"

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
    says_only_act(&hanwha_dissector, datagram_bytes(&d), 50000, 7701, ACT_SEARCH);
}

Test(hanwha, reads_what_a_device_says_of_itself)
{
    struct datagram d = answer_datagram();
    struct seen *seen = hear_act(&hanwha_dissector, datagram_bytes(&d), 7701, 7711, ACT_RESPONSE);
    const struct observation *o = the_device(seen, "Hanwha", "SND-TEST");
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
    rejects(&hanwha_dissector, datagram_bytes(&d), 7701, to);
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
