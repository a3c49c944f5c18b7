#include "rules/factory_login.h"

#include <criterion/criterion.h>

#include "tests/support/judging.h"

static struct observation login(const char *protocol, enum scheme scheme, bool is_default)
{
    struct observation o = asked(protocol, OBS_LOGIN, 80);
    o.login.scheme = scheme;
    o.login.password.is_default = is_default;
    o.login.user = text_of(bytes_of_text("admin"));
    return o;
}

static bool tells(struct factory_login *f, struct observation o)
{
    return factory_login_taken(f, &o);
}

Test(factory_login, is_taken_when_the_answer_says_so)
{
    struct factory_login f = { 0 };
    cr_assert_not(tells(&f, login("http", SCHEME_DIGEST, true)));
    cr_assert(tells(&f, answered("http", 80, "GET", 200, SCHEME_DIGEST)));
    cr_assert_not(tells(&f, answered("http", 80, "GET", 200, SCHEME_DIGEST)), "once");
}

Test(factory_login, is_taken_when_the_login_itself_says_so)
{
    struct factory_login f = { 0 };
    struct observation o = login("telnet", SCHEME_PASSWORD, true);
    o.login.outcome = OUTCOME_ACCEPTED;
    cr_assert(tells(&f, o));
    o.login.outcome = OUTCOME_REFUSED;
    cr_assert_not(tells(&f, o));
}

Test(factory_login, is_not_taken_when_it_is_refused)
{
    struct factory_login f = { 0 };
    cr_assert_not(tells(&f, login("http", SCHEME_BASIC, true)));
    cr_assert_not(tells(&f, answered("http", 80, "GET", 401, SCHEME_BASIC)));
    cr_assert_not(tells(&f, answered("http", 80, "GET", 302, SCHEME_BASIC)));
    struct observation o = login("http", SCHEME_BASIC, true);
    o.login.repeated = true;
    cr_assert_not(tells(&f, o));
    cr_assert(tells(&f, answered("http", 80, "GET", 200, SCHEME_BASIC)), "it was taken later");
}

Test(factory_login, is_none_of_another_password_client_or_scheme)
{
    struct factory_login f = { 0 };
    cr_assert_not(tells(&f, login("http", SCHEME_BASIC, false)));
    cr_assert_not(tells(&f, answered("http", 80, "GET", 200, SCHEME_BASIC)));
    cr_assert_not(tells(&f, login("http", SCHEME_BASIC, true)));
    struct observation o = answered("http", 80, "GET", 200, SCHEME_BASIC);
    o.client.port++;
    cr_assert_not(tells(&f, o));
    cr_assert_not(tells(&f, answered("http", 80, "GET", 200, SCHEME_NONE)));
    cr_assert_not(tells(&f, login("http", SCHEME_BASIC, false)), "another one after it");
    cr_assert_not(tells(&f, answered("http", 80, "GET", 200, SCHEME_BASIC)));
}

Test(factory_login, is_not_proved_by_basic_that_nobody_asked_for)
{
    struct factory_login f = { 0 };
    struct observation o = served("http", OBS_CHALLENGE, 80);
    o.challenge.scheme = SCHEME_DIGEST;
    cr_assert_not(tells(&f, o));
    cr_assert_not(tells(&f, login("http", SCHEME_BASIC, true)));
    cr_assert_not(tells(&f, answered("http", 80, "GET", 200, SCHEME_BASIC)));
}

Test(factory_login, is_none_of_mail_or_anonymous_ftp)
{
    struct factory_login f = { 0 };
    struct observation o = login("ftp", SCHEME_PASSWORD, true);
    o.login.user = text_of(bytes_of_text("anonymous"));
    cr_assert_not(tells(&f, o));
    cr_assert_not(tells(&f, answered("ftp", 80, "PASS", 230, SCHEME_PASSWORD)));
    o = login("pop3", SCHEME_PASSWORD, true);
    o.login.outcome = OUTCOME_ACCEPTED;
    cr_assert_not(tells(&f, o));
}

Test(factory_login, of_many_clients_the_last_ones_are_waited_for)
{
    struct factory_login f = { 0 };
    for (uint16_t i = 0; i < FACTORY_LOGINS_MAX + 1; i++) {
        struct observation o = login("http", SCHEME_BASIC, true);
        o.client.port = (uint16_t)(1000 + i);
        cr_assert_not(tells(&f, o));
    }
    struct observation o = answered("http", 80, "GET", 200, SCHEME_BASIC);
    o.client.port = 1000;
    cr_assert_not(tells(&f, o));
    o.client.port = 1001;
    cr_assert(tells(&f, o));
}

Test(factory_login, is_forgotten_when_another_password_follows_even_one_known_from_before)
{
    struct factory_login f = { 0 };
    cr_assert_not(tells(&f, login("http", SCHEME_DIGEST, true)));
    cr_assert_not(tells(&f, answered("http", 80, "GET", 401, SCHEME_DIGEST)));
    struct observation right = login("http", SCHEME_DIGEST, false);
    right.login.repeated = true;
    cr_assert_not(tells(&f, right));
    cr_assert_not(tells(&f, answered("http", 80, "GET", 200, SCHEME_DIGEST)));
}

Test(factory_login, is_not_taken_by_an_answer_that_anybody_gets)
{
    struct factory_login f = { 0 };
    cr_assert_not(tells(&f, login("rtsp", SCHEME_DIGEST, true)));
    cr_assert_not(tells(&f, answered("rtsp", 554, "OPTIONS", 200, SCHEME_DIGEST)));
    cr_assert(tells(&f, answered("rtsp", 554, "DESCRIBE", 200, SCHEME_DIGEST)));
}

Test(factory_login, is_none_where_ftp_takes_any_password)
{
    struct observation o = login("ftp", SCHEME_PASSWORD, true);
    cr_assert_not(login_is_foreign(&o));
    o.login.user = text_of(bytes_of_text("anonymous"));
    cr_assert(login_is_foreign(&o));
    o.login.user = text_of(bytes_of_text(""));
    cr_assert(login_is_foreign(&o), "the name was not seen");
}
