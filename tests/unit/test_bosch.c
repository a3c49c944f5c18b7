#include "tests/support/maker.h"

#include <criterion/criterion.h>

static const char search[] = "9939a427 0c0d0e0f ff0006de";
static const char answer[] =
    "9939a427 0c0d0e0f 020000000009 0000 c0000209 ffffff00 c0000201 00000000";
static const char xml[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><root xmlns=\"OEMExt00:device-1-0\"><device>"
    "<deviceType>OEMExt00:device:deviceID0</deviceType><App>1</App><friendlyName>NDV-TEST"
    "</friendlyName><unitName>Door</unitName><serialNumber>12345678:12345678</serialNumber>"
    "<physAddress>02-00-00-00-00-09</physAddress><sessionKey>canary</sessionKey>"
    "<unitIPAddress>192.0.2.9</unitIPAddress><unitSubnetMask>255.255.255.0</unitSubnetMask>"
    "<RCPPort>1756</RCPPort><HTTPPort>80</HTTPPort></device></root>";

extern const struct dissector bosch_dissector;

static struct seen *answered(struct bytes b)
{
    struct seen *seen = hear_act(&bosch_dissector, b, 1757, 1758, ACT_RESPONSE);
    cr_assert_eq(seen->n, 2);
    cr_assert_not(seen->o[1].device.camera, "it may be an encoder");
    return seen;
}

Test(bosch, sees_somebody_search)
{
    struct datagram d = datagram_of_hex(search);
    says_only_act(&bosch_dissector, datagram_bytes(&d), 1757, 1758, ACT_SEARCH);
}

Test(bosch, reads_a_short_answer)
{
    struct datagram d = datagram_of_hex(answer);
    struct seen *seen = answered(datagram_bytes(&d));
    (void)the_device(seen, "Bosch", "");
    seen_free(seen);
}

Test(bosch, reads_an_answer_in_xml)
{
    struct seen *seen = answered(bytes_of_text(xml));
    const struct observation *o = the_device(seen, "Bosch", "NDV-TEST");
    cr_assert_str_eq(o->device.title.s, "Door");
    cr_assert_str_eq(o->device.serial.s, "12345678:12345678");
    seen_free(seen);
}

Test(bosch, says_nothing_of_a_message_cut_short)
{
    const struct dissector *x = &bosch_dissector;
    struct datagram a = datagram_of_hex(answer), s = datagram_of_hex(search);
    says_nothing_of_a_cut_datagram(x, datagram_bytes(&a), 1757, 1758);
    says_nothing_of_a_cut_datagram(x, datagram_bytes(&s), 1758, 1757);
    says_nothing_of_a_cut_datagram(x, bytes_of_text(xml), 1757, 1758);
}

static void is_rejected(struct bytes b)
{
    rejects(&bosch_dissector, b, 1757, 1758);
}

Test(bosch, rejects_what_is_not_its_own)
{
    struct datagram d = datagram_of_hex(answer);
    d.b[20] = 0x0f; /* 15.255.255.0 is no netmask */
    is_rejected(datagram_bytes(&d));
    d = datagram_of_hex(answer);
    memset(d.b + 8, 0, 6);
    is_rejected(datagram_bytes(&d));
    d = datagram_of_hex(search);
    d.b[11]++;
    is_rejected(datagram_bytes(&d));
    is_rejected(bytes_of_text("<root xmlns=\"urn:schemas-upnp-org:device-1-0\"><physAddress>"
                              "02-00-00-00-00-09</physAddress></root>"));
    is_rejected(bytes_of_text("<root xmlns=\"OEMExt00:device-1-0\"><device/></root>"));
    is_rejected(bytes_of_text(""));
}
