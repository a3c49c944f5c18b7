#include <criterion/criterion.h>

#include "tests/support/judging.h"

static struct observation unset(void)
{
    return easy_ip(ACT_ANNOUNCE, WINDOW_OPEN, ADMINISTRATOR_MISSING);
}

static struct observation registered(void)
{
    return easy_ip(ACT_RESPONSE, WINDOW_OPEN, ADMINISTRATOR_REGISTERED);
}

static struct observation at(struct observation o, unsigned host)
{
    o.server.ip = o.setup.ip = ip_host(host);
    return o;
}

static struct observation activated(bool yes)
{
    struct observation o = served("sadp", OBS_SETTING, 37020);
    o.transport = TRANSPORT_UDP;
    o.setting.name = "activated";
    o.setting.enabled = yes;
    return o;
}

static struct observation picture(void)
{
    struct observation o = answered("http", 80, "GET", 200, SCHEME_NONE);
    o.exchange.content = CONTENT_JPEG;
    return o;
}

static struct observation media(void)
{
    struct observation o = served("rtp", OBS_MEDIA, 59136);
    o.transport = TRANSPORT_UDP;
    o.media.type = MEDIA_VIDEO;
    return o;
}

static struct observation factory_login(void)
{
    struct observation o = asked("http", OBS_LOGIN, 80);
    o.login.scheme = SCHEME_DIGEST;
    o.login.password.is_default = true;
    o.login.user = text_of(bytes_of_text("admin"));
    return o;
}

static struct observation factory_address(void)
{
    struct observation o = registered();
    cr_assert(ip_parse("192.168.0.10", &o.setup.ip));
    o.server.ip = o.setup.ip;
    o.setup.mode = ADDRESS_STATIC;
    return o;
}

static enum verdict verdict_of(struct court *c)
{
    return court_standing(c, "2.1").verdict;
}

static void show_later(struct court *c, double seconds, struct observation o)
{
    court_wait(c, seconds);
    court_show(c, o);
}

static size_t told(const struct court *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++)
        n += strcmp(c->heard[i].item->number, "2.1") == 0;
    return n;
}

/* ---- broken ---- */

Test(initialization, is_broken_by_pictures_between_two_words_of_no_administrator)
{
    struct observation uses[] = { picture(), media(),
                                  answered("rtsp", 554, "SETUP", 200, SCHEME_NONE) };
    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++) {
        struct court *c = court_with_camera(NULL);
        court_show(c, unset());
        show_later(c, 3, uses[i]);
        show_later(c, 2, unset());
        court_expect(c, "2.1", VERDICT_FAIL, "used-unset", "no administrator within 5 s");
        show_later(c, 5, unset());
        cr_assert_eq(court_count(c, "2.1", "used-unset"), 1, "each time by its own pictures");
        court_close(c);
    }
}

Test(initialization, is_broken_by_a_factory_login_that_still_works)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, factory_login());
    cr_assert_eq(verdict_of(c), VERDICT_UNKNOWN);
    court_show(c, answered("http", 80, "GET", 200, SCHEME_DIGEST));
    court_expect(c, "2.1", VERDICT_FAIL, "factory-login", "still works, over http");
    court_close(c);
}

Test(initialization, is_not_broken_by_a_factory_login_that_is_refused)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, factory_login());
    court_show(c, answered("http", 80, "GET", 401, SCHEME_DIGEST));
    cr_assert_eq(verdict_of(c), VERDICT_UNKNOWN);
    court_close(c);
}

/* ---- kept ---- */

Test(initialization, is_kept_when_it_was_watched_from_the_factory_settings_to_a_new_address)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, unset());
    court_expect(c, "2.1", VERDICT_UNKNOWN, "factory-settings", "as it left the factory");
    show_later(c, 60, registered());
    court_expect(c, "2.1", VERDICT_LIKELY_OK, "set-up-in-place", "an administrator");
    show_later(c, 60, at(registered(), 11));
    court_expect(c, "2.1", VERDICT_PASS, "set-up", "a new address");
    court_close(c);
}

Test(initialization, is_kept_when_the_new_address_comes_first)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, unset());
    show_later(c, 60, at(unset(), 11));
    show_later(c, 60, at(registered(), 11));
    court_expect(c, "2.1", VERDICT_PASS, "set-up", "a new address");
    court_close(c);
}

Test(initialization, is_likely_kept_when_a_device_is_activated)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, activated(false));
    court_expect(c, "2.1", VERDICT_UNKNOWN, "factory-settings", "no administrator");
    show_later(c, 60, activated(true));
    court_expect(c, "2.1", VERDICT_LIKELY_OK, "set-up-in-place", "from its factory settings");
    court_close(c);
}

Test(initialization, registering_an_administrator_ends_the_lack_of_one)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, unset());
    show_later(c, 3, picture());
    show_later(c, 2, unset());
    cr_assert_eq(verdict_of(c), VERDICT_FAIL);
    show_later(c, 5, registered());
    court_expect(c, "2.1", VERDICT_LIKELY_OK, "set-up-in-place", "administrator");
    court_close(c);
}

Test(initialization, only_another_initialization_ends_a_factory_login)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, unset());
    show_later(c, 60, registered());
    court_show(c, factory_login());
    court_show(c, answered("http", 80, "GET", 200, SCHEME_DIGEST));
    show_later(c, 60, at(registered(), 11));
    cr_assert_eq(verdict_of(c), VERDICT_FAIL);
    show_later(c, 60, at(unset(), 11));
    cr_assert_eq(verdict_of(c), VERDICT_FAIL);
    show_later(c, 60, at(registered(), 11));
    cr_assert_eq(verdict_of(c), VERDICT_LIKELY_OK);
    court_close(c);
}

/* ---- suspicious ---- */

Test(initialization, is_suspicious_when_pictures_follow_soon)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, unset());
    show_later(c, 30, picture());
    court_expect(c, "2.1", VERDICT_SUSPECT, "used-after-unset", "30 s after");
    show_later(c, 60, registered());
    cr_assert_eq(verdict_of(c), VERDICT_LIKELY_OK, "it was set up meanwhile");
    court_close(c);
}

Test(initialization, says_nothing_when_pictures_follow_much_later)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, unset());
    show_later(c, 3600, picture());
    cr_assert_eq(verdict_of(c), VERDICT_UNKNOWN, "somebody may have set it up over HTTPS");
    show_later(c, 3600, unset());
    cr_assert_eq(verdict_of(c), VERDICT_UNKNOWN, "nor is that a proof");
    court_close(c);
}

Test(initialization, is_suspicious_in_service_at_the_address_it_came_with)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, factory_address());
    cr_assert_eq(verdict_of(c), VERDICT_UNKNOWN, "its address may be the next thing to be set");
    court_show(c, media());
    court_expect(c, "2.1", VERDICT_SUSPECT, "factory-address", "192.168.0.10");
    show_later(c, 60, registered());
    court_expect(c, "2.1", VERDICT_UNKNOWN, "installed-before", "when it was first seen");
    court_close(c);
}

Test(initialization, an_address_that_dhcp_gave_is_not_the_factorys)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = factory_address();
    o.setup.mode = ADDRESS_DHCP;
    court_show(c, media());
    court_show(c, o);
    cr_assert_eq(verdict_of(c), VERDICT_UNKNOWN);
    court_close(c);
}

/* ---- traps, protocols.md E, row 2.1 ---- */

Test(initialization, trap_a_camera_installed_before_the_sensor_is_unknown)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, registered());
    court_expect(c, "2.1", VERDICT_UNKNOWN, "installed-before", "is not known");
    court_show(c, media());
    show_later(c, 60, at(registered(), 11));
    cr_assert_eq(verdict_of(c), VERDICT_UNKNOWN, "a new address proves nothing");
    cr_assert_eq(told(c), 0);
    court_close(c);
}

Test(initialization, trap_another_initialization_looks_the_same_and_is_told)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, registered());
    show_later(c, 60, unset());
    court_expect(c, "2.1", VERDICT_SUSPECT, "initialized-again", "any more");
    cr_assert_eq(told(c), 1);
    show_later(c, 60, at(registered(), 11));
    court_expect(c, "2.1", VERDICT_PASS, "set-up", "from its factory settings");
    show_later(c, 60, at(unset(), 11));
    court_expect(c, "2.1", VERDICT_SUSPECT, "initialized-again", "any more");
    court_close(c);
    c = court_with_camera(NULL);
    court_show(c, media());
    show_later(c, 60, unset());
    court_expect(c, "2.1", VERDICT_SUSPECT, "initialized-again", "gave pictures before");
    court_close(c);
}

/* ---- what does not count ---- */

Test(initialization, does_not_believe_a_wrong_checksum_or_the_set_up_tool)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = unset();
    o.setup.checksum_ok = false;
    court_show(c, o);
    o = unset();
    o.setup.act = ACT_SET;
    court_show(c, o);
    court_show(c, easy_ip(ACT_RESPONSE, WINDOW_OPEN, ADMINISTRATOR_UNKNOWN));
    cr_assert_null(court_standing(c, "2.1").reason);
    court_close(c);
}

Test(initialization, takes_no_notice_of_other_settings_or_other_hosts_pictures)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = activated(false);
    o.setting.name = "http";
    court_show(c, o);
    o = activated(false);
    o.from_client = true;
    court_show(c, o);
    cr_assert_null(court_standing(c, "2.1").reason);
    court_show(c, unset());
    o = media();
    o.from_client = true; /* somebody sends to the camera */
    show_later(c, 3, o);
    o = media();
    o.media.control = true;
    court_show(c, o);
    show_later(c, 3, answered("rtsp", 554, "OPTIONS", 200, SCHEME_NONE));
    court_show(c, answered("rtsp", 554, "DESCRIBE", 401, SCHEME_NONE));
    court_show(c, answered("http", 80, "GET", 200, SCHEME_NONE));
    cr_assert_eq(verdict_of(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(initialization, counts_once_what_a_mirror_shows_twice)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, unset());
    show_later(c, 3, picture());
    show_later(c, 3, unset());
    court_show(c, unset());
    cr_assert_eq(court_count(c, "2.1", "used-unset"), 1);
    court_close(c);
}

Test(initialization, holds_through_a_clock_that_is_set)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, unset());
    judge_reflect(c->judge, c->time_ns);
    c->time_ns -= 86400000000000;
    court_show(c, picture());
    show_later(c, 5, unset());
    cr_assert_eq(verdict_of(c), VERDICT_FAIL);
    court_close(c);
}
