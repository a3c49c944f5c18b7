#include <criterion/criterion.h>
#include <stdlib.h>

#include "tests/support/judging.h"
#include "tests/support/policies.h"

static struct observation basic_offer(unsigned host)
{
    struct observation o = served("http", OBS_CHALLENGE, 80);
    o.server = at_host(host, 80);
    o.server_mac = (struct mac){ { 0 } };
    o.challenge.scheme = SCHEME_BASIC;
    return o;
}

static struct observation rtsp_answer(unsigned host)
{
    struct observation o = answered_by_maker("rtsp", 554, "DESCRIBE", 401);
    o.server = at_host(host, 554);
    o.server_mac = (struct mac){ { 0 } };
    return o;
}

Test(judge, tells_nothing_of_a_host_that_is_no_camera)
{
    struct court *c = court_open(NULL);
    court_show(c, basic_offer(20));
    cr_assert_eq(c->n, 0);
    cr_assert_eq(judge_cameras(c->judge), 0);
    court_close(c);
}

Test(judge, tells_what_it_held_back_when_the_host_proves_a_camera)
{
    struct court *c = court_open(NULL);
    court_show(c, basic_offer(20));
    court_show(c, basic_offer(20));
    struct observation ftp = served("ftp", OBS_LOGIN, 21);
    ftp.server = at_host(20, 21);
    ftp.server_mac = (struct mac){ { 0 } };
    court_show(c, ftp);
    court_show(c, rtsp_answer(20));
    cr_assert_eq(c->n, 3);
    cr_assert_str_eq(c->heard[0].item->number, "2.5", "in the order of the evidence");
    cr_assert_eq(c->heard[0].times, 2);
    cr_assert_eq(c->heard[0].evidence.frame_no, 1);
    cr_assert_eq(c->heard[0].before, VERDICT_UNKNOWN);
    cr_assert_str_eq(c->heard[1].item->number, "3.2.1");
    cr_assert_eq(c->heard[1].evidence.frame_no, 3);
    cr_assert_str_eq(c->heard[2].item->number, "3.5");
    cr_assert_eq(c->heard[2].evidence.frame_no, 4);
    court_close(c);
}

Test(judge, tells_each_further_fail_of_a_camera_once)
{
    struct court *c = court_open(NULL);
    court_show(c, rtsp_answer(20));
    size_t told = c->n;
    court_show(c, basic_offer(20));
    court_show(c, basic_offer(20));
    cr_assert_eq(c->n, told + 2);
    cr_assert_eq(c->heard[told].before, VERDICT_UNKNOWN);
    cr_assert_eq(c->heard[told + 1].before, VERDICT_FAIL);
    cr_assert_eq(c->heard[told + 1].times, 1);
    struct standing s = court_standing(c, "2.5");
    cr_assert_eq(s.count, 2);
    cr_assert_eq(s.evidence->frame_no, 2);
    cr_assert_lt(s.first_ns, s.last_ns);
    court_close(c);
}

Test(judge, says_why_a_row_is_unknown_or_never_seen)
{
    struct court *c = court_open(NULL);
    court_show(c, rtsp_answer(20));
    struct standing s = court_standing(c, "2.2");
    cr_assert_eq(s.verdict, VERDICT_UNKNOWN);
    cr_assert_not_null(strstr(s.why, "did not say which firmware"));
    s = court_standing(c, "3.7");
    cr_assert_eq(s.verdict, VERDICT_NOT_OBSERVABLE);
    s = court_standing(c, "4.2");
    cr_assert_eq(s.verdict, VERDICT_UNKNOWN);
    cr_assert_str_eq(s.why, "This camera was not seen to send SNMP, or to refuse it.");
    cr_assert_null(s.reason);
    court_close(c);
}

Test(judge, puts_cameras_in_the_order_of_their_ids)
{
    struct court *c = court_open(NULL);
    static const unsigned hosts[] = { 30, 12, 21 };
    for (size_t i = 0; i < 3; i++)
        court_show(c, rtsp_answer(hosts[i]));
    cr_assert_eq(judge_cameras(c->judge), 3);
    cr_assert_str_eq(judge_camera(c->judge, 0).name.id.s, "192.0.2.12");
    cr_assert_str_eq(judge_camera(c->judge, 1).name.id.s, "192.0.2.21");
    cr_assert_str_eq(judge_camera(c->judge, 2).name.id.s, "192.0.2.30");
    court_close(c);
}

/* Two judges with hash keys of their own hear the same. */
Test(judge, says_the_same_whatever_the_hash_key)
{
    struct court *a = court_open(NULL), *b = court_open(NULL);
    for (unsigned i = 0; i < 40; i++) {
        struct observation o = i % 3 == 0 ? rtsp_answer(10 + i * 7 % 40) : basic_offer(10 + i % 40);
        court_show(a, o);
        court_show(b, o);
    }
    cr_assert_eq(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        cr_assert_str_eq(a->heard[i].camera.id.s, b->heard[i].camera.id.s);
        cr_assert_eq(a->heard[i].item, b->heard[i].item);
        cr_assert_eq(a->heard[i].evidence.frame_no, b->heard[i].evidence.frame_no);
        cr_assert_str_eq(a->heard[i].why.s, b->heard[i].why.s);
    }
    court_close(a);
    court_close(b);
}

Test(judge, takes_back_what_it_said_of_a_recorder)
{
    struct court *c = court_open(NULL);
    court_show(c, answered_by_maker("rtsp", 554, "DESCRIBE", 401));
    cr_assert_eq(judge_cameras(c->judge), 1);
    size_t told = c->n;
    struct observation o = shows_itself();
    o.device.camera = false;
    o.device.recorder = true;
    court_show(c, o);
    cr_assert_eq(judge_cameras(c->judge), 0);
    cr_assert_eq(c->n, told + 1);
    cr_assert_eq(c->heard[told].verdict, VERDICT_UNKNOWN);
    cr_assert_eq(c->heard[told].before, VERDICT_FAIL);
    court_show(c, answered_by_maker("rtsp", 554, "DESCRIBE", 401));
    cr_assert_eq(c->n, told + 1, "and says nothing more of it");
    court_close(c);
}

Test(judge, keeps_the_id_it_has_spoken_of)
{
    struct court *c = court_open(NULL);
    court_show(c, rtsp_answer(10)); /* without a MAC */
    cr_assert_str_eq(c->heard[0].camera.id.s, "192.0.2.10");
    court_show(c, shows_itself());
    court_show(c, basic_offer(10));
    cr_assert_str_eq(c->heard[c->n - 1].camera.id.s, "192.0.2.10");
    cr_assert(mac_equal(&c->heard[c->n - 1].camera.mac, &camera_mac));
    cr_assert_str_eq(c->heard[c->n - 1].camera.model.s, "TEST");
    court_close(c);
}

Test(judge, knows_a_camera_by_its_mac_when_its_address_changes)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = answered_by_maker("rtsp", 554, "DESCRIBE", 401);
    court_show(c, o);
    o.server = at_host(77, 554);
    court_show(c, o);
    cr_assert_eq(judge_cameras(c->judge), 1);
    cr_assert_str_eq(c->heard[c->n - 1].camera.id.s, "d4:2d:c5:00:00:01");
    struct ip now = ip_host(77);
    cr_assert(ip_equal(&c->heard[c->n - 1].camera.ip, &now));
    court_close(c);
}

Test(judge, judges_time_at_the_end)
{
    struct court *c = court_with_camera(NULL);
    court_wait(c, 90000);
    struct observation o = used("dns", OBS_DISCOVERY, 53);
    court_show(c, o);
    judge_end(c->judge, c->time_ns);
    court_expect(c, "3.2.2", VERDICT_LIKELY_OK, "quiet", "a day");
    cr_assert_eq(c->heard[c->n - 1].evidence.time_ns, c->time_ns);
    court_close(c);
}

Test(judge, forgets_strangers_before_cameras_and_counts_it)
{
    struct court *c = court_open(NULL);
    court_show(c, rtsp_answer(10));
    for (unsigned i = 0; i < POLICY_HOSTS + 100; i++) {
        struct observation o = basic_offer(20);
        o.server.ip.b[13] = 0;
        o.server.ip.b[14] = (uint8_t)(i >> 8);
        o.server.ip.b[15] = (uint8_t)i;
        court_show(c, o);
    }
    cr_assert_gt(c->counters.n[COUNT_strangers_forgotten], 0);
    cr_assert_eq(c->counters.n[COUNT_cameras_full], 0);
    cr_assert_eq(judge_cameras(c->judge), 1);
    cr_assert_eq(court_standing(c, "3.5").count, 1);
    court_close(c);
}

Test(judge, holds_no_secret_in_its_sentences)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = asked("http", OBS_LOGIN, 80);
    o.login.scheme = SCHEME_BASIC;
    o.login.password = password_weigh(bytes_of_text("canary"), bytes_of_text("admin"), NULL);
    court_show(c, o);
    court_show(c, answered("http", 80, "GET", 200, SCHEME_BASIC));
    cr_assert_gt(c->n, 0);
    for (size_t i = 0; i < c->n; i++)
        cr_assert_null(memmem(&c->heard[i], sizeof c->heard[i], "canary", 6));
    court_close(c);
}

static void ignore(void *self, const struct ruling *r)
{
    (void)self;
    cr_assert_neq(r->camera.id.s[0], '\0');
}

static uint32_t next_random(uint32_t *x)
{
    *x = *x * 1664525 + 1013904223;
    return *x >> 16;
}

/* More hosts than there is room for, that take each other's addresses, MACs and VLANs. */
/* Something that some host of forty says to another, or shows itself by. */
static struct observation of_the_crowd(uint32_t *x)
{
    const struct observation said[] = {
        answered_by_maker("rtsp", 554, "DESCRIBE", 401),
        used("ftp", OBS_LOGIN, 21),
        easy_ip(ACT_RESPONSE, WINDOW_OPEN, ADMINISTRATOR_MISSING),
        shows_itself(),
        served("http", OBS_EXCHANGE, 80),
    };
    struct observation o = said[next_random(x) % (sizeof said / sizeof said[0])];
    if (o.kind == OBS_DEVICE)
        o.device.camera = !(o.device.recorder = next_random(x) % 4 == 0);
    o.client.ip = next_random(x) % 4 == 0 ? o.client.ip : ip_host(next_random(x) % 40);
    o.server.ip = ip_host(next_random(x) % 40);
    o.server_mac.b[5] = (uint8_t)(next_random(x) % 30);
    if (o.kind == OBS_SETUP)
        o.setup.mac = o.server_mac;
    if (o.kind == OBS_DEVICE)
        o.device.mac = o.server_mac;
    o.vlan = (uint16_t)(next_random(x) % 3);
    return o;
}

Test(judge, survives_a_crowd_in_a_small_book)
{
    struct policy *policy = good_policy("limits: {hosts: 16}\n");
    struct counters counters = { 0 };
    struct judge *j = judge_new(policy, &counters, (struct ruling_listener){ ignore, NULL });
    cr_assert_not_null(j);
    uint32_t x = 1;
    for (uint64_t i = 1; i <= 20000; i++) {
        struct observation o = of_the_crowd(&x);
        o.time_ns = i * 100000000;
        o.frame_no = i;
        judge_see(j, &o);
        cr_assert_leq(judge_cameras(j), 16);
    }
    cr_assert_gt(counters.n[COUNT_strangers_forgotten], 0);
    cr_assert_gt(counters.n[COUNT_cameras_full], 0);
    judge_free(j);
    policy_free(policy);
}
