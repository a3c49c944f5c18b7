/* Guide item 3.2.4: what begins the 20 minutes anew. */
#include <criterion/criterion.h>

#include "tests/support/judging.h"

/* Announcements every five seconds, n of them, from that address of the camera. */
static void announce(struct court *c, unsigned n, unsigned host)
{
    for (unsigned i = 0; i < n; i++) {
        struct observation o = easy_ip(ACT_ANNOUNCE, WINDOW_UNKNOWN, ADMINISTRATOR_UNKNOWN);
        o.setup.ip = o.server.ip = ip_host(host);
        court_show(c, o);
        court_wait(c, 5);
    }
}

/* A link that came up again, by two signs. */
static void start(struct court *c)
{
    struct observation o = used("dhcp", OBS_ADDRESS, 67);
    o.transport = TRANSPORT_UDP;
    o.address.act = ADDRESS_DISCOVER;
    o.address.mac = camera_mac;
    court_show(c, o);
    o = used("arp", OBS_ADDRESS, 0);
    o.transport = TRANSPORT_LINK;
    o.address.act = ADDRESS_PROBE;
    o.address.mac = camera_mac;
    o.address.ip = ip_host(10);
    court_show(c, o);
}

Test(easy_ip_setup, trap_another_address_begins_the_20_minutes_anew)
{
    struct court *c = court_with_camera(NULL);
    announce(c, 200, 10);
    announce(c, 240, 11);
    cr_assert_eq(court_standing(c, "3.2.4").verdict, VERDICT_UNKNOWN);
    announce(c, 20, 11);
    cr_assert_eq(court_standing(c, "3.2.4").verdict, VERDICT_FAIL);
    court_close(c);
}

Test(easy_ip_setup, trap_a_start_that_other_signs_show_begins_them_anew)
{
    struct court *c = court_with_camera(NULL);
    announce(c, 200, 10);
    court_wait(c, 10);
    start(c);
    announce(c, 240, 10);
    cr_assert_eq(court_standing(c, "3.2.4").verdict, VERDICT_UNKNOWN);
    announce(c, 20, 10);
    cr_assert_eq(court_standing(c, "3.2.4").verdict, VERDICT_FAIL);
    court_close(c);
}
