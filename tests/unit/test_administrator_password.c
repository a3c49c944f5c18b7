#include <criterion/criterion.h>

#include "tests/support/judging.h"

static const struct password_weight strong = { .seen = true, .classes = 4, .length = 8 };
static const struct password_weight weak = { .seen = true, .classes = 2, .length = 8 };

static struct observation login(const char *protocol, enum scheme scheme, struct password_weight w)
{
    struct observation o = asked(protocol, OBS_LOGIN, 80);
    o.login.scheme = scheme;
    o.login.password = w;
    o.login.user = text_of(bytes_of_text("admin"));
    return o;
}

Test(administrator_password, is_broken_by_a_password_of_two_classes_that_was_accepted)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, login("http", SCHEME_BASIC, weak));
    cr_assert_eq(court_standing(c, "2.3").verdict, VERDICT_UNKNOWN);
    court_show(c, answered("http", 80, "GET", 200, SCHEME_BASIC));
    court_expect(c, "2.3", VERDICT_FAIL, "password-weak",
                 "accepted over http: fewer than three classes of characters; user admin");
    court_close(c);
}

Test(administrator_password, is_broken_by_a_password_that_contains_the_user_name)
{
    struct court *c = court_with_camera(NULL);
    struct password_weight w = strong;
    w.contains_user = true;
    court_show(c, login("rtsp", SCHEME_BASIC, w));
    court_show(c, answered("rtsp", 554, "DESCRIBE", 200, SCHEME_BASIC));
    court_expect(c, "2.3", VERDICT_FAIL, "password-contains-user", "contains the user name");
    court_close(c);
}

Test(administrator_password, is_broken_by_a_factory_default)
{
    struct court *c = court_with_camera(NULL);
    struct password_weight w = strong;
    w.is_default = true;
    court_show(c, login("http", SCHEME_BASIC, w));
    court_show(c, answered("http", 80, "GET", 200, SCHEME_BASIC));
    court_expect(c, "2.3", VERDICT_FAIL, "password-default", "factory default");
    court_close(c);
}

Test(administrator_password,
     is_broken_by_a_factory_default_in_a_form_once_that_is_known_to_be_taken)
{
    struct court *c = court_with_camera(NULL);
    struct password_weight w = strong;
    w.is_default = true;
    struct observation o = login("http", SCHEME_FORM, w);
    court_show(c, o);
    court_show(c, answered("http", 80, "POST", 200, SCHEME_NONE));
    cr_assert_eq(court_standing(c, "2.3").verdict, VERDICT_UNKNOWN);
    o.login.outcome = OUTCOME_ACCEPTED;
    o.login.repeated = true;
    court_show(c, o);
    court_expect(c, "2.3", VERDICT_FAIL, "password-default", "factory default");
    court_close(c);
}

Test(administrator_password, is_broken_by_a_password_shorter_than_the_policy_asks)
{
    struct court *c = court_with_camera(NULL);
    struct password_weight w = strong;
    w.too_short = true;
    court_show(c, login("http", SCHEME_BASIC, w));
    court_show(c, answered("http", 80, "GET", 200, SCHEME_BASIC));
    court_expect(c, "2.3", VERDICT_FAIL, "password-short", "http: shorter than the policy asks;");
    court_close(c);
}

Test(administrator_password, is_broken_by_a_weak_ftp_login_into_the_camera)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, login("ftp", SCHEME_PASSWORD, weak));
    court_show(c, answered("ftp", 21, "PASS", 230, SCHEME_PASSWORD));
    court_expect(c, "2.3", VERDICT_FAIL, "password-weak", "over ftp");
    court_close(c);
}

Test(administrator_password, is_broken_while_no_administrator_is_registered)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, easy_ip(ACT_RESPONSE, WINDOW_UNKNOWN, ADMINISTRATOR_MISSING));
    court_expect(c, "2.3", VERDICT_FAIL, "administrator-missing", "no administrator");
    court_close(c);
}

Test(administrator_password, is_kept_by_a_strong_password)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, login("http", SCHEME_BASIC, strong));
    court_show(c, answered("http", 80, "GET", 200, SCHEME_BASIC));
    court_expect(c, "2.3", VERDICT_PASS, "password-strong", "4 classes");
    court_close(c);
}

Test(administrator_password, is_likely_kept_when_an_administrator_is_registered)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, easy_ip(ACT_RESPONSE, WINDOW_UNKNOWN, ADMINISTRATOR_REGISTERED));
    court_expect(c, "2.3", VERDICT_LIKELY_OK, "administrator-registered", "is registered");
    court_close(c);
}

Test(administrator_password, registering_an_administrator_ends_the_lack_of_one)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, easy_ip(ACT_RESPONSE, WINDOW_UNKNOWN, ADMINISTRATOR_MISSING));
    court_show(c, easy_ip(ACT_RESPONSE, WINDOW_UNKNOWN, ADMINISTRATOR_REGISTERED));
    court_expect(c, "2.3", VERDICT_LIKELY_OK, "administrator-registered", "registered");
    cr_assert_eq(c->heard[c->n - 1].before, VERDICT_FAIL);
    court_close(c);
}

Test(administrator_password, registering_an_administrator_does_not_end_a_weak_password)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, easy_ip(ACT_RESPONSE, WINDOW_UNKNOWN, ADMINISTRATOR_MISSING));
    court_show(c, login("http", SCHEME_BASIC, weak));
    court_show(c, answered("http", 80, "GET", 200, SCHEME_BASIC));
    court_show(c, easy_ip(ACT_RESPONSE, WINDOW_UNKNOWN, ADMINISTRATOR_REGISTERED));
    cr_assert_eq(court_standing(c, "2.3").verdict, VERDICT_FAIL);
    court_close(c);
}

Test(administrator_password, does_not_count_a_refused_password)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, login("http", SCHEME_BASIC, weak));
    court_show(c, answered("http", 80, "GET", 401, SCHEME_BASIC));
    struct observation o = login("ftp", SCHEME_PASSWORD, weak);
    o.login.outcome = OUTCOME_REFUSED;
    court_show(c, o);
    cr_assert_eq(court_standing(c, "2.3").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(administrator_password, counts_a_password_that_is_taken_after_it_was_refused)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = login("http", SCHEME_BASIC, weak);
    court_show(c, o);
    court_show(c, answered("http", 80, "GET", 401, SCHEME_BASIC));
    o.login.repeated = true;
    court_show(c, o);
    cr_assert_eq(court_standing(c, "2.3").verdict, VERDICT_UNKNOWN);
    court_show(c, answered("http", 80, "GET", 200, SCHEME_BASIC));
    court_expect(c, "2.3", VERDICT_FAIL, "password-weak", "accepted over http");
    court_close(c);
}

Test(administrator_password, weighs_the_last_password_not_a_refused_one)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, login("http", SCHEME_BASIC, weak));
    court_show(c, answered("http", 80, "GET", 401, SCHEME_BASIC));
    court_show(c, login("http", SCHEME_BASIC, strong));
    court_show(c, answered("http", 80, "GET", 200, SCHEME_BASIC));
    court_expect(c, "2.3", VERDICT_PASS, "password-strong", "4 classes");
    court_close(c);
}

static struct observation challenge(const char *protocol, enum scheme scheme)
{
    struct observation o = served(protocol, OBS_CHALLENGE, 80);
    o.challenge.scheme = scheme;
    return o;
}

Test(administrator_password, does_not_weigh_basic_volunteered_to_a_digest_server)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, challenge("http", SCHEME_DIGEST));
    court_show(c, login("http", SCHEME_BASIC, weak));
    court_show(c, answered("http", 80, "GET", 200, SCHEME_BASIC));
    cr_assert_eq(court_standing(c, "2.3").verdict, VERDICT_UNKNOWN);
    court_show(c, challenge("http", SCHEME_BASIC));
    court_show(c, answered("http", 80, "GET", 200, SCHEME_BASIC));
    court_expect(c, "2.3", VERDICT_FAIL, "password-weak", "accepted over http");
    court_close(c);
}

Test(administrator_password, does_not_take_a_redirection_or_an_error_for_acceptance)
{
    static const uint16_t statuses[] = { 301, 302, 304, 404, 405 };
    struct court *c = court_with_camera(NULL);
    court_show(c, login("http", SCHEME_BASIC, weak));
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        court_show(c, answered("http", 80, "GET", statuses[i], SCHEME_BASIC));
    cr_assert_eq(court_standing(c, "2.3").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(administrator_password, does_not_take_another_clients_answer_for_acceptance)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, login("http", SCHEME_BASIC, weak));
    struct observation o = answered("http", 80, "GET", 200, SCHEME_BASIC);
    o.client.port++;
    court_show(c, o);
    cr_assert_eq(court_standing(c, "2.3").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(administrator_password, does_not_weigh_passwords_of_mail_and_ftp_servers)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = used("smtp", OBS_LOGIN, 25);
    o.login.password = weak;
    o.login.outcome = OUTCOME_ACCEPTED;
    court_show(c, o);
    o.protocol = "ftp";
    court_show(c, o);
    cr_assert_eq(court_standing(c, "2.3").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(administrator_password, does_not_weigh_an_anonymous_ftp_login)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = login("ftp", SCHEME_PASSWORD, weak);
    o.login.user = text_of(bytes_of_text("anonymous"));
    o.login.outcome = OUTCOME_ACCEPTED;
    court_show(c, o);
    o.login.user = text_of(bytes_of_text("")); /* picked up in mid-stream */
    court_show(c, o);
    cr_assert_eq(court_standing(c, "2.3").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(administrator_password, counts_one_login_of_a_connection_once)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 3; i++) {
        struct observation o = login("http", SCHEME_BASIC, weak);
        o.login.repeated = i > 0;
        court_show(c, o);
        court_show(c, answered("http", 80, "GET", 200, SCHEME_BASIC));
    }
    cr_assert_eq(court_count(c, "2.3", "password-weak"), 1);
    court_close(c);
}

Test(administrator_password, counts_a_mirrored_answer_once_and_a_later_one_again)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, easy_ip(ACT_RESPONSE, WINDOW_UNKNOWN, ADMINISTRATOR_MISSING));
    court_show(c, easy_ip(ACT_RESPONSE, WINDOW_UNKNOWN, ADMINISTRATOR_MISSING));
    court_wait(c, 60);
    court_show(c, easy_ip(ACT_RESPONSE, WINDOW_UNKNOWN, ADMINISTRATOR_MISSING));
    cr_assert_eq(court_count(c, "2.3", "administrator-missing"), 2);
    court_close(c);
}

Test(administrator_password, does_not_believe_a_wrong_checksum_or_an_old_camera)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = easy_ip(ACT_RESPONSE, WINDOW_UNKNOWN, ADMINISTRATOR_MISSING);
    o.setup.checksum_ok = false;
    court_show(c, o);
    court_show(c, easy_ip(ACT_RESPONSE, WINDOW_UNKNOWN, ADMINISTRATOR_UNKNOWN));
    cr_assert_eq(court_standing(c, "2.3").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

static struct observation digest(bool is_default)
{
    struct password_weight w = { .tried = true, .is_default = is_default };
    return login("http", SCHEME_DIGEST, w);
}

Test(administrator_password, is_broken_by_a_factory_default_behind_digest)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, digest(true));
    cr_assert_eq(court_standing(c, "2.3").verdict, VERDICT_UNKNOWN);
    court_show(c, answered("http", 80, "GET", 200, SCHEME_DIGEST));
    court_expect(c, "2.3", VERDICT_FAIL, "password-default",
                 "accepted over http: factory default; user admin");
    court_close(c);
}

Test(administrator_password, is_likely_kept_by_a_digest_that_no_factory_password_fits)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, digest(false));
    court_show(c, answered("http", 80, "GET", 200, SCHEME_DIGEST));
    court_expect(c, "2.3", VERDICT_LIKELY_OK, "no-factory-password", "fits no factory password");
    court_close(c);
}

Test(administrator_password, says_nothing_of_a_digest_on_which_nothing_was_tried)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, login("http", SCHEME_DIGEST, (struct password_weight){ 0 }));
    court_show(c, answered("http", 80, "GET", 200, SCHEME_DIGEST));
    cr_assert_eq(court_standing(c, "2.3").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(administrator_password, does_not_count_a_factory_digest_that_is_refused_before_the_right_one)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, digest(true));
    court_show(c, answered("http", 80, "GET", 401, SCHEME_DIGEST));
    struct observation right = digest(false);
    right.login.repeated = true;
    court_show(c, right);
    court_show(c, answered("http", 80, "GET", 200, SCHEME_DIGEST));
    court_expect(c, "2.3", VERDICT_LIKELY_OK, "no-factory-password", "fits no factory password");
    court_close(c);
}

Test(administrator_password, does_not_take_an_answer_to_options_for_acceptance)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = digest(true);
    o.protocol = "rtsp";
    court_show(c, o);
    court_show(c, answered("rtsp", 554, "OPTIONS", 200, SCHEME_DIGEST));
    cr_assert_eq(court_standing(c, "2.3").verdict, VERDICT_UNKNOWN);
    court_show(c, answered("rtsp", 554, "DESCRIBE", 200, SCHEME_DIGEST));
    court_expect(c, "2.3", VERDICT_FAIL, "password-default", "over rtsp");
    court_close(c);
}

Test(administrator_password, byte_37_of_0x00_is_not_supported_and_says_nothing)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, easy_ip(ACT_RESPONSE, WINDOW_UNKNOWN, ADMINISTRATOR_UNKNOWN));
    cr_assert_eq(court_standing(c, "2.3").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

/* ---- what the camera says otherwise than by Easy IP ---- */

static struct observation activated(bool is)
{
    struct observation o = served("cgi", OBS_SETTING, 80);
    o.setting.name = "activated";
    o.setting.enabled = is;
    return o;
}

Test(administrator_password, is_broken_by_a_camera_that_answers_that_nobody_is_registered)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, activated(false));
    court_expect(c, "2.3", VERDICT_FAIL, "administrator-missing", "the camera says that no admin");
    court_show(c, activated(true));
    court_expect(c, "2.3", VERDICT_LIKELY_OK, "administrator-registered", "the camera says");
    court_close(c);
}
