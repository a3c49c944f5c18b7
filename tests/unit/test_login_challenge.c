#include "dissectors/login_challenge.h"

#include <criterion/criterion.h>
#include <stdio.h>

static struct login_challenge given(const char *body)
{
    return login_challenge_read(bytes_of_text(body));
}

static bool is_text(const struct login_salt *s, const char *text)
{
    return bytes_equal(login_salt_bytes(s), bytes_of_text(text));
}

#define DAHUA(encryption, realm)                                                                  \
    "{\"error\":{\"code\":268632079,\"message\":\"Component error: login challenge!\"},\"id\":1," \
    "\"params\":{\"encryption\":\"" encryption "\",\"mac\":\"38AF29BBBCAB\","                     \
    "\"random\":\"1693475372\",\"realm\":\"" realm "\"},\"result\":false,\"session\":\"be7d\"}\n"

Test(login_challenge, reads_that_of_dahua)
{
    struct login_challenge c = given(DAHUA("Default", "Login to 4A02A33PAG1A0C8"));
    cr_assert_eq(c.recipe, LOGIN_RECIPE_DAHUA);
    cr_assert(is_text(&c.salt, "Login to 4A02A33PAG1A0C8"));
    cr_assert(is_text(&c.nonce, "1693475372"));
}

Test(login_challenge, does_not_know_other_ways_of_dahua)
{
    cr_assert_eq(given(DAHUA("Digest", "a")).recipe, LOGIN_RECIPE_NONE);
    cr_assert_eq(given(DAHUA("Default", "")).recipe, LOGIN_RECIPE_NONE);
    cr_assert_eq(given(DAHUA("Default", "a\\u0041")).recipe, LOGIN_RECIPE_NONE);
    cr_assert_eq(given("{\"realm\":\"a\",\"random\":\"b\",\"encryption\":\"Default\"}").recipe,
                 LOGIN_RECIPE_NONE);
    cr_assert_eq(
        given("{\"params\":{\"realm\":\"a\",\"random\":\"b\",\"encryption\":\"Default\"}").recipe,
        LOGIN_RECIPE_NONE, "its end is missing");
}

#define ISAPI(rounds, more)                                                              \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<SessionLoginCap version=\"2.0\" "    \
    "xmlns=\"http://www.hikvision.com/ver20/XMLSchema\">\n<sessionID>4afe</sessionID>\n" \
    "<challenge>00e7513c</challenge>\n<iterations>" rounds "</iterations>\n" more        \
    "</SessionLoginCap>\n"
#define SALTED "<isIrreversible>true</isIrreversible>\n<salt>1481d8a8</salt>\n"

Test(login_challenge, reads_that_of_isapi)
{
    struct login_challenge c = given(ISAPI("100", SALTED));
    cr_assert_eq(c.recipe, LOGIN_RECIPE_ISAPI);
    cr_assert_eq(c.rounds, 100);
    cr_assert(is_text(&c.nonce, "00e7513c") && is_text(&c.salt, "1481d8a8"));
    cr_assert_eq(c.second.n, 0);
    cr_assert_eq(given(ISAPI("100", "")).recipe, LOGIN_RECIPE_ISAPI_UNSALTED);
    cr_assert_eq(given(ISAPI("128", "")).recipe, LOGIN_RECIPE_ISAPI_UNSALTED);
}

Test(login_challenge, uses_a_second_salt_but_not_of_version_2)
{
    struct login_challenge c =
        given(ISAPI("100", SALTED "<salt2>ab</salt2><sessionIDVersion>2.1</sessionIDVersion>"));
    cr_assert(is_text(&c.second, "ab"));
    c = given(ISAPI("100", SALTED "<salt2>ab</salt2><sessionIDVersion>2</sessionIDVersion>"));
    cr_assert_eq(c.second.n, 0);
    c = given(ISAPI("100", "<salt2>ab</salt2>"));
    cr_assert_eq(c.second.n, 0);
}

Test(login_challenge, does_not_work_more_than_devices_ask_for)
{
    static const char *const rounds[] = { "0", "1", "129", "357", "1000000000", "x", "" };
    for (size_t i = 0; i < sizeof rounds / sizeof rounds[0]; i++) {
        char body[512];
        (void)snprintf(body, sizeof body, "%s%s%s", "<a><challenge>b</challenge><iterations>",
                       rounds[i], "</iterations></a>");
        cr_assert_eq(given(body).recipe, LOGIN_RECIPE_NONE, "%s", body);
    }
}

Test(login_challenge, gives_nothing_that_is_broken_or_too_long)
{
    static const char *const bodies[] = {
        "",
        " ",
        "{",
        "<",
        "x",
        "<a/>",
        "{}",
        "<a><challenge>b</challenge></a>",
        "<a><challenge>b</challenge><iterations>100</iterations>",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
        cr_assert_eq(given(bodies[i]).recipe, LOGIN_RECIPE_NONE, "%s", bodies[i]);
    static char long_one[LOGIN_CHALLENGE_MAX + 2];
    memset(long_one, ' ', sizeof long_one - 1);
    static const char good[] = ISAPI("100", SALTED);
    memcpy(long_one, good, sizeof good - 1);
    cr_assert_eq(given(long_one).recipe, LOGIN_RECIPE_NONE);
    long_one[LOGIN_CHALLENGE_MAX] = 0;
    cr_assert_eq(given(long_one).recipe, LOGIN_RECIPE_ISAPI);
    cr_assert_eq(given(ISAPI("100", "<salt>0123456789012345678901234567890123456789"
                                    "012345678901234567890123456789012</salt>"))
                     .recipe,
                 LOGIN_RECIPE_NONE);
}

Test(login_challenge, is_asked_for_by_a_path)
{
    static const char path[] = "/ISAPI/Security/sessionLogin/capabilities?username=admin&random=1";
    cr_assert(login_challenge_is_asked(bytes_of_text(path)));
    cr_assert_not(login_challenge_is_asked(bytes_of_text("/ISAPI/Security/sessionLogin?a=b")));
    cr_assert_not(
        login_challenge_is_asked(bytes_of_text("/a?/Security/sessionLogin/capabilities")));
}
