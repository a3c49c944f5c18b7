#include <criterion/criterion.h>

#include "tests/support/judging.h"
#include "tests/support/policies.h"
#include "tests/support/port_facts.h"

static const double minute = 60, day = 86400;

static void show_alive(struct court *c)
{
    court_show(c, easy_ip(ACT_RESPONSE, WINDOW_UNKNOWN, ADMINISTRATOR_UNKNOWN));
}

static void show_address(struct court *c, const char *protocol, enum address_act act)
{
    struct observation o = { .kind = OBS_ADDRESS, .protocol = protocol };
    o.transport = TRANSPORT_LINK;
    o.address.act = act;
    o.address.mac = camera_mac;
    o.address.ip = ip_host(10);
    court_show(c, o);
}

/* It asks for a lease and probes its address; a minute later it is certain. */
static void restart(struct court *c)
{
    show_address(c, "dhcp", ADDRESS_DISCOVER);
    show_address(c, "arp", ADDRESS_PROBE);
    court_wait(c, 70);
    show_alive(c);
}

static const struct ruling *last_of(const struct court *c, const char *item)
{
    const struct ruling *last = NULL;
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->heard[i].item->number, item) == 0)
            last = &c->heard[i];
    return last;
}

Test(judge_expiry, ends_what_was_not_shown_again_for_thirty_days)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, port_refuses(21));
    court_expect(c, "3.2.1", VERDICT_PASS, "port-closed", "refuses");
    court_wait(c, 29 * day);
    show_alive(c);
    cr_assert_eq(court_standing(c, "3.2.1").verdict, VERDICT_PASS);
    court_wait(c, 2 * day);
    show_alive(c);
    court_expect(c, "3.2.1", VERDICT_UNKNOWN, "expired", "was PASS; last shown on 2023-11-14");
    cr_assert_not_null(court_standing(c, "3.2.1").lift);
    const struct ruling *r = last_of(c, "3.2.1");
    cr_assert_eq(r->verdict, VERDICT_UNKNOWN);
    cr_assert_eq(r->before, VERDICT_PASS);
    court_show(c, port_refuses(21));
    court_expect(c, "3.2.1", VERDICT_PASS, "port-closed", "refuses");
    court_close(c);
}

Test(judge_expiry, counts_from_the_last_time_it_was_shown)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 10; i++) {
        court_show(c, port_refuses(21));
        court_wait(c, 20 * day);
    }
    cr_assert_eq(court_standing(c, "3.2.1").verdict, VERDICT_PASS);
    cr_assert_eq(court_standing(c, "3.2.1").opportunities, 10);
    court_close(c);
}

Test(judge_expiry, leaves_a_fail_until_it_is_mended)
{
    struct court *c = court_open(NULL);
    struct observation open = port_refuses(21);
    open.service.state = SERVICE_OPEN;
    court_show(c, shows_itself());
    court_show(c, open);
    court_wait(c, 400 * day);
    restart(c);
    cr_assert_eq(court_standing(c, "3.2.1").verdict, VERDICT_FAIL);
    cr_assert_eq(court_standing(c, "3.1").verdict, VERDICT_FAIL);
    court_show(c, port_refuses(21));
    cr_assert_eq(court_standing(c, "3.2.1").verdict, VERDICT_PASS);
    court_close(c);
}

Test(judge_expiry, comes_after_the_age_that_the_policy_says)
{
    struct court *c = court_with_camera("facts:\n  age: 12h\n");
    court_show(c, port_refuses(21));
    court_wait(c, 11 * 3600);
    show_alive(c);
    cr_assert_eq(court_standing(c, "3.2.1").verdict, VERDICT_PASS);
    court_wait(c, 3600);
    show_alive(c);
    court_expect(c, "3.2.1", VERDICT_UNKNOWN, "expired", "too long ago");
    court_close(c);
}

/* Port 80 refused in spring, and every day somebody uses HTTPS. */
Test(judge_expiry, takes_no_old_half_for_a_new_proof)
{
    struct court *c = court_open(NULL);
    struct observation closed = port_refuses(21), tls = served("tls", OBS_TLS, 443);
    closed.server.port = 80;
    tls.tls.version = 0x0303;
    court_show(c, shows_itself());
    court_show(c, closed);
    court_show(c, tls);
    court_expect(c, "3.4", VERDICT_PASS, "https-only", "TLS");
    for (int i = 0; i < 70; i++) {
        court_wait(c, day);
        court_show(c, tls);
    }
    cr_assert_eq(court_standing(c, "3.4").verdict, VERDICT_UNKNOWN);
    court_show(c, closed);
    court_expect(c, "3.4", VERDICT_PASS, "https-only", "TLS");
    court_close(c);
}

Test(judge_expiry, ends_at_a_restart_what_a_restart_may_change)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, port_refuses(21));
    court_show(c, easy_ip(ACT_RESPONSE, WINDOW_EXPIRED, ADMINISTRATOR_REGISTERED));
    court_wait(c, 600);
    uint64_t started_ns = c->time_ns + 1000000;
    restart(c);
    court_expect(c, "3.2.1", VERDICT_UNKNOWN, "restarted", "it restarted since, on 2023-11-14");
    court_expect(c, "3.2.4", VERDICT_UNKNOWN, "restarted", "was PASS");
    court_expect(c, "2.3", VERDICT_LIKELY_OK, "administrator-registered", "registered");
    cr_assert_eq(judge_camera(c->judge, 0).up_since_ns, started_ns);
    cr_assert_eq(last_of(c, "3.2.1")->before, VERDICT_PASS);
    court_close(c);
}

Test(judge_expiry, keeps_what_was_shown_since_the_restart)
{
    struct court *c = court_with_camera(NULL);
    court_wait(c, 600);
    show_address(c, "dhcp", ADDRESS_DISCOVER);
    show_address(c, "arp", ADDRESS_PROBE);
    court_wait(c, 10);
    court_show(c, port_refuses(21));
    court_wait(c, 70);
    show_alive(c);
    court_expect(c, "3.2.1", VERDICT_PASS, "port-closed", "refuses");
    cr_assert_neq(judge_camera(c->judge, 0).up_since_ns, 0);
    court_close(c);
}

/* The address is the camera's, the MAC is the router's. */
Test(judge_expiry, takes_no_announcement_of_a_router_for_a_restart)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, port_refuses(21));
    court_wait(c, 600);
    struct observation o = { .kind = OBS_ADDRESS, .protocol = "arp" };
    o.transport = TRANSPORT_LINK;
    o.address.act = ADDRESS_CLAIM;
    o.address.mac = (struct mac){ { 0, 0x1b, 0x21, 0, 0, 1 } };
    o.address.ip = ip_host(10);
    court_show(c, o);
    show_address(c, "dhcp", ADDRESS_DISCOVER);
    court_wait(c, 130);
    show_alive(c);
    cr_assert_eq(judge_camera(c->judge, 0).up_since_ns, 0);
    cr_assert_eq(court_standing(c, "3.2.1").verdict, VERDICT_PASS);
    court_close(c);
}

/* Thirty days by the calendar, a minute by what was watched. */
Test(judge_expiry, is_not_hastened_by_a_clock_that_is_set)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, port_refuses(21));
    judge_reflect(c->judge, c->time_ns);
    court_wait(c, 60 * day);
    judge_reflect(c->judge, c->time_ns);
    cr_assert_eq(court_standing(c, "3.2.1").verdict, VERDICT_PASS);
    for (int i = 0; i < 30 * 1440; i++) {
        court_wait(c, minute);
        judge_reflect(c->judge, c->time_ns);
    }
    court_expect(c, "3.2.1", VERDICT_UNKNOWN, "expired", "too long ago");
    court_close(c);
}

/* A camera that is gone shows nothing. */
Test(judge_expiry, counts_silence_only_while_the_camera_lives)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 1500; i++) {
        struct observation o = served("rtp", OBS_MEDIA, 554);
        o.media.encrypted = ENCRYPTED_YES;
        court_show(c, o);
        judge_reflect(c->judge, c->time_ns);
        court_wait(c, minute);
    }
    court_expect(c, "3.2.2", VERDICT_LIKELY_OK, "quiet", "a day");
    for (int i = 0; i < 31 * 1440; i++) {
        judge_reflect(c->judge, c->time_ns);
        court_wait(c, minute);
    }
    cr_assert_eq(court_standing(c, "3.2.2").verdict, VERDICT_UNKNOWN);
    court_close(c);
}
