#include "rules/party.h"

#include <criterion/criterion.h>

#include "tests/support/judging.h"

Test(party, are_the_two_ends)
{
    struct meeting m;
    struct observation o = used("ftp", OBS_LOGIN, 21);
    struct ip camera = ip_host(10), server = ip_host(50);
    cr_assert(party_of(&o, PART_CLIENT, &m));
    cr_assert(ip_equal(&m.ip, &camera) && mac_equal(&m.mac, &camera_mac) && !m.mac_stated);
    cr_assert(party_of(&o, PART_SERVER, &m));
    cr_assert(ip_equal(&m.ip, &server));
}

Test(party, is_the_camera_that_easy_ip_names_at_the_address_it_sends_from)
{
    struct meeting m;
    struct observation o = easy_ip(ACT_RESPONSE, WINDOW_OPEN, ADMINISTRATOR_MISSING);
    struct ip from = ip_host(10);
    o.setup.ip = ip_host(66);
    cr_assert(party_of(&o, PART_SUBJECT, &m));
    cr_assert(ip_equal(&m.ip, &from) && m.mac_stated && !m.only_known);
}

Test(party, is_only_a_known_camera_when_somebody_sets_it)
{
    struct meeting m;
    struct observation o = easy_ip(ACT_SET, WINDOW_UNKNOWN, ADMINISTRATOR_UNKNOWN);
    cr_assert(party_of(&o, PART_SUBJECT, &m));
    cr_assert(m.only_known && ip_is_group(&m.ip));
    o.setup.mac = (struct mac){ { 0 } };
    cr_assert_not(party_of(&o, PART_SUBJECT, &m));
}

Test(party, is_the_host_a_mapping_leads_to)
{
    struct meeting m;
    struct observation o = used("igd", OBS_MAPPING, 5000);
    o.mapping.internal = ip_host(77);
    cr_assert(party_of(&o, PART_SUBJECT, &m));
    cr_assert(ip_equal(&m.ip, &o.mapping.internal) && !mac_known(&m.mac));
}

Test(party, is_the_mac_that_logs_in_at_its_port)
{
    struct meeting m;
    struct observation o = { .kind = OBS_PORT_AUTH, .transport = TRANSPORT_LINK, .vlan = 7 };
    cr_assert_not(party_of(&o, PART_SUBJECT, &m), "nobody knows whose it is");
    o.port_auth.mac = camera_mac;
    cr_assert(party_of(&o, PART_SUBJECT, &m));
    cr_assert(mac_equal(&m.mac, &camera_mac) && m.mac_stated && ip_is_group(&m.ip));
    cr_assert_eq(m.vlan, 7);
    o.port_auth.by_radius = true;
    cr_assert(party_of(&o, PART_SUBJECT, &m));
    cr_assert_eq(m.vlan, 0, "that of the server");
}

Test(party, is_who_is_known_by_the_address_that_arp_speaks_of_whosever_mac_it_is)
{
    struct meeting m;
    struct observation o = { .kind = OBS_ADDRESS, .protocol = "arp" };
    o.transport = TRANSPORT_LINK;
    o.address.mac = camera_mac;
    o.address.ip = ip_host(77);
    cr_assert(party_of(&o, PART_SUBJECT, &m));
    cr_assert(ip_equal(&m.ip, &o.address.ip) && !mac_known(&m.mac) && m.only_known);
    o.address.ip = (struct ip){ { 0 } };
    cr_assert_not(party_of(&o, PART_SUBJECT, &m));
}

Test(party, is_the_mac_that_a_lease_is_for)
{
    struct meeting m;
    struct observation o = used("dhcp", OBS_ADDRESS, 67);
    o.address.mac = camera_mac;
    o.address.ip = ip_host(77);
    cr_assert(party_of(&o, PART_SUBJECT, &m));
    cr_assert(mac_equal(&m.mac, &camera_mac) && m.mac_stated && m.only_known);
    cr_assert(ip_is_group(&m.ip), "it may not be its address yet");
    o.address.mac = (struct mac){ { 0 } };
    cr_assert_not(party_of(&o, PART_SUBJECT, &m));
}

Test(party, is_the_mac_at_the_end_of_a_uuid_if_it_is_a_camera_makers)
{
    struct meeting m;
    struct observation o = served("wsd", OBS_DISCOVERY, 3702);
    o.server_mac = (struct mac){ { 0x00, 0x1b, 0x21, 0, 0, 0x99 } }; /* a router's */
    o.discovery.act = ACT_RESPONSE;
    o.discovery.uuid = text_of(bytes_of_text("4d454930-0000-1000-8000-d42dc5000001"));
    cr_assert(party_of(&o, PART_SERVER, &m));
    cr_assert(m.mac_stated);
    cr_assert(mac_equal(&m.mac, &camera_mac));
    cr_assert_eq(m.tag[TAG_UUID], &o.discovery.uuid);
    cr_assert(party_of(&o, PART_CLIENT, &m));
    cr_assert(!m.mac_stated && m.tag[TAG_UUID] == NULL);
    o.discovery.uuid = text_of(bytes_of_text("7b5c4a10-1dd2-11b2-a105-00000000aabb"));
    cr_assert(party_of(&o, PART_SERVER, &m));
    cr_assert_not(m.mac_stated);
    o.discovery.act = ACT_SEARCH;
    cr_assert(party_of(&o, PART_SERVER, &m));
    cr_assert_null(m.tag[TAG_UUID]);
}

Test(party, is_known_by_the_serial_number_it_says)
{
    struct meeting m;
    struct observation o = shows_itself();
    o.device.serial = text_of(bytes_of_text("TBC00001"));
    cr_assert(party_of(&o, PART_SUBJECT, &m));
    cr_assert_eq(m.tag[TAG_SERIAL], &o.device.serial);
    cr_assert_null(m.tag[TAG_UUID]);
}
