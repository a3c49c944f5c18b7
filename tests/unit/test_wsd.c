#include <criterion/criterion.h>

#include "tests/support/datagram.h"

#define ENVELOPE                                                      \
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>"                      \
    "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"" \
    " xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\""   \
    " xmlns:d=\"http://schemas.xmlsoap.org/ws/2005/04/discovery\""    \
    " xmlns:dn=\"http://www.onvif.org/ver10/network/wsdl\">"
#define END "</s:Envelope>"
#define CAMERA                                                                             \
    "<a:EndpointReference><a:Address>urn:uuid:4d454930-0000-1000-8000-d42dc5000001"        \
    "</a:Address></a:EndpointReference><d:Types>dn:NetworkVideoTransmitter tds:Device"     \
    "</d:Types><d:Scopes>onvif://www.onvif.org/type/video_encoder"                         \
    " onvif://www.onvif.org/hardware/WV-TEST1 onvif://www.onvif.org/name/i-PRO%5FWV-TEST1" \
    "</d:Scopes><d:XAddrs>http://192.0.2.9/onvif/device_service?a=b"                       \
    " http://[fe80::d62d:c5ff:fe00:1]/onvif/device_service</d:XAddrs>"                     \
    "<d:MetadataVersion>1</d:MetadataVersion>"

static const char probe[] = ENVELOPE
    "<s:Header><a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/"
    "anonymous"
    "</a:Address></a:ReplyTo></s:Header>"
    "<s:Body><d:Probe><d:Types>dn:NetworkVideoTransmitter</d:Types></d:Probe></s:Body>" END;
static const char matches[] = ENVELOPE "<s:Body><d:ProbeMatches><d:ProbeMatch>" CAMERA
                                       "</d:ProbeMatch></d:ProbeMatches></s:Body>" END;
static const char hello[] = ENVELOPE "<s:Body><d:Hello>" CAMERA "</d:Hello></s:Body>" END;
static const char bye[] = ENVELOPE
    "<s:Body><d:Bye><a:EndpointReference><a:Address>urn:uuid:00000000-0000-1000-8000-020000000009"
    "</a:Address></a:EndpointReference></d:Bye></s:Body>" END;
static const char resolve[] = ENVELOPE "<s:Body><d:Resolve/></s:Body>" END;
static const char resolved[] =
    ENVELOPE "<s:Body><d:ResolveMatches><d:ResolveMatch><d:Types>wsdp:Device pub:Computer</d:Types>"
             "<d:XAddrs>http://192.0.2.9:5357/x/</d:XAddrs></d:ResolveMatch></d:ResolveMatches></"
             "s:Body>" END;

extern const struct dissector wsd_dissector;

static struct seen *heard(const char *said, enum act act)
{
    struct bytes b = bytes_of_text(said);
    cr_assert_eq(recognised(&wsd_dissector, b, 3702, 50000, NULL), MINE);
    struct seen *seen = hear(&wsd_dissector, b, 3702, 50000);
    cr_assert_geq(seen->n, 1);
    cr_assert_eq(seen->o[0].kind, OBS_DISCOVERY);
    cr_assert_str_eq(seen->o[0].protocol, "wsd");
    cr_assert_eq(seen->o[0].discovery.act, act);
    cr_assert_eq(seen->o[0].from_client, act == ACT_SEARCH);
    return seen;
}

Test(wsd, sees_somebody_search)
{
    struct seen *seen = heard(probe, ACT_SEARCH);

    cr_assert_str_eq(seen->o[0].discovery.type.s, "dn:NetworkVideoTransmitter");
    cr_assert_eq(seen->n, 1, "who searches is no camera");
    seen_free(seen);
    seen_free(heard(resolve, ACT_SEARCH));
}

Test(wsd, sees_an_answer_and_where_it_leads)
{
    struct seen *seen = heard(matches, ACT_RESPONSE);

    cr_assert_str_eq(seen->o[0].discovery.type.s, "dn:NetworkVideoTransmitter tds:Device");
    cr_assert_str_eq(seen->o[0].discovery.location.s, "http://192.0.2.9/onvif/device_service");
    seen_free(seen);
}

Test(wsd, knows_a_camera)
{
    static const struct mac mac = { { 0xd4, 0x2d, 0xc5, 0x00, 0x00, 0x01 } };
    struct seen *seen = heard(hello, ACT_NOTIFY);
    const struct observation *o = seen_first(seen, OBS_DEVICE);
    char s[IP_TEXT_MAX];

    cr_assert_not_null(o);
    cr_assert(o->device.camera);
    cr_assert(mac_equal(&o->device.mac, &mac));
    cr_assert_str_eq(ip_text(&o->device.ip, s), "192.0.2.9");
    cr_assert_str_eq(o->device.make.s, "Panasonic/i-PRO");
    cr_assert_str_eq(o->device.model.s, "WV-TEST1");
    cr_assert_str_eq(o->device.title.s, "i-PRO_WV-TEST1");
    seen_free(seen);
}

Test(wsd, takes_other_devices_for_no_camera)
{
    struct seen *computer = heard(resolved, ACT_RESPONSE), *leaving = heard(bye, ACT_BYEBYE);

    cr_assert_eq(computer->n, 1);
    cr_assert_eq(leaving->n, 1);
    seen_free(computer);
    seen_free(leaving);
}

Test(wsd, is_known_on_any_port)
{
    struct turn turns[] = { CLIENT(probe), SERVER(matches) };
    const char *protocol = NULL;
    struct seen *seen = talk_recognised(turns, 2, TRANSPORT_UDP, &protocol);

    cr_assert_str_eq(protocol, "wsd");
    cr_assert_eq(seen_count(seen, OBS_DISCOVERY), 2);
    seen_free(seen);
}

static void is_rejected(struct bytes datagram)
{
    struct seen *seen = hear(&wsd_dissector, datagram, 3702, 3702);
    cr_assert_eq(seen->n, 0);
    cr_assert_eq(seen->counters.n[COUNT_message_rejected], 1);
    seen_free(seen);
}

Test(wsd, says_nothing_of_a_message_cut_short)
{
    for (size_t n = 0; n + 1 < sizeof hello; n++)
        is_rejected(bytes_first(bytes_of_text(hello), n));
}

static bool is_known(const char *said)
{
    return recognised(&wsd_dissector, bytes_of_text(said), 3702, 3702, NULL) == MINE;
}

Test(wsd, knows_its_own_by_the_namespace)
{
    cr_assert(is_known(probe));
    cr_assert(is_known("\xef\xbb\xbf\r\n<Probe xmlns='http://"
                       "schemas.xmlsoap.org/ws/2005/04/discovery'/>"));
    cr_assert(is_known("<Hello xmlns='http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01'/>"));
    cr_assert_not(is_known("http://schemas.xmlsoap.org/ws/2005/04/discovery"));
    cr_assert_not(is_known("<a><Probe/></a>"));
    cr_assert_not(is_known(""));
}

Test(wsd, rejects_what_it_cannot_read)
{
    is_rejected(bytes_of_text("<a/>"));
    is_rejected(bytes_of_text("<!DOCTYPE a><Hello/>"));
    is_rejected(bytes_of_text("<a>&b;<Hello/></a>"));
}
