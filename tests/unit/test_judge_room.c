#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/judging.h"
#include "tests/support/policies.h"

enum { CAMERAS = 30 };

/* A camera that anybody could have made up: it shows itself, and nobody answers. */
static struct observation made_up(unsigned host)
{
    struct observation o = shows_itself();
    o.server = at_host(host, o.server.port);
    o.server_mac.b[4] = (uint8_t)(host >> 8);
    o.server_mac.b[5] = (uint8_t)host;
    o.device.mac = o.server_mac;
    o.device.ip = o.server.ip;
    return o;
}

/* It says that anybody may set it up. */
static struct observation open_to_all(unsigned host)
{
    struct observation shown = made_up(host);
    struct observation o = easy_ip(ACT_RESPONSE, WINDOW_OPEN, ADMINISTRATOR_MISSING);
    o.server = shown.server;
    o.server_mac = o.setup.mac = shown.server_mac;
    o.setup.ip = shown.server.ip;
    return o;
}

static struct court *small_court(const char *more)
{
    char text[256];
    (void)snprintf(text, sizeof text, "limits: {hosts: 32}\n%s", more);
    return court_open(good_policy(text));
}

static bool is_camera(struct court *c, unsigned host)
{
    struct ip ip = ip_host(host);
    size_t n = judge_cameras(c->judge);
    for (size_t i = 0; i < n; i++) {
        struct judged camera = judge_camera(c->judge, i);
        if (ip_equal(&camera.name.ip, &ip))
            return true;
    }
    return false;
}

static void flood(struct court *c, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        c->n = 0;
        court_show(c, made_up(1000 + i % 200));
    }
}

Test(judge_room, in_a_full_book_the_made_up_camera_longest_silent_is_forgotten)
{
    struct court *c = small_court("");
    flood(c, CAMERAS);
    cr_assert_eq(judge_cameras(c->judge), CAMERAS);
    court_show(c, made_up(1000));
    c->n = 0;
    court_show(c, made_up(50));
    cr_expect_eq(judge_cameras(c->judge), CAMERAS);
    cr_expect(is_camera(c, 50));
    cr_expect(is_camera(c, 1000), "it was heard of again");
    cr_expect(!is_camera(c, 1001));
    court_close(c);
}

Test(judge_room, what_was_said_of_it_is_taken_back)
{
    struct court *c = small_court("");
    court_show(c, made_up(1000));
    court_show(c, open_to_all(1000));
    for (unsigned i = 1; i < CAMERAS; i++)
        court_show(c, made_up(1000 + i));
    c->n = 0;
    court_show(c, made_up(50));
    struct ip first = ip_host(1000);
    size_t back = 0;
    for (size_t i = 0; i < c->n; i++)
        back += ip_equal(&c->heard[i].camera.ip, &first) &&
                strcmp(c->heard[i].reason, "forgotten") == 0 &&
                c->heard[i].verdict == VERDICT_UNKNOWN;
    cr_expect_gt(back, 0);
    court_close(c);
}

static void outlives_a_flood(struct court *c)
{
    flood(c, 1000);
    cr_expect(is_camera(c, 50));
    court_close(c);
}

Test(judge_room, one_that_talked_with_somebody_is_never_forgotten)
{
    struct court *c = small_court("");
    court_show(c, made_up(50));
    struct observation talks = answered("http", 80, "GET", 200, SCHEME_NONE);
    talks.server = at_host(50, 80);
    talks.server_mac = made_up(50).server_mac;
    talks.both_ways = true;
    court_show(c, talks);
    outlives_a_flood(c);
}

Test(judge_room, one_that_is_known_for_an_hour_is_never_forgotten)
{
    struct court *c = small_court("");
    court_show(c, made_up(50));
    court_wait(c, 3601);
    court_show(c, made_up(50));
    outlives_a_flood(c);
}

Test(judge_room, one_that_the_policy_lists_is_never_forgotten)
{
    struct court *c = small_court("cameras: [{name: gate, ip: 192.0.2.50}]\n");
    court_show(c, made_up(50));
    outlives_a_flood(c);
}

Test(judge_room, when_all_others_are_firm_the_last_place_goes_from_one_to_the_next)
{
    struct court *c = small_court("");
    for (unsigned i = 0; i < CAMERAS; i++)
        court_show(c, made_up(1000 + i));
    court_wait(c, 3601);
    for (unsigned i = 0; i < CAMERAS; i++)
        court_show(c, made_up(1000 + i));
    court_show(c, made_up(50));
    cr_expect(is_camera(c, 50));
    court_show(c, made_up(51));
    cr_expect(is_camera(c, 51));
    cr_expect(!is_camera(c, 50));
    for (unsigned i = 0; i < CAMERAS; i++)
        cr_expect(is_camera(c, 1000 + i));
    court_close(c);
}
