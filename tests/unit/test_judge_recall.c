#include <criterion/criterion.h>

#include "rules/remembered.h"
#include "tests/support/judging.h"
#include "tests/support/policies.h"

static struct observation basic(void)
{
    return answered("http", 80, "GET", 200, SCHEME_BASIC);
}

static struct observation easy(enum window window)
{
    return easy_ip(ACT_ANNOUNCE, window, ADMINISTRATOR_REGISTERED);
}

/* The rulings on an item; the last of them is put into *last. */
static size_t heard(const struct court *c, const char *item, struct ruling *last)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++) {
        if (strcmp(c->heard[i].item->number, item) != 0)
            continue;
        *last = c->heard[i];
        n++;
    }
    return n;
}

static struct remembered remembered;

/* What the first of its cameras is remembered by. */
static const struct remembered *remember(struct court *c)
{
    cr_assert_geq(judge_cameras(c->judge), 1);
    judge_remember(c->judge, 0, &remembered);
    return &remembered;
}

/* A court of the next run, an hour later, in which the camera of the last is recalled. */
static struct court *next(struct court *c, struct policy *policy, bool again)
{
    const struct remembered *r = remember(c);
    struct court *n = court_open(policy);
    n->time_ns = c->time_ns;
    court_wait(n, 3600);
    cr_assert(judge_recall(n->judge, r, again));
    judge_recall_end(n->judge, again ? 0 : n->time_ns);
    court_close(c);
    return n;
}

Test(judge_recall, stands_as_it_stood)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, basic());
    court_show(c, basic());
    struct standing before = court_standing(c, "2.5");
    struct judged was = judge_camera(c->judge, 0);
    cr_assert_eq(before.verdict, VERDICT_FAIL);
    struct sentence why;
    sentence_format(&why, "%s", before.why);
    c = next(c, NULL, false);
    struct standing s = court_standing(c, "2.5");
    cr_expect_eq(s.verdict, VERDICT_FAIL);
    cr_expect_str_eq(s.why, why.s);
    cr_expect_null(s.evidence);
    cr_expect_eq(s.count, before.count);
    cr_expect_eq(s.first_ns, before.first_ns);
    cr_expect_eq(s.last_ns, before.last_ns);
    cr_expect_eq(s.since_ns, before.since_ns);
    cr_expect_eq(s.opportunities, before.opportunities);
    cr_expect_str_eq(s.by[0].reason, "basic-accepted");
    struct judged is = judge_camera(c->judge, 0);
    cr_expect_str_eq(is.name.id.s, was.name.id.s);
    cr_expect_str_eq(is.proof, "says that it is one");
    cr_expect_eq(is.vantage, was.vantage);
    cr_expect_eq(is.first_ns, was.first_ns);
    cr_expect_eq(is.last_ns, was.last_ns);
    cr_expect_eq(c->n, 0, "nothing is told");
    court_close(c);
}

Test(judge_recall, is_the_same_camera_when_it_is_met_again)
{
    struct court *c = court_with_camera(NULL);
    c = next(c, NULL, false);
    court_show(c, basic());
    cr_expect_eq(judge_cameras(c->judge), 1);
    court_expect(c, "2.5", VERDICT_FAIL, "basic-accepted", "");
    struct ruling r;
    cr_assert_eq(heard(c, "2.5", &r), 1);
    cr_expect_eq(r.before, VERDICT_UNKNOWN);
    court_close(c);
}

Test(judge_recall, tells_a_fault_that_is_seen_again_as_one_that_goes_on)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, basic());
    c = next(c, NULL, false);
    court_show(c, basic());
    struct ruling r;
    cr_assert_eq(heard(c, "2.5", &r), 1);
    cr_expect_eq(r.verdict, VERDICT_FAIL);
    cr_expect_eq(r.before, VERDICT_FAIL);
    cr_expect_eq(r.times, 1);
    struct standing s = court_standing(c, "2.5");
    cr_expect_eq(s.count, 2);
    cr_expect_not_null(s.evidence, "there is a fact again");
    court_close(c);
}

Test(judge_recall, mends_what_was_broken_before)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 400; i++) {
        court_show(c, easy(WINDOW_OPEN));
        court_wait(c, 5);
    }
    cr_assert_eq(court_standing(c, "3.2.4").verdict, VERDICT_FAIL);
    c = next(c, NULL, false);
    court_show(c, easy(WINDOW_EXPIRED));
    struct ruling r;
    cr_assert_eq(heard(c, "3.2.4", &r), 1);
    cr_expect_eq(r.before, VERDICT_FAIL);
    cr_expect_eq(r.verdict, VERDICT_PASS);
    court_close(c);
}

Test(judge_recall, lets_what_is_too_old_expire)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, easy(WINDOW_EXPIRED));
    cr_assert_eq(court_standing(c, "3.2.4").verdict, VERDICT_PASS);
    c = next(c, good_policy("facts: { age: 2h }\n"), false);
    judge_reflect(c->judge, c->time_ns + UINT64_C(60000000000));
    cr_expect_eq(court_standing(c, "3.2.4").verdict, VERDICT_PASS);
    court_wait(c, 3600 + 60);
    judge_end(c->judge, c->time_ns);
    court_expect(c, "3.2.4", VERDICT_UNKNOWN, "expired", "was PASS");
    court_close(c);
}

Test(judge_recall, takes_no_silence_while_nobody_watched_for_a_sign)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, basic());
    struct observation asks = used("http", OBS_EXCHANGE, 80);
    court_show(c, asks);
    const struct remembered *r = remember(c);
    struct court *n = court_open(NULL);
    n->time_ns = c->time_ns;
    court_wait(n, 30 * 3600);
    cr_assert(judge_recall(n->judge, r, false));
    court_show(n, basic());
    judge_end(n->judge, n->time_ns);
    cr_expect_eq(court_standing(n, "3.2.2").verdict, VERDICT_UNKNOWN);
    court_close(c);
    court_close(n);
}

Test(judge_recall, takes_back_what_the_policy_calls_a_server_now)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, basic());
    const struct remembered *r = remember(c);
    struct court *n = court_open(good_policy("servers: { ftp: [ 192.0.2.10 ] }\n"));
    cr_expect_not(judge_recall(n->judge, r, false));
    cr_expect_eq(judge_cameras(n->judge), 0);
    struct ruling told;
    cr_assert_eq(heard(n, "2.5", &told), 1);
    cr_expect_eq(told.verdict, VERDICT_UNKNOWN);
    cr_expect_eq(told.before, VERDICT_FAIL);
    cr_expect_str_eq(told.reason, "no-camera");
    cr_expect_eq(told.evidence.time_ns, r->judged_ns, "a time there was");
    court_close(c);
    court_close(n);
}

Test(judge_recall, keeps_no_camera_that_was_only_listed)
{
    static const char listed[] = "cameras:\n  - { mac: '00:11:22:33:44:55', name: Gate }\n";
    struct court *c = court_open(good_policy(listed));
    struct observation o = basic();
    o.server_mac = (struct mac){ { 0, 0x11, 0x22, 0x33, 0x44, 0x55 } };
    court_show(c, o);
    const struct remembered *r = remember(c);
    cr_expect_str_eq(r->name.name.s, "Gate");
    struct court *same = court_open(good_policy(listed));
    cr_expect(judge_recall(same->judge, r, false));
    cr_expect_eq(judge_cameras(same->judge), 1);
    cr_expect_str_eq(judge_camera(same->judge, 0).proof, "is listed by the policy");
    struct court *other = court_open(NULL);
    cr_expect_not(judge_recall(other->judge, r, false));
    court_close(c);
    court_close(same);
    court_close(other);
}

Test(judge_recall, does_not_judge_a_fact_again_that_was_judged)
{
    struct court *c = court_with_camera(NULL);
    uint64_t then_ns = c->time_ns;
    court_show(c, basic());
    court_show(c, basic());
    c = next(c, NULL, true);
    uint64_t now_ns = c->time_ns;
    c->time_ns = then_ns;
    court_show(c, basic());
    court_show(c, basic());
    cr_expect_eq(c->n, 0);
    cr_expect_eq(court_standing(c, "2.5").count, 2);
    c->time_ns = now_ns;
    court_show(c, basic());
    struct ruling r;
    cr_expect_eq(heard(c, "2.5", &r), 1);
    cr_expect_eq(court_standing(c, "2.5").count, 3);
    court_close(c);
}

Test(judge_recall, is_recalled_once)
{
    struct court *c = court_with_camera(NULL);
    c = next(c, NULL, false);
    cr_expect_not(judge_recall(c->judge, &remembered, false));
    cr_expect_eq(judge_cameras(c->judge), 1);
    court_close(c);
}

Test(judge_recall, has_no_more_cameras_than_there_is_room_for)
{
    struct court *c = court_with_camera(NULL);
    remember(c);
    struct court *n = court_open(good_policy("limits: { hosts: 16 }\n"));
    for (unsigned i = 0; i < 20; i++) {
        remembered.name.mac.b[5] = (uint8_t)(100 + i);
        text_format(&remembered.name.id, "camera-%u", i);
        remembered.address[0].ip = ip_host(100 + i);
        cr_expect_eq(judge_recall(n->judge, &remembered, false), i < 16);
    }
    cr_expect_eq(judge_cameras(n->judge), 16);
    court_close(c);
    court_close(n);
}

/* ---- faults that the ledger has kept ---- */

static struct remembered_fault fault(const struct camera_name *name)
{
    return (struct remembered_fault){ .camera = name,
                                      .item = "2.5",
                                      .reason = "basic",
                                      .why = "took a password in clear",
                                      .count = 7,
                                      .first_ns = 1000,
                                      .last_ns = 2000 };
}

Test(judge_recall, knows_a_fault_whose_standing_was_lost)
{
    struct court *c = court_with_camera(NULL);
    c = next(c, NULL, false);
    struct remembered_fault f = fault(&remembered.name);
    cr_expect(judge_recall_fault(c->judge, &f));
    court_expect(c, "2.5", VERDICT_FAIL, "basic", "took a password");
    struct standing s = court_standing(c, "2.5");
    cr_expect_eq(s.count, 7);
    cr_expect_eq(s.last_ns, 2000);
    cr_expect_eq(judge_broken(c->judge, LEVEL_ADVANCED), 1);
    court_close(c);
}

Test(judge_recall, leaves_a_fault_that_stands_as_it_is)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, basic());
    c = next(c, NULL, false);
    struct remembered_fault f = fault(&remembered.name);
    cr_expect(judge_recall_fault(c->judge, &f));
    cr_expect_eq(court_standing(c, "2.5").count, 1);
    court_close(c);
}

Test(judge_recall, knows_a_camera_of_which_nothing_but_a_fault_was_kept)
{
    struct court *c = court_with_camera(NULL);
    remember(c);
    struct court *n = court_open(NULL);
    struct remembered_fault f = fault(&remembered.name);
    cr_assert(judge_recall_fault(n->judge, &f));
    cr_assert_eq(judge_cameras(n->judge), 1);
    struct judged is = judge_camera(n->judge, 0);
    cr_expect_str_eq(is.name.id.s, remembered.name.id.s);
    cr_expect(mac_equal(&is.name.mac, &camera_mac));
    n->time_ns = c->time_ns;
    court_show(n, basic());
    cr_expect_eq(judge_cameras(n->judge), 1, "it is the same");
    cr_expect_eq(court_standing(n, "2.5").count, 8);
    f.item = "capture";
    cr_expect_not(judge_recall_fault(n->judge, &f), "no item of the guide");
    court_close(c);
    court_close(n);
}

Test(judge_recall, takes_a_fault_back_of_what_the_policy_calls_a_server_now)
{
    struct court *c = court_with_camera(NULL);
    remember(c);
    struct court *n = court_open(good_policy("servers: { ftp: [ 192.0.2.10 ] }\n"));
    struct remembered_fault f = fault(&remembered.name);
    struct ruling told;
    cr_expect_not(judge_recall_fault(n->judge, &f));
    cr_expect_eq(judge_cameras(n->judge), 0);
    cr_assert_eq(heard(n, "2.5", &told), 1);
    cr_expect_eq(told.before, VERDICT_FAIL);
    cr_expect_eq(told.verdict, VERDICT_UNKNOWN);
    court_close(c);
    court_close(n);
}

/* What is shown of it without a judge is what a judge shows that has recalled it. */
Test(judge_recall, says_the_same_of_what_is_remembered)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, basic());
    court_show(c, easy(WINDOW_EXPIRED));
    c = next(c, NULL, false);
    cr_assert_eq(judge_cameras(c->judge), 1);
    for (size_t i = 0; i < items_n; i++) {
        struct standing s = judge_standing(c->judge, 0, i);
        struct standing r = remembered_standing(&remembered, i);
        cr_expect_eq(r.verdict, s.verdict);
        cr_expect_str_eq(r.why, s.why, "%s: %s", items[i]->about.number, s.why);
        cr_expect_eq(r.count, s.count);
        cr_expect_eq(r.since_ns, s.since_ns);
        cr_expect_eq(r.before, s.before);
        cr_expect_eq(r.lift, s.lift);
        cr_expect_eq(r.opportunities, s.opportunities);
        cr_expect_eq(r.suppressed, s.suppressed);
    }
    court_close(c);
}

/* ---- what the items are to know of it ---- */

/* A court that recalls the camera as broken under an item for one or two reasons. */
static struct court *broken_with(const char *item, const char *reason, const char *other,
                                 const char *words)
{
    struct court *c = court_with_camera(NULL);
    struct court *n = court_open(NULL);
    remember(c);
    n->time_ns = c->time_ns;
    struct remembered_item *r = &remembered.item[0];
    remembered.items = 1;
    *r = (struct remembered_item){ .verdict = VERDICT_FAIL, .count = 2, .first_ns = 1 };
    while (strcmp(items[r->item]->about.number, item) != 0)
        r->item++;
    text_format(&r->reason, "%s", reason);
    text_format(&r->by[0].reason, "%s", reason);
    text_format(&r->by[1].reason, "%s", other);
    r->by[0].stands = r->by[1].stands = true;
    sentence_format(&r->words, "%s", words);
    cr_assert(judge_recall(n->judge, &remembered, false));
    judge_recall_end(n->judge, n->time_ns);
    court_close(c);
    return n;
}

static struct court *broken_before(const char *item, const char *reason, const char *other)
{
    return broken_with(item, reason, other, "");
}

static struct observation says(const char *name, const char *value, bool enabled)
{
    struct observation o = served("onvif", OBS_SETTING, 80);
    o.setting.name = name;
    o.setting.value = text_of(bytes_of_text(value));
    o.setting.enabled = enabled;
    return o;
}

Test(judge_recall, mends_the_ground_that_was_the_only_one)
{
    struct court *c = broken_before("2.7", "manual", "");
    court_show(c, says("date_time_type", "NTP", true));
    cr_expect_eq(court_standing(c, "2.7").verdict, VERDICT_PASS);
    court_close(c);
    c = broken_before("2.7", "manual", "clock-wrong");
    court_show(c, says("date_time_type", "NTP", true));
    cr_expect_eq(court_standing(c, "2.7").verdict, VERDICT_FAIL);
    court_close(c);
}

Test(judge_recall, mends_the_lack_of_an_administrator_and_no_weak_password)
{
    struct court *c = broken_before("2.3", "administrator-missing", "");
    court_show(c, easy(WINDOW_EXPIRED));
    cr_expect_eq(court_standing(c, "2.3").verdict, VERDICT_LIKELY_OK);
    court_close(c);
    c = broken_before("2.3", "administrator-missing", "password-weak");
    court_show(c, easy(WINDOW_EXPIRED));
    cr_expect_eq(court_standing(c, "2.3").verdict, VERDICT_FAIL);
    court_close(c);
}

Test(judge_recall, mends_what_was_never_set_up_and_no_factory_login)
{
    struct court *c = broken_before("2.1", "used-unset", "");
    court_show(c, easy(WINDOW_EXPIRED));
    cr_expect_eq(court_standing(c, "2.1").verdict, VERDICT_LIKELY_OK);
    court_close(c);
    c = broken_before("2.1", "factory-login", "");
    court_show(c, easy(WINDOW_EXPIRED));
    cr_expect_eq(court_standing(c, "2.1").verdict, VERDICT_FAIL);
    court_close(c);
}

Test(judge_recall, mends_mail_in_clear_by_mail_inside_tls_to_the_same_server)
{
    static const struct {
        const char *words;
        enum verdict verdict;
    } servers[] = { { "192.0.2.50", VERDICT_PASS },
                    { "192.0.2.51", VERDICT_FAIL },
                    { "nonsense", VERDICT_FAIL },
                    { "", VERDICT_FAIL } };
    for (size_t i = 0; i < sizeof servers / sizeof servers[0]; i++) {
        struct court *c = broken_with("3.2.5", "smtp-login", "", servers[i].words);
        court_show(c, used("tls", OBS_TLS, 465));
        cr_expect_eq(court_standing(c, "3.2.5").verdict, servers[i].verdict, "%s",
                     servers[i].words);
        court_close(c);
    }
}

static struct observation refuses(uint16_t port)
{
    struct observation o = served("tcp", OBS_SERVICE, port);
    o.service.state = SERVICE_CLOSED;
    return o;
}

Test(judge_recall, mends_open_ports_when_each_of_them_refuses)
{
    struct court *c = broken_with("3.1", "tcp-open", "", " tcp 21 tcp 8080");
    court_show(c, refuses(8080));
    cr_expect_eq(court_standing(c, "3.1").verdict, VERDICT_FAIL);
    court_show(c, refuses(21));
    cr_expect_eq(court_standing(c, "3.1").verdict, VERDICT_LIKELY_OK);
    court_close(c);
    c = broken_with("3.1", "tcp-open", "", " tcp 21 more");
    court_show(c, refuses(21));
    cr_expect_eq(court_standing(c, "3.1").verdict, VERDICT_FAIL);
    court_close(c);
}

Test(judge_recall, mends_an_ftp_server_by_the_port_it_was_on)
{
    struct court *c = broken_with("3.2.1", "ftp-login", "", "2121");
    court_show(c, refuses(21));
    cr_expect_eq(court_standing(c, "3.2.1").verdict, VERDICT_FAIL);
    court_show(c, refuses(2121));
    cr_expect_eq(court_standing(c, "3.2.1").verdict, VERDICT_PASS);
    court_close(c);
}

/* The whole way: what the item knew goes with what is remembered. */
Test(judge_recall, remembers_which_port_was_open)
{
    struct court *c = court_with_camera(NULL);
    struct observation open = served("tcp", OBS_SERVICE, 8080);
    open.service.state = SERVICE_OPEN;
    court_show(c, open);
    cr_assert_eq(court_standing(c, "3.1").verdict, VERDICT_FAIL);
    c = next(c, NULL, false);
    court_show(c, refuses(8080));
    cr_expect_eq(court_standing(c, "3.1").verdict, VERDICT_LIKELY_OK);
    court_close(c);
}

Test(judge_recall, mends_the_lack_of_8021x_by_its_word_and_no_refused_login)
{
    struct court *c = broken_before("4.1", "dot1x-not-configured", "");
    court_show(c, says("dot1x", "EAP method 13", true));
    cr_expect_eq(court_standing(c, "4.1").verdict, VERDICT_LIKELY_OK);
    court_close(c);
    c = broken_before("4.1", "dot1x-not-configured", "refused");
    court_show(c, says("dot1x", "EAP method 13", true));
    cr_expect_eq(court_standing(c, "4.1").verdict, VERDICT_FAIL);
    court_close(c);
}

Test(judge_recall, mends_users_who_were_all_administrators)
{
    struct court *c = broken_before("2.4", "only-administrators", "");
    court_show(c, says("users", "1 administrator, 1 user", true));
    cr_expect_eq(court_standing(c, "2.4").verdict, VERDICT_PASS);
    court_close(c);
}

Test(judge_recall, mends_sound_that_is_off_by_its_word_and_its_description)
{
    struct court *c = broken_before("2.8", "sound-offered", "");
    court_show(c, says("audio", "off", false));
    struct observation video = served("rtsp", OBS_STREAM, 554);
    video.stream.act = ACT_NOTIFY;
    video.stream.type = MEDIA_VIDEO;
    court_show(c, video);
    court_wait(c, 1);
    court_show(c, basic());
    judge_end(c->judge, c->time_ns);
    cr_expect_eq(court_standing(c, "2.8").verdict, VERDICT_PASS);
    court_close(c);
}

Test(judge_recall, mends_plain_http_and_no_bad_certificate)
{
    static const char *const reasons[] = { "http-clear", "tls-broken", "certificate-expired" };
    for (size_t i = 0; i < 3; i++) {
        struct court *c = broken_before("3.4", reasons[i], "");
        struct observation tls = served("tls", OBS_TLS, 443);
        tls.tls.version = 0x0304;
        tls.tls.cipher = 0x1301;
        court_show(c, refuses(80));
        court_show(c, tls);
        cr_expect_eq(court_standing(c, "3.4").verdict, i == 0 ? VERDICT_PASS : VERDICT_FAIL, "%s",
                     reasons[i]);
        court_close(c);
    }
}

Test(judge_recall, mends_no_service_by_ipv6_by_a_filter)
{
    struct court *c = broken_before("3.3", "filter-off", "");
    court_show(c, says("address_filter", "", true));
    cr_expect_eq(court_standing(c, "3.3").verdict, VERDICT_PASS);
    court_close(c);
    c = broken_before("3.3", "filter-off", "ipv6-served");
    court_show(c, says("address_filter", "", true));
    cr_expect_eq(court_standing(c, "3.3").verdict, VERDICT_FAIL);
    court_close(c);
}

/* ---- orders ---- */

Test(judge_recall, holds_an_order_until_it_ends)
{
    struct court *c = court_with_camera(NULL);
    struct error e;
    court_show(c, basic());
    cr_assert_eq(judge_cameras(c->judge), 1);
    struct suppress_order order = { .camera = judge_camera(c->judge, 0).name.id.s,
                                    .item = "2.5",
                                    .reason = "being replaced",
                                    .until_ns = c->time_ns + UINT64_C(7200000000000) };
    cr_assert(judge_suppress(c->judge, &order, &e), "%s", e.s);
    struct operator_suppression x = judge_suppression(c->judge, 0);
    c = next(c, NULL, false);
    struct ruling r;
    cr_assert(judge_recall_order(c->judge, &x, c->time_ns));
    judge_recall_end(c->judge, c->time_ns);
    cr_expect(court_standing(c, "2.5").suppressed);
    court_show(c, basic());
    cr_assert_eq(heard(c, "2.5", &r), 1);
    cr_expect(r.suppressed);
    court_wait(c, 7200);
    court_show(c, basic());
    cr_assert_eq(heard(c, "2.5", &r), 2);
    cr_expect_not(r.suppressed);
    cr_expect_not(judge_recall_order(c->judge, &x, c->time_ns), "it has ended");
    court_close(c);
}
