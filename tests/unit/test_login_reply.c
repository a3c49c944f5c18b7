#include <criterion/criterion.h>
#include <stdio.h>

#include "dissectors/login_reply.h"

static enum outcome outcome_of(bool cookie, const char *body)
{
    enum outcome whole = OUTCOME_UNKNOWN;
    for (size_t piece = 1; piece < 99; piece += 97) {
        struct login_reply r = { .cookie = cookie };
        for (struct bytes b = bytes_of_text(body); b.n > 0; b = bytes_after(b, piece))
            login_reply_take(&r, bytes_first(b, piece));
        cr_assert(piece == 1 || whole == login_reply_outcome(&r), "%s", body);
        whole = login_reply_outcome(&r);
    }
    return whole;
}

static bool accepts(bool cookie, const char *body)
{
    return outcome_of(cookie, body) == OUTCOME_ACCEPTED;
}

Test(login_reply, takes_the_login_if_it_gives_a_token)
{
    cr_assert(accepts(false, "[{\"cmd\" : \"Login\", \"code\" : 0, \"value\" : {\"Token\" : {"
                             "\"leaseTime\" : 3600, \"name\" : \"0a1b2c\"}}}]"));
    cr_assert(accepts(false, "{\"access_token\":\"x\"}"));
    cr_assert(accepts(false, "{\"session\": 1234, \"result\": true}"));
    cr_assert_not(accepts(false, "{\"token\":\"\"}"));
    cr_assert_not(accepts(false, "{\"token\":null}"));
    cr_assert_not(accepts(false, "{\"token\":0}"));
    cr_assert_not(accepts(false, "{\"result\":true}"));
}

Test(login_reply, takes_the_login_if_it_gives_a_cookie_and_another_page)
{
    cr_assert(accepts(true, "<html><body>Live</body></html>"));
    cr_assert(accepts(true, "{\"success\":true}"));
    cr_assert(accepts(true, "{\"status\": \"success\"}"));
    cr_assert(accepts(true, ""));
    cr_assert_not(accepts(false, "<html><body>Live</body></html>"));
    cr_assert_not(accepts(false, ""));
}

#define ISAPI(root, says)                                 \
    "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<" root \
    " version=\"2.0\" xmlns=\"http://www.hikvision.com/ver20/XMLSchema\">\n" says "</" root ">\n"
#define TAKEN "<statusValue>200</statusValue>\n<statusString>OK</statusString>\n"

Test(login_reply, reads_what_isapi_says)
{
    cr_assert(accepts(false, ISAPI("SessionLogin", TAKEN "<sessionID>a</sessionID>")));
    cr_assert(accepts(
        true, ISAPI("SessionUserCheck", TAKEN "<isDefaultPassword>false</isDefaultPassword>")));
    cr_assert_not(accepts(true, ISAPI("SessionLogin", "<statusValue>401</statusValue>")));
    cr_assert_not(
        accepts(true, ISAPI("SessionLogin", TAKEN "<statusString>Invalid</statusString>")));
    cr_assert_not(accepts(true, ISAPI("SessionLogin", "")));
    cr_assert_not(accepts(true, "<html><body><SessionLogin>" TAKEN), "it is a page");
}

Test(login_reply, says_nothing_if_a_word_speaks_against_it)
{
    static const char *const refusals[] = {
        "<html><form action=x><input type=\"Password\"></form></html>",
        "<html>Wrong name</html>",
        "<script>alert('no')</script>",
        "<html>\xe5\xaf\x86\xe7\xa0\x81</html>",
        "{\"result\":-1}",
        "{\"captcha\":true,\"code\":-5}",
        "<html><meta http-equiv=\"Refresh\" content=\"0;url=/\"></html>",
        "<script>top.location = '/';</script>",
        "{\"success\":false}",
        "{\"error\":{\"code\":268632079},\"session\":123,\"result\":false}",
        "[{\"cmd\":\"Login\",\"code\":1,\"error\":{\"detail\":\"login failed\",\"rspCode\":-7}}]",
        "denied",
        "{\"token\":\"a1b2c3d4\",\"message\":\"Bad credentials\"}",
        "{\"token\":\"a1b2c3d4\",\"message\":\"Not allowed from here\"}",
        "{\"token\":\"a1b2c3d4\",\"message\":\"Your account has expired\"}",
        "{\"token\":\"a1b2c3d4\",\"message\":\"bad user\"}",
        "{\"token\":\"a1b2c3d4\",\"message\":\"too many attempts\"}",
        "{\"token\":\"a1b2c3d4\",\"message\":\"user does not exist\"}",
        "{\"token\":\"a1b2c3d4\",\"message\":\"\xe5\xaf\x86\xe7\xa0\x81\"}",
        "{\"token\":\"a1b2c3d4\",\"message\":\"\\u5bc6\\u7801\"}",
        "<html><h1>Blocked</h1></html>",
    };
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
        cr_assert_not(accepts(true, refusals[i]), "%s", refusals[i]);
}

Test(login_reply, takes_what_is_foreign_beside_words_of_success)
{
    cr_assert(accepts(false, "{\"status\":\"ok\",\"token\":\"a\",\"name\":\"S\xc3\xbc"
                             "d\"}"));
    cr_assert(accepts(false, "{\"success\":true,\"token\":\"a\",\"name\":\"S\\u00fcd\"}"));
}

Test(login_reply, knows_that_json_refuses_the_login)
{
    static const char *const refusals[] = {
        "{\"error\":{\"code\":268632085},\"id\":2,\"result\":false,\"session\":\"be7d\"}",
        " [{\"cmd\":\"Login\",\"code\":1,\"error\":{\"detail\":\"login failed\",\"rspCode\":-7}}]",
        "{\"success\": false}",
        "{\"message\":\"Wrong name or password\"}",
    };
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
        cr_assert_eq(outcome_of(false, refusals[i]), OUTCOME_REFUSED, "%s", refusals[i]);
}

Test(login_reply, knows_nothing_of_an_answer_that_may_be_either)
{
    static const char *const others[] = {
        "",
        "{}",
        "<html><form><input type=password></form></html>",
        "Wrong password",
        "{\"token\":\"a1b2c3d4\",\"error\":0}",
        "{\"status\":\"ok\",\"errors\":[]}",
        "{\"result\":true,\"success\":false}",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        cr_assert_eq(outcome_of(false, others[i]), OUTCOME_UNKNOWN, "%s", others[i]);
    cr_assert_eq(outcome_of(true, "{\"error\":\"none\"}"), OUTCOME_UNKNOWN);
}

Test(login_reply, takes_no_token_against_forged_forms_for_a_session)
{
    static const char *const tokens[] = { "csrf_token",
                                          "csrfToken",
                                          "X-XSRF-TOKEN",
                                          "_csrf_token",
                                          "form_token",
                                          "csrfmiddlewaretoken",
                                          "__RequestVerificationToken" };
    for (size_t i = 0; i < sizeof tokens / sizeof tokens[0]; i++) {
        char body[99];
        (void)snprintf(body, sizeof body, "{\"code\":1001,\"%s\":\"a1b2c3d4\"}", tokens[i]);
        cr_assert_not(accepts(false, body), "%s", body);
    }
    cr_assert(accepts(false, "{\"csrf_token\":\"a1b2c3d4\",\"token\":\"x\"}"));
}

static bool gives(const char *fields)
{
    struct head h = { .fields = bytes_of_text(fields) };
    return login_reply_gives_cookie(&h);
}

Test(login_reply, knows_the_cookie_of_a_session)
{
    cr_assert(gives("Set-Cookie: PHPSESSID=0123456789abcdef; path=/\r\n"));
    cr_assert(gives("set-cookie: lang=en\r\nSet-Cookie: WebSession_1=0123456789; HttpOnly\r\n"));
    cr_assert_not(gives("Set-Cookie: lang=english_words; path=/\r\n"));
    cr_assert_not(gives("Set-Cookie: sid=; path=/\r\n"));
    cr_assert_not(gives("Set-Cookie: sid=0123456789; Max-Age=0\r\n"));
    cr_assert_not(gives("Set-Cookie: sid=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT\r\n"));
    cr_assert_not(gives("Cookie: sid=0123456789\r\n"));
    cr_assert_not(gives("Set-Cookie: csrftoken=0123456789abcdef; path=/\r\n"));
    cr_assert_not(gives("Set-Cookie: XSRF-TOKEN=0123456789abcdef\r\n"));
    cr_assert_not(gives("Set-Cookie: last_login=2026-11-24T00:00:00\r\n"));
    cr_assert_not(gives("Set-Cookie: loginUser=administrator\r\n"));
}
