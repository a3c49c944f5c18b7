#include <criterion/criterion.h>

#include "dissectors/discovery.h"

static void located(const char *url, const char *expected)
{
    struct text t = location_of(bytes_of_text(url));
    cr_assert_str_eq(t.s, expected, "%s gave %s", url, t.s);
}

Test(discovery, tells_where_something_is)
{
    located("http://192.0.2.5:49152/desc.xml", "http://192.0.2.5:49152/desc.xml");
    located("http://[2001:db8::5]:80/onvif/device_service",
            "http://[2001:db8::5]:80/onvif/device_service");
    located("/desc.xml", "/desc.xml");
    located("", "");
}

Test(discovery, tells_nobodys_password)
{
    located("http://viewer:s3cret@192.0.2.5/desc.xml", "http://192.0.2.5/desc.xml");
    located("http://viewer:s3@cret@192.0.2.5/desc.xml", "http://192.0.2.5/desc.xml");
    located("http://viewer:s3?cret@192.0.2.5/desc.xml", "http://192.0.2.5");
    located("http://viewer:s3/cret@192.0.2.5/desc.xml", "http:///");
    located("http://192.0.2.5/desc.xml?user=viewer&pwd=s3cret", "http://192.0.2.5/desc.xml");
    located("http://admin%3AK%40192.0.2.5/", "http:///");
    located("http://admin%3aK%40[2001:db8::5]/", "http:///");
    located("http://[fe80::5%25eth0]:80/a", "http://[fe80::5%25eth0]:80/a");
    located("http://192.0.2.5?pwd=s3cret", "http://192.0.2.5");
    located("desc.xml?see=http://viewer:s3cret@192.0.2.5/", "desc.xml");
}

static bool has_address(const char *url, const char *expected)
{
    struct ip ip = { { 0 } }, wanted = { { 0 } };
    cr_assert(ip_parse(expected, &wanted));
    return host_address(bytes_of_text(url), &ip) && ip_equal(&ip, &wanted);
}

Test(discovery, finds_the_address_of_a_host)
{
    cr_assert(has_address("http://192.0.2.5/onvif/device_service", "192.0.2.5"));
    cr_assert(has_address("http://192.0.2.5:8080", "192.0.2.5"));
    cr_assert(has_address("https://[2001:db8::5]/onvif", "2001:db8::5"));
    cr_assert(has_address("http://[fe80::5%25eth0]:80/", "fe80::5"));
    cr_assert_not(has_address("http://camera.example/", "192.0.2.5"));
    cr_assert_not(has_address("192.0.2.5", "192.0.2.5"));
}

Test(discovery, finds_the_mac_in_a_uuid_of_panasonics)
{
    struct mac mac, wanted = { { 0xd4, 0x2d, 0xc5, 0x00, 0x00, 0x01 } };

    cr_assert(panasonic_mac(bytes_of_text("uuid:4D454930-0000-1000-8000-D42DC5000001::x"), &mac));
    cr_assert(mac_equal(&mac, &wanted));
    cr_assert_not(panasonic_mac(bytes_of_text("uuid:4d454931-0000-1000-8000-d42dc5000001"), &mac));
    cr_assert_not(panasonic_mac(bytes_of_text("uuid:4d454930-0000-1000-8000-d42dc500000"), &mac));
    cr_assert_not(panasonic_mac(bytes_of_text("uuid:4d454930-0000-1000-8000-d42dc500000x"), &mac));
}

static const char *uuid_of(const char *text)
{
    static struct text uuid;
    uuid = device_uuid(bytes_of_text(text));
    return uuid.s;
}

Test(discovery, finds_the_uuid_of_a_device)
{
    static const char *const uuid = "2f402f80-da50-11e1-9b23-001788255acc";
    cr_assert_str_eq(uuid_of("uuid:2f402f80-da50-11e1-9b23-001788255acc::upnp:rootdevice"), uuid);
    cr_assert_str_eq(uuid_of("urn:uuid:2f402f80-da50-11e1-9b23-001788255acc"), uuid);
    cr_assert_str_eq(uuid_of("uuid:2f402f80-da50-11e1-9b23-001788255ac"), "");
    cr_assert_str_eq(uuid_of("uuid:2f402f80-da50-11e1-9b23-001788255acx"), "");
    cr_assert_str_eq(uuid_of("uuid:2f402f80xda50-11e1-9b23-001788255acc"), "");
    cr_assert_str_eq(uuid_of("2f402f80-da50-11e1-9b23-001788255acc"), "");
    cr_assert_str_eq(uuid_of("uuid:"), "");
    cr_assert_str_eq(uuid_of(""), "");
}
