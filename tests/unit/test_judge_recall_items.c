/* What the items are to know of an earlier run: what ends a FAIL of it, and what does not. */
#include <criterion/criterion.h>

#include "tests/support/client_facts.h"
#include "tests/support/clock_facts.h"
#include "tests/support/policies.h"
#include "tests/support/port_facts.h"
#include "tests/support/recalling.h"

static struct observation basic(void)
{
    return answered("http", 80, "GET", 200, SCHEME_BASIC);
}

static struct observation has_administrator(void)
{
    return easy_ip(ACT_ANNOUNCE, WINDOW_EXPIRED, ADMINISTRATOR_REGISTERED);
}

/* A court that recalls the camera as broken under an item for one or two reasons. */
static struct court *broken_with(const char *item, const char *reason, const char *other,
                                 const char *words)
{
    struct remembered_item r = { .verdict = VERDICT_FAIL, .count = 2, .first_ns = 1 };
    text_format(&r.reason, "%s", reason);
    text_format(&r.by[0].reason, "%s", reason);
    text_format(&r.by[1].reason, "%s", other);
    r.by[0].stands = r.by[1].stands = true;
    sentence_format(&r.words, "%s", words);
    return court_recalling(item, r);
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

/* It was broken for these reasons, and then the fact is shown. */
static void stands_then(const char *item, const char *reason, const char *other,
                        struct observation shown, enum verdict v)
{
    struct court *c = broken_before(item, reason, other);
    court_show(c, shown);
    cr_expect_eq(court_standing(c, item).verdict, v, "%s: %s %s", item, reason, other);
    court_close(c);
}

Test(judge_recall_items, mends_the_ground_that_was_the_only_one)
{
    struct observation by_ntp = says("date_time_type", "NTP", true);
    stands_then("2.7", "manual", "", by_ntp, VERDICT_PASS);
    stands_then("2.7", "manual", "clock-wrong", by_ntp, VERDICT_FAIL);
}

Test(judge_recall_items, mends_the_lack_of_an_administrator_and_no_weak_password)
{
    stands_then("2.3", "administrator-missing", "", has_administrator(), VERDICT_LIKELY_OK);
    stands_then("2.3", "administrator-missing", "password-weak", has_administrator(), VERDICT_FAIL);
}

Test(judge_recall_items, mends_what_was_never_set_up_and_no_factory_login)
{
    stands_then("2.1", "used-unset", "", has_administrator(), VERDICT_LIKELY_OK);
    stands_then("2.1", "factory-login", "", has_administrator(), VERDICT_FAIL);
}

Test(judge_recall_items, mends_the_lack_of_8021x_by_its_word_and_no_refused_login)
{
    struct observation configured = says("dot1x", "EAP method 13", true);
    stands_then("4.1", "dot1x-not-configured", "", configured, VERDICT_LIKELY_OK);
    stands_then("4.1", "dot1x-not-configured", "refused", configured, VERDICT_FAIL);
}

Test(judge_recall_items, mends_users_who_were_all_administrators)
{
    struct observation users = says("users", "1 administrator, 1 user", true);
    stands_then("2.4", "only-administrators", "", users, VERDICT_PASS);
}

Test(judge_recall_items, mends_mail_in_clear_by_mail_inside_tls_to_the_same_server)
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

Test(judge_recall_items, mends_open_ports_when_each_of_them_refuses)
{
    struct court *c = broken_with("3.1", "tcp-open", "", " tcp 21 tcp 8080");
    court_show(c, port_refuses(8080));
    cr_expect_eq(court_standing(c, "3.1").verdict, VERDICT_FAIL);
    court_show(c, port_refuses(21));
    cr_expect_eq(court_standing(c, "3.1").verdict, VERDICT_LIKELY_OK);
    court_close(c);
    c = broken_with("3.1", "tcp-open", "", " tcp 21 more");
    court_show(c, port_refuses(21));
    cr_expect_eq(court_standing(c, "3.1").verdict, VERDICT_FAIL);
    court_close(c);
}

Test(judge_recall_items, mends_an_ftp_server_by_the_port_it_was_on)
{
    struct court *c = broken_with("3.2.1", "ftp-login", "", "2121");
    court_show(c, port_refuses(21));
    cr_expect_eq(court_standing(c, "3.2.1").verdict, VERDICT_FAIL);
    court_show(c, port_refuses(2121));
    cr_expect_eq(court_standing(c, "3.2.1").verdict, VERDICT_PASS);
    court_close(c);
}

/* The whole way: what the item knew goes with what is court_remembered. */
Test(judge_recall_items, remembers_which_port_was_open)
{
    struct court *c = court_with_camera(NULL);
    struct observation open = served("tcp", OBS_SERVICE, 8080);
    open.service.state = SERVICE_OPEN;
    court_show(c, open);
    cr_assert_eq(court_standing(c, "3.1").verdict, VERDICT_FAIL);
    c = court_next(c, NULL, false);
    court_show(c, port_refuses(8080));
    cr_expect_eq(court_standing(c, "3.1").verdict, VERDICT_LIKELY_OK);
    court_close(c);
}

Test(judge_recall_items, mends_sound_that_is_off_by_its_word_and_its_description)
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

Test(judge_recall_items, mends_plain_http_and_no_bad_certificate)
{
    static const char *const reasons[] = { "http-clear", "tls-broken", "certificate-expired" };
    for (size_t i = 0; i < 3; i++) {
        struct court *c = broken_before("3.4", reasons[i], "");
        struct observation tls = served("tls", OBS_TLS, 443);
        tls.tls.version = 0x0304;
        tls.tls.cipher = 0x1301;
        court_show(c, port_refuses(80));
        court_show(c, tls);
        cr_expect_eq(court_standing(c, "3.4").verdict, i == 0 ? VERDICT_PASS : VERDICT_FAIL, "%s",
                     reasons[i]);
        court_close(c);
    }
}

Test(judge_recall_items, mends_no_service_by_ipv6_by_a_filter)
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

Test(judge_recall_items, remembers_on_which_ports_pages_crossed_in_clear)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, answered("http", 8080, "GET", 200, SCHEME_NONE));
    c = court_next(c, NULL, false);
    court_show(c, served("tls", OBS_TLS, 443));
    court_show(c, port_refuses(80));
    cr_expect_eq(court_standing(c, "3.4").verdict, VERDICT_FAIL);
    court_show(c, port_refuses(8080));
    cr_expect_eq(court_standing(c, "3.4").verdict, VERDICT_PASS);
    court_close(c);
}

Test(judge_recall_items, remembers_that_an_address_filter_leaks)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, filter_says(true));
    court_show(c, of_client(STRANGER, http_answer(200)));
    c = court_next(c, good_policy(with_list), false);
    court_show(c, filter_says(true));
    cr_expect_eq(court_standing(c, "3.3").verdict, VERDICT_FAIL);
    court_close(c);
}

Test(judge_recall_items, mends_no_name_that_does_both_by_users_of_lower_levels)
{
    struct observation users = says("users", "1 administrator, 1 user", true);
    stands_then("2.4", "only-administrators", "administrator-views", users, VERDICT_FAIL);
}

Test(judge_recall_items, mends_no_login_by_pop3_by_mail_inside_tls)
{
    struct court *c = broken_with("3.2.5", "pop3-login", "", "192.0.2.50");
    court_show(c, used("tls", OBS_TLS, 465));
    cr_expect_eq(court_standing(c, "3.2.5").verdict, VERDICT_FAIL);
    court_show(c, used("tls", OBS_TLS, 995));
    cr_expect_eq(court_standing(c, "3.2.5").verdict, VERDICT_PASS);
    court_close(c);
}

/* What was only suspected while something else was broken. */
Test(judge_recall_items, remembers_a_ground_that_no_reason_names)
{
    struct observation by_hand = says("date_time_type", "Manual", true);
    struct observation by_ntp = says("date_time_type", "NTP", true);
    for (size_t restarts = 0; restarts < 2; restarts++) {
        struct court *c = court_with_camera(NULL);
        for (int i = 0; i < 8; i++) {
            court_show(c, ntp_query(50));
            court_wait(c, 200);
        }
        court_expect(c, "2.7", VERDICT_SUSPECT, "ntp-unanswered", "no answer");
        court_show(c, by_hand);
        c = restarts > 0 ? court_next(c, NULL, false) : c;
        court_show(c, by_ntp);
        cr_expect_eq(court_standing(c, "2.7").verdict, VERDICT_FAIL, "%zu restarts", restarts);
        court_close(c);
    }
}
