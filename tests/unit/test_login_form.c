#include <criterion/criterion.h>

#include "dissectors/login_form.h"

static const struct password_default factory[] = { { "admin", "12345" }, { "", "admin admin" } };
static const struct password_defaults defaults = { .n = 2, .at = factory };

static bool reads(const char *body, struct observation *login)
{
    struct auth_memory memory = { 0 };
    return login_form_read(bytes_of_text(body), &defaults, NULL, &memory, login) ==
           LOGIN_FORM_LOGIN;
}

static struct observation login_of(const char *body)
{
    struct observation o;
    cr_assert(reads(body, &o), "%s", body);
    cr_assert_eq(o.kind, OBS_LOGIN);
    cr_assert_eq(o.login.outcome, OUTCOME_UNKNOWN);
    cr_assert_null(memmem(&o, sizeof o, "Canary", 6));
    return o;
}

static bool is_none(const char *body)
{
    struct observation o;
    return !reads(body, &o);
}

#define PART(name, value) \
    "--xYz\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"

Test(login_form, reads_urlencoded_fields)
{
    struct observation o = login_of("username=admin&password=12345&lang=en");
    cr_assert_eq(o.login.scheme, SCHEME_FORM);
    cr_assert_str_eq(o.login.user.s, "admin");
    cr_assert(o.login.password.seen && o.login.password.is_default);

    o = login_of("user=a%64min&pwd=admin+admin");
    cr_assert_str_eq(o.login.user.s, "admin");
    cr_assert(o.login.password.is_default && o.login.password.contains_user);

    o = login_of("username=joe&password=Canary-1%26");
    cr_assert_not(o.login.password.is_default);
    cr_assert_eq(o.login.password.classes, 4);
    cr_assert_eq(o.login.password.length, 8);

    cr_assert(login_of("username=admin&password=\r\n").login.password.empty);
    cr_assert(login_of("username=admin&password=MTIzNDU=").login.password.is_default);
}

Test(login_form, reads_the_small_parts_of_a_multipart_body)
{
    struct observation o =
        login_of(PART("username", "admin") PART("password", "12345") "--xYz--\r\n");
    cr_assert_eq(o.login.scheme, SCHEME_FORM);
    cr_assert(o.login.password.is_default);
    cr_assert(is_none(PART("username", "admin") PART("password", "12345")), "its end is missing");
    cr_assert(is_none(PART("username", "admin") PART("password", "1\"; filename=\"a") "--xYz"));
    cr_assert(is_none(
        "--xYz\r\nContent-Disposition: form-data; name=\"user\"; filename=\"a\"\r\n\r\nx\r\n" PART(
            "username", "admin") PART("password", "12345") "--xYz--"));
    cr_assert(is_none("--\r\n--"));
}

Test(login_form, reads_json)
{
    struct observation o =
        login_of("[{\"cmd\":\"Login\",\"action\":0,\"param\":{\"User\":{\"userName\":\"admin\","
                 "\"password\":\"\"}}}]");
    cr_assert_eq(o.login.scheme, SCHEME_JSON);
    cr_assert_str_eq(o.login.user.s, "admin");
    cr_assert(o.login.password.empty);

    o = login_of(" {\"username\":\"a\\u0064min\", \"password\" : \"123\\u00345\"}\n");
    cr_assert(o.login.password.is_default);
    cr_assert(is_none("{\"username\":\"admin\",\"password\":\"12345\""));
    cr_assert(is_none("[{\"username\":\"admin\",\"password\":\"12345\"},{}]"));
    cr_assert(is_none("[{\"cmd\":\"AddUser\",\"param\":{\"User\":{\"userName\":\"joe\","
                      "\"password\":\"Canary\",\"level\":\"guest\"}}}]"));
}

Test(login_form, reads_a_password_that_is_a_number)
{
    struct observation o = login_of("{\"username\":\"admin\",\"password\":12345,\"port\":80}");
    cr_assert_eq(o.login.scheme, SCHEME_JSON);
    cr_assert(o.login.password.is_default);
    cr_assert(is_none("{\"username\":\"admin\",\"password\":-1}"));
    cr_assert(is_none("{\"username\":\"admin\",\"password\":1.5}"));
    cr_assert(is_none("{\"username\":\"admin\",\"password\":1,\"pwd\":2}"));
    cr_assert(is_none("{\"username\":1,\"password\":2}"));
}

Test(login_form, does_not_take_a_hash_for_a_password)
{
    static const char *const hashed[] = {
        "username=admin&password=21232f297a57a5a743894a0e4a801fc3",
        "username=admin&password=D033E22AE348AEB5660FC2140AEC35850C4DA997",
        "username=admin&password=8c6976e5b5410415bde908bd4dee15dfb167a9c873fc4bb8a81f6f2ab448a918",
        "username=admin&password=ISMvKXpXpadDiUoOSoAfww%3D%3D",
        "username=admin&password=&md5=00",
        "username=admin&password=x&nonce=1234",
        "{\"method\":\"global.login\",\"params\":{\"userName\":\"admin\","
        "\"password\":\"21232F297A57A5A743894A0E4A801FC3\",\"passwordType\":\"Default\"}}",
        "{\"method\":\"do\",\"login\":{\"username\":\"admin\",\"password\":\"0KcgeXhc9TefbwK\"}}",
        "username=a&password="
        "0123456789012345678901234567890123456789012345678901234567890123456789",
    };
    for (size_t i = 0; i < sizeof hashed / sizeof hashed[0]; i++) {
        struct observation o = login_of(hashed[i]);
        cr_assert_eq(o.login.scheme, SCHEME_HASHED, "%s", hashed[i]);
        cr_assert_not(o.login.password.seen || o.login.password.is_default);
    }
}

Test(login_form, knows_a_factory_password_that_was_hashed)
{
    struct observation o =
        login_of("username=admin&password=827ccb0eea8a706c4c34a16891f84e7b&lang=en");
    cr_assert_eq(o.login.scheme, SCHEME_HASHED);
    cr_assert(o.login.password.is_default && o.login.password.tried);
    o = login_of("{\"method\":\"global.login\",\"params\":{\"userName\":\"admin\","
                 "\"password\":\"6V0Y4HLF\",\"passwordType\":\"OldDigest\"}}");
    cr_assert_eq(o.login.scheme, SCHEME_HASHED);
    cr_assert(o.login.password.is_default);
}

Test(login_form, weighs_what_dahua_does_not_hash)
{
    struct observation o =
        login_of("{\"method\":\"global.login\",\"params\":{\"userName\":\"admin\","
                 "\"password\":\"YWRtaW46MTIzNDU=\",\"authorityType\":\"Basic\"}}");
    cr_assert_eq(o.login.scheme, SCHEME_JSON);
    cr_assert(o.login.password.is_default && !o.login.password.contains_user);
    o = login_of("{\"method\":\"global.login\",\"params\":{\"userName\":\"admin\","
                 "\"password\":\"12345\",\"authorityType\":\"Plain\"}}");
    cr_assert_eq(o.login.scheme, SCHEME_JSON);
    cr_assert(o.login.password.is_default);
}

#define ISAPI_HASH "d8b082af53cff920bbabc0a56b6c75de56cef664c1143fbea5755ac46c5d28fb"

Test(login_form, reads_the_xml_of_isapi)
{
    struct observation o = login_of("<SessionLogin><userName>admin</userName><password>" ISAPI_HASH
                                    "</password><sessionID>4afe</sessionID></SessionLogin>");
    cr_assert_eq(o.login.scheme, SCHEME_HASHED);
    cr_assert_str_eq(o.login.user.s, "admin");
    cr_assert_not(o.login.password.seen || o.login.password.tried);
    cr_assert(is_none("<User><userName>joe</userName><password>Canary</password></User>"));
    cr_assert(is_none("<SessionLogin><userName>joe</userName><password>Canary</password>"));
    cr_assert(is_none("<SessionLogin><a><userName>joe</userName><password>x</password></a>"
                      "</SessionLogin>"));
    cr_assert(is_none("<SessionLogin><userName>a</userName><userName>joe</userName>"
                      "<password>Canary</password></SessionLogin>"));
}

Test(login_form, weighs_few_hashes_of_a_connection)
{
    struct auth_memory memory = { 0 };
    struct observation o;
    struct bytes body = bytes_of_text("user=admin&pwd=827ccb0eea8a706c4c34a16891f84e7b");
    for (size_t i = 0; i < 9; i++) {
        cr_assert_eq(login_form_read(body, &defaults, NULL, &memory, &o), LOGIN_FORM_LOGIN);
        cr_assert_eq(o.login.password.is_default, i < 8, "%zu", i);
    }
}

Test(login_form, takes_a_factory_password_for_news_after_another)
{
    struct auth_memory memory = { 0 };
    struct observation o;
    static const char *const bodies[] = { "user=admin&pwd=827ccb0eea8a706c4c34a16891f84e7c",
                                          "user=admin&pwd=827ccb0eea8a706c4c34a16891f84e7b" };
    for (size_t i = 0; i < 2; i++) {
        (void)login_form_read(bytes_of_text(bodies[i]), &defaults, NULL, &memory, &o);
        cr_assert_not(o.login.repeated);
    }
}

Test(login_form, says_nothing_of_the_call_that_asks_for_a_challenge)
{
    cr_assert(is_none("{\"method\":\"global.login\",\"params\":{\"userName\":\"admin\","
                      "\"password\":\"\",\"clientType\":\"Web3.0\"},\"id\":1}"));
}

Test(login_form, says_nothing_of_what_is_no_login)
{
    static const char *const others[] = {
        "",
        "&&=&",
        "username=admin",
        "username&password=x",
        "old_password=a&new_password=b",
        "ssid=a&user=b&password=c",
        "[",
        "[]",
        "{}",
        "{",
        "--",
        "--a\r\n",
        "null",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        cr_assert(is_none(others[i]), "%s", others[i]);
}

Test(login_form, knows_credentials_again)
{
    struct auth_memory memory = { 0 };
    struct observation o;
    for (size_t i = 0; i < 2; i++) {
        cr_assert(login_form_read(bytes_of_text("user=a&pwd=b"), NULL, NULL, &memory, &o));
        cr_assert_eq(o.login.repeated, i > 0);
    }
    cr_assert(login_form_read(bytes_of_text("user=a&pwd=c"), NULL, NULL, &memory, &o));
    cr_assert_not(o.login.repeated);
}

Test(login_form, may_be_what_its_type_says_and_not_what_its_path_is_for)
{
    struct bytes form = bytes_of_text("application/x-www-form-urlencoded; charset=UTF-8");
    cr_assert(login_form_may_be(bytes_of_text("/login.cgi?x=password"), form));
    cr_assert(
        login_form_may_be(bytes_of_text("/"), bytes_of_text("multipart/form-data; boundary=a")));
    cr_assert(
        login_form_may_be(bytes_of_text("/cgi-bin/api.cgi"), bytes_of_text("application/json")));
    cr_assert_not(login_form_may_be(bytes_of_text("/"), bytes_of_text("image/jpeg")));
    cr_assert_not(login_form_may_be(bytes_of_text("/"), (struct bytes){ 0 }));
    cr_assert_not(login_form_may_be(bytes_of_text("/cgi-bin/set_password.cgi"), form));
    cr_assert_not(login_form_may_be(bytes_of_text("/wifi.asp"), form));
    cr_assert(login_form_may_be(bytes_of_text("/ISAPI/Security/sessionLogin?timeStamp=1"),
                                bytes_of_text("application/xml")));
}

Test(login_form, gathers_pieces_and_wipes_them)
{
    static uint8_t room[LOGIN_FORM_MAX];
    struct login_form f = { .room = room };
    cr_assert(login_form_take(&f, bytes_of_text("user=")));
    cr_assert(login_form_take(&f, bytes_of_text("a")));
    cr_assert(bytes_equal((struct bytes){ f.room, f.n }, bytes_of_text("user=a")));
    static const uint8_t much[LOGIN_FORM_MAX - 5];
    cr_assert_not(login_form_take(&f, (struct bytes){ much, sizeof much }));
    cr_assert_eq(f.n, 0);
    cr_assert_eq(room[0], 0);
    struct login_form none = { 0 };
    cr_assert_not(login_form_take(&none, bytes_of_text("a")));
}
