/* Guide item 2.6: addresses. */
#include <criterion/criterion.h>

#include "tests/support/judging.h"
#include "tests/support/network_facts.h"
#include "tests/support/policies.h"

/* ARP: no addresses but those it speaks of. */
static struct observation arp(enum address_act act, struct mac mac)
{
    return (struct observation){
        .kind = OBS_ADDRESS,
        .protocol = "arp",
        .transport = TRANSPORT_LINK,
        .client_mac = mac,
        .from_client = true,
        .address = { .act = act, .mac = mac, .ip = ip_host(10) },
    };
}

/* Each asks from the camera's address, once a minute. */
static void both_ask(struct court *c, struct mac one, struct mac other, int times)
{
    for (int i = 0; i < times; i++) {
        court_show(c, arp(ADDRESS_ASK, one));
        court_wait(c, minute / 2);
        court_show(c, arp(ADDRESS_ASK, other));
        court_wait(c, minute / 2);
    }
}

Test(network_settings, are_suspect_with_an_address_that_nobody_gave)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = network_setup(ACT_RESPONSE, ADDRESS_AUTO, false);
    cr_assert(ip_parse("169.254.7.9", &o.setup.ip));
    court_show(c, o);
    court_expect(c, "2.6", VERDICT_SUSPECT, "address-made-up", "169.254.7.9");
    court_show(c, network_setup(ACT_RESPONSE, ADDRESS_AUTO, false));
    court_expect(c, "2.6", VERDICT_PASS, "dns-unset", "its address mode is Auto");
    court_close(c);
}

/* Cameras of other makers keep such an address beside their own. */
Test(network_settings, say_nothing_of_a_made_up_address_beside_another)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = arp(ADDRESS_CLAIM, camera_mac);
    cr_assert(ip_parse("169.254.7.9", &o.address.ip));
    court_show(c, o);
    expect_network_unknown(c, NULL);
    court_close(c);
}

Test(network_settings, are_broken_by_two_cameras_with_one_address)
{
    struct court *c = court_with_camera(NULL);
    both_ask(c, camera_mac, other_camera, 3);
    court_expect(c, "2.6", VERDICT_FAIL, "address-twice",
                 "192.0.2.10 is used by d4:2d:c5:00:00:01 and d4:2d:c5:00:00:02");
    court_show(c, network_setup(ACT_RESPONSE, ADDRESS_STATIC, false));
    cr_assert_eq(court_standing(c, "2.6").verdict, VERDICT_FAIL, "that stays");
    court_close(c);
}

/* Whose fault it is cannot be seen. */
Test(network_settings, are_suspect_when_another_host_has_the_address)
{
    struct court *c = court_with_camera(NULL);
    both_ask(c, camera_mac, pc, 3);
    court_expect(c, "2.6", VERDICT_SUSPECT, "address-shared", "00:1b:21:00:00:0a");
    court_close(c);
}

/* One has the address; the other probes it, and takes it all the same. */
static struct court *taken_from(struct mac one, struct mac other)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, arp(ADDRESS_ASK, one));
    court_wait(c, minute);
    court_show(c, arp(ADDRESS_PROBE, other));
    court_wait(c, 3);
    both_ask(c, other, one, 2);
    return c;
}

Test(network_settings, are_broken_when_the_camera_takes_an_address_that_it_saw_in_use)
{
    struct court *c = taken_from(pc, camera_mac);
    court_expect(c, "2.6", VERDICT_FAIL, "address-taken", "192.0.2.10");
    court_close(c);
}

Test(network_settings, do_not_blame_the_camera_when_another_takes_its_address)
{
    struct court *c = taken_from(camera_mac, pc);
    court_expect(c, "2.6", VERDICT_SUSPECT, "address-shared", "00:1b:21:00:00:0a");
    court_close(c);
}

/* A switch that tracks devices probes for each address it knows; a router may answer for others. */
Test(network_settings, do_not_take_a_probe_or_an_answer_for_a_use)
{
    static const enum address_act acts[] = { ADDRESS_PROBE, ADDRESS_ANSWER, ADDRESS_ROUTER };
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 12; i++) {
        court_show(c, arp(ADDRESS_ASK, camera_mac));
        court_wait(c, minute / 2);
        court_show(c, arp(acts[i % 3], pc));
        court_wait(c, minute / 2);
    }
    expect_network_unknown(c, NULL);
    court_close(c);
}

Test(network_settings, do_not_take_an_address_that_passed_on_for_one_that_two_have)
{
    struct court *c = court_with_camera(NULL);
    both_ask(c, camera_mac, camera_mac, 5);
    both_ask(c, other_camera, other_camera, 5);
    court_wait(c, hour);
    both_ask(c, camera_mac, camera_mac, 5);
    expect_network_unknown(c, NULL);
    court_close(c);
}

Test(network_settings, do_not_enter_a_host_by_arp_alone)
{
    struct court *c = court_open(NULL);
    both_ask(c, camera_mac, pc, 3);
    cr_assert_eq(judge_cameras(c->judge), 0);
    court_close(c);
}

Test(network_settings, say_nothing_of_hosts_that_are_no_cameras)
{
    struct court *c = court_open(good_policy("servers: {dns: [192.0.2.50]}"));
    struct observation o = dns_lookup(51);
    o.client_mac = pc;
    court_show(c, o);
    cr_assert_eq(judge_cameras(c->judge), 0);
    cr_assert_eq(c->n, 0);
    court_close(c);
}

/* Else everything would be a day ago. */
Test(network_settings, are_not_aged_by_a_clock_that_is_set)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, network_setup(ACT_RESPONSE, ADDRESS_STATIC, true));
    court_show(c, used("smtp", OBS_MAIL, 25));
    judge_reflect(c->judge, c->time_ns);
    court_wait(c, 25 * hour);
    judge_reflect(c->judge, c->time_ns);
    court_show(c, used("smtp", OBS_MAIL, 25));
    judge_end(c->judge, c->time_ns);
    expect_network_unknown(c, "dns-set");
    court_close(c);
}
