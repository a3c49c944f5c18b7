#include <criterion/criterion.h>

#include "tests/support/datagram.h"

/* UPnP Device Architecture 1.1 sections 1.2.2, 1.2.3, 1.3.2 and 1.3.3. */
static const char alive[] = "NOTIFY * HTTP/1.1\r\n"
                            "HOST: 239.255.255.250:1900\r\n"
                            "CACHE-CONTROL: max-age=1800\r\n"
                            "LOCATION: http://viewer:s3cret@192.0.2.9:1900/desc.xml?key=s3cret\r\n"
                            "NT: upnp:rootdevice\r\n"
                            "NTS: ssdp:alive\r\n"
                            "SERVER: Linux/4.9 UPnP/1.0 Test/1.0\r\n"
                            "USN: uuid:4d454930-0000-1000-8000-d42dc5000001::upnp:rootdevice\r\n"
                            "\r\n";
static const char byebye[] = "NOTIFY * HTTP/1.1\r\n"
                             "Host: 239.255.255.250:1900\r\n"
                             "NT: upnp:rootdevice\r\n"
                             "NTS: ssdp:byebye\r\n"
                             "USN: uuid:00000000-0000-1000-8000-020000000009::upnp:rootdevice\r\n"
                             "\r\n";
static const char search[] = "M-SEARCH * HTTP/1.1\r\n"
                             "HOST: 239.255.255.250:1900\r\n"
                             "MAN: \"ssdp:discover\"\r\n"
                             "MX: 2\r\n"
                             "ST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n"
                             "\r\n";
static const char answer[] = "HTTP/1.1 200 OK\r\n"
                             "CACHE-CONTROL: max-age=1800\r\n"
                             "EXT:\r\n"
                             "LOCATION: http://192.0.2.9:1900/desc.xml\r\n"
                             "ST: urn:panasonic-com:service:p01NetCamService:1\r\n"
                             "SERVER: Test/1.0\r\n"
                             "USN: uuid:4D454930-0000-1000-8000-D42DC5000001"
                             "::urn:panasonic-com:service:p01NetCamService:1\r\n"
                             "\r\n";

extern const struct dissector ssdp_dissector;

static struct seen *heard(const char *said, uint16_t from, uint16_t to)
{
    struct bytes b = bytes_of_text(said);
    cr_assert_eq(recognised(&ssdp_dissector, b, from, to, NULL), MINE);
    struct seen *seen = hear(&ssdp_dissector, b, from, to);
    cr_assert_geq(seen->n, 1);
    cr_assert_eq(seen->o[0].kind, OBS_DISCOVERY);
    cr_assert_str_eq(seen->o[0].protocol, "ssdp");
    return seen;
}

Test(ssdp, sees_a_device_show_itself)
{
    struct seen *seen = heard(alive, 50000, 1900);
    const struct observation *o = &seen->o[0];

    cr_assert_eq(o->discovery.act, ACT_NOTIFY);
    cr_assert_not(o->from_client);
    cr_assert_eq(o->server.port, 50000);
    cr_assert_str_eq(o->discovery.type.s, "upnp:rootdevice");
    cr_assert_str_eq(o->discovery.server.s, "Linux/4.9 UPnP/1.0 Test/1.0");
    seen_free(seen);
}

Test(ssdp, tells_a_location_without_user_and_query)
{
    struct seen *seen = heard(alive, 1900, 1900);

    cr_assert_str_eq(seen->o[0].discovery.location.s, "http://192.0.2.9:1900/desc.xml");
    cr_assert_not(seen_tells(seen, "s3cret"));
    seen_free(seen);
}

Test(ssdp, sees_a_device_leave)
{
    struct seen *seen = heard(byebye, 1900, 1900);

    cr_assert_eq(seen->o[0].discovery.act, ACT_BYEBYE);
    cr_assert_str_eq(seen->o[0].discovery.type.s, "upnp:rootdevice");
    cr_assert_eq(seen->n, 1);
    seen_free(seen);
}

Test(ssdp, sees_somebody_search)
{
    struct seen *seen = heard(search, 50000, 1900);
    const struct observation *o = &seen->o[0];

    cr_assert_eq(o->discovery.act, ACT_SEARCH);
    cr_assert(o->from_client);
    cr_assert_str_eq(o->discovery.type.s, "urn:schemas-upnp-org:device:InternetGatewayDevice:1");
    cr_assert_str_empty(o->discovery.location.s);
    seen_free(seen);
}

Test(ssdp, sees_an_answer)
{
    struct seen *seen = heard(answer, 1900, 50000);

    cr_assert_eq(seen->o[0].discovery.act, ACT_RESPONSE);
    cr_assert_not(seen->o[0].from_client);
    cr_assert_str_eq(seen->o[0].discovery.location.s, "http://192.0.2.9:1900/desc.xml");
    seen_free(seen);
}

Test(ssdp, knows_a_panasonic_camera_by_its_service)
{
    static const struct mac mac = { { 0xd4, 0x2d, 0xc5, 0x00, 0x00, 0x01 } };
    struct seen *camera = heard(answer, 1900, 50000), *perhaps = heard(alive, 1900, 1900);
    const struct observation *o = seen_first(camera, OBS_DEVICE);

    cr_assert_not_null(o);
    cr_assert(mac_equal(&o->device.mac, &mac));
    cr_assert(o->device.camera);
    o = seen_first(perhaps, OBS_DEVICE);
    cr_assert_not_null(o);
    cr_assert(mac_equal(&o->device.mac, &mac));
    cr_assert_not(o->device.camera, "a UUID alone may be a television's");
    seen_free(camera);
    seen_free(perhaps);
}

Test(ssdp, forgives_a_missing_empty_line)
{
    struct seen *seen =
        heard("M-SEARCH * HTTP/1.1\r\nST: ssdp:all\r\nMAN: \"ssdp:discover\"\r\n", 50000, 1900);

    cr_assert_str_eq(seen->o[0].discovery.type.s, "ssdp:all");
    seen_free(seen);
}

Test(ssdp, is_known_before_all_others)
{
    struct turn turns[] = { CLIENT(search), SERVER(answer) };
    const char *protocol = NULL;
    struct seen *seen = talk_recognised(turns, 2, TRANSPORT_UDP, &protocol);

    cr_assert_str_eq(protocol, "ssdp");
    cr_assert_eq(seen_count(seen, OBS_DISCOVERY), 2);
    seen_free(seen);
}

static bool is_known(const char *said, uint16_t from)
{
    return recognised(&ssdp_dissector, bytes_of_text(said), from, 50000, NULL) == MINE;
}

Test(ssdp, knows_an_answer_from_another_port_by_its_fields)
{
    cr_assert(is_known(answer, 40000));
    cr_assert(is_known("HTTP/1.1 200 OK\r\n\r\n", 1900));
    cr_assert_not(is_known("HTTP/1.1 200 OK\r\n\r\n", 40000));
    cr_assert_not(is_known("HTTP/1.1 200 OK\r\nServer: x\r\n\r\n", 40000));
}

Test(ssdp, says_nothing_of_a_start_line_cut_short)
{
    says_nothing_of_a_cut_datagram(&ssdp_dissector, bytes_of_text("M-SEARCH * HTTP/1."), 9, 1900);
    says_nothing_of_a_cut_datagram(&ssdp_dissector, bytes_of_text("NOTIFY * HTTP/1."), 9, 1900);
}

Test(ssdp, reads_no_field_that_is_cut_short)
{
    struct bytes whole = bytes_of_text(search);
    for (size_t n = strlen("M-SEARCH * HTTP/1."); n < whole.n; n++) {
        struct seen *seen = hear(&ssdp_dissector, bytes_first(whole, n), 50000, 1900);
        const char *type = seen->o[0].discovery.type.s;
        cr_assert(type[0] == '\0' || strstr(search, type) != NULL);
        cr_assert(type[0] == '\0' || type[strlen(type) - 1] == '1', "cut to %zu bytes", n);
        seen_free(seen);
    }
}

Test(ssdp, rejects_what_is_not_its_own)
{
    static const char *const others[] = {
        "NOTIFY sip:9@192.0.2.9 SIP/2.0\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\nST: x\r\nUSN: y\r\n\r\n",
        "M-SEARCH",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct seen *seen = hear(&ssdp_dissector, bytes_of_text(others[i]), 1900, 1900);
        cr_assert_not(is_known(others[i], 1900), "%s", others[i]);
        cr_assert_eq(seen->n, 0);
        seen_free(seen);
    }
}
