#include <criterion/criterion.h>

#include "dissectors/auth.h"

static struct auth nth(const char *list, size_t n)
{
    struct bytes left = bytes_of_text(list);
    struct auth a = { 0 };
    for (size_t i = 0; i <= n; i++)
        cr_assert(auth_next(&left, &a), "%s has no member %zu", list, i);
    return a;
}

static size_t count_of(const char *list)
{
    struct bytes left = bytes_of_text(list);
    struct auth a;
    size_t n = 0;
    while (auth_next(&left, &a))
        n++;
    return n;
}

static void param_is(const struct auth *a, const char *name, const char *wanted)
{
    struct text value;
    cr_assert(auth_param(a, name, &value), "no %s", name);
    cr_assert_str_eq(value.s, wanted);
}

Test(auth, reads_one_challenge)
{
    struct auth a = nth("Digest realm=\"cam\", nonce=\"0a,b\", algorithm=SHA-256", 0);

    cr_assert_eq(a.scheme, SCHEME_DIGEST);
    param_is(&a, "realm", "cam");
    param_is(&a, "NONCE", "0a,b");
    param_is(&a, "algorithm", "SHA-256");
}

/* RFC 9110 section 11.6.1 has this example. */
Test(auth, reads_several_challenges_in_one_field)
{
    const char *list = "Basic realm=\"simple\", Newauth realm=\"apps\", type=1, "
                       "title=\"Login to \\\"apps\\\"\"";
    struct auth first = nth(list, 0), second = nth(list, 1);

    cr_assert_eq(count_of(list), 2);
    cr_assert_eq(first.scheme, SCHEME_BASIC);
    param_is(&first, "realm", "simple");
    cr_assert_eq(second.scheme, SCHEME_OTHER);
    param_is(&second, "realm", "apps");
    param_is(&second, "title", "Login to \"apps\"");
}

Test(auth, knows_schemes_without_parameters)
{
    const char *list = "Negotiate, NTLM ,Digest realm=a, Basic";

    cr_assert_eq(count_of(list), 4);
    cr_assert_eq(nth(list, 0).scheme, SCHEME_NEGOTIATE);
    cr_assert_eq(nth(list, 1).scheme, SCHEME_NTLM);
    cr_assert_eq(nth(list, 2).scheme, SCHEME_DIGEST);
    cr_assert_eq(nth(list, 3).scheme, SCHEME_BASIC);
}

Test(auth, does_not_care_about_case)
{
    cr_assert_eq(nth("BASIC realm=\"a\"", 0).scheme, SCHEME_BASIC);
    cr_assert_eq(nth("digest realm=\"a\"", 0).scheme, SCHEME_DIGEST);
}

Test(auth, takes_a_token_with_its_padding)
{
    struct auth a = nth("Basic  QQ==", 0);
    cr_assert(bytes_equal(a.token, bytes_of_text("QQ==")));
    a = nth("Bearer a.b-c_d~e+f/g", 0);
    cr_assert(bytes_equal(a.token, bytes_of_text("a.b-c_d~e+f/g")));
    a = nth("NTLM TlRM=, Basic realm=x", 1);
    cr_assert_eq(a.scheme, SCHEME_BASIC);
}

Test(auth, does_not_take_a_parameter_for_a_token)
{
    cr_assert_eq(nth("Digest realm = \"a\"", 0).token.n, 0);
    struct auth a = nth("Digest realm = \"a\"", 0);
    param_is(&a, "realm", "a");
}

Test(auth, survives_what_is_not_allowed)
{
    cr_assert_eq(count_of(""), 0);
    cr_assert_eq(count_of(" , ,,"), 0);
    cr_assert_eq(count_of("=\"\"="), 0);
    cr_assert_eq(count_of("Basic realm=\"never ends"), 1);
    cr_assert_eq(count_of("Basic realm=\"ends in \\"), 1);
    cr_assert_eq(count_of("Basic realm=My Network Camera"), 1);
    cr_assert_eq(count_of("Digest realm=\"a\" nonce=\"b\""), 1);
    struct auth a = nth("Digest realm=\"a\"\r\n\tnonce=\"b\"", 0);
    param_is(&a, "nonce", "b");
}

Test(auth, finds_no_parameter_that_is_not_there)
{
    struct auth a = nth("Digest realm=\"algorithm=MD5\"", 0);
    struct text value;
    cr_assert_not(auth_param(&a, "algorithm", &value));
}

Test(auth, remembers_a_few_credentials)
{
    struct auth_memory m = { 0 };
    struct bytes none = { 0 };
    cr_assert_not(auth_remember(&m, SCHEME_BASIC, bytes_of_text("a"), none));
    cr_assert(auth_remember(&m, SCHEME_BASIC, bytes_of_text("a"), none));
    cr_assert_not(auth_remember(&m, SCHEME_DIGEST, bytes_of_text("a"), none));
    cr_assert_not(auth_remember(&m, SCHEME_BASIC, bytes_of_text("b"), none));
    cr_assert(auth_remember(&m, SCHEME_BASIC, bytes_of_text("a"), none));
    cr_assert_not(auth_remember(&m, SCHEME_URL, bytes_of_text("a"), bytes_of_text("b")));
    cr_assert_not(auth_remember(&m, SCHEME_URL, bytes_of_text("b"), bytes_of_text("a")));
}

/* ---- what is told ---- */

struct rig {
    struct remarks remarks;
    struct packet packet;
    struct auth_memory memory;
};

static struct observation login_of(const char *fields)
{
    static const struct password_default factory[] = { { "admin", "12345" } };
    static const struct password_defaults defaults = { .n = 1, .at = factory };
    struct rig r = { .packet = { .time_ns = 1 } };
    struct dissection d = { .packet = &r.packet, .remarks = &r.remarks, .defaults = &defaults };
    struct head h = { .fields = bytes_of_text(fields) };
    (void)auth_tell_logins(&d, &r.memory, &h);
    cr_assert_eq(r.remarks.n, 1, "%s gives %zu facts", fields, r.remarks.n);
    cr_assert_eq(r.remarks.o[0].kind, OBS_LOGIN);
    return r.remarks.o[0];
}

Test(auth, weighs_a_basic_password)
{
    struct observation o = login_of("Authorization: Basic YWRtaW46MTIzNDU=\r\n");

    cr_assert_eq(o.login.scheme, SCHEME_BASIC);
    cr_assert_str_eq(o.login.user.s, "admin");
    cr_assert(o.login.password.seen);
    cr_assert(o.login.password.is_default);
    cr_assert_eq(o.login.password.classes, 1);
    cr_assert_eq(o.login.password.length, 4);
}

Test(auth, splits_at_the_first_colon)
{
    struct observation o = login_of("Authorization: Basic dGVzdDoxOjM0\r\n"); /* test:1:34 */
    cr_assert_str_eq(o.login.user.s, "test");
    cr_assert_eq(o.login.password.classes, 2);
    o = login_of("Authorization: Basic YWRtaW46\r\n"); /* admin: */
    cr_assert(o.login.password.empty);
}

Test(auth, says_nothing_of_a_password_it_cannot_read)
{
    struct observation o = login_of("Authorization: Basic c2VjcmV0\r\n"); /* no colon */
    cr_assert_eq(o.login.scheme, SCHEME_BASIC);
    cr_assert_str_eq(o.login.user.s, "");
    cr_assert_not(o.login.password.seen);
    o = login_of("Authorization: Basic !!!\r\n");
    cr_assert_not(o.login.password.seen);
}

/* RFC 7616 section 3.9.1. */
Test(auth, names_the_user_of_a_digest)
{
    struct observation o =
        login_of("Proxy-Authorization: Digest username=\"Mufasa\",\r\n"
                 "  realm=\"http-auth@example.org\", uri=\"/dir/index.html\",\r\n"
                 "  algorithm=MD5, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\",\r\n"
                 "  nc=00000001, cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\",\r\n"
                 "  qop=auth, response=\"8ca523f5e9506fed4657c9700eebdbec\"\r\n");
    cr_assert_eq(o.login.scheme, SCHEME_DIGEST);
    cr_assert_str_eq(o.login.user.s, "Mufasa");
    cr_assert_str_eq(o.login.realm.s, "http-auth@example.org");
    cr_assert_not(o.login.password.seen);
}

Test(auth, names_nobody_where_the_name_is_hashed)
{
    struct observation o =
        login_of("Authorization: Digest username=\"488869477bf257147b804c45308cd62ac4e25eb7\", "
                 "userhash=true, realm=\"a\"\r\n");
    cr_assert_str_eq(o.login.user.s, "");
    o = login_of("Authorization: Digest username=\"488869477bf257147b804c45308cd62ac4e25eb7\", "
                 "userhash=\"TRUE\", realm=\"a\"\r\n");
    cr_assert_str_eq(o.login.user.s, "");
}

Test(auth, tells_nothing_of_a_string_whose_quotes_are_broken)
{
    struct observation o = login_of("Authorization: Digest realm=\"a\", username=\"u, "
                                    "nonce=Canary, response=Canary\r\n");
    cr_assert_str_eq(o.login.user.s, "");
    cr_assert_str_eq(o.login.realm.s, "a");
    o = login_of("Authorization: Digest username=\"u, nonce=Canary, response=\"Canary\"\r\n");
    cr_assert_str_eq(o.login.user.s, "");
    o = login_of("Authorization: Digest username=\"u, nonce=Canary, x=\", realm=\"a\"\r\n");
    cr_assert_str_eq(o.login.user.s, "");
    o = login_of("Authorization: Digest username=\"u\",realm=\"a, nonce=Canary, x=\"\r\n");
    cr_assert_str_eq(o.login.user.s, "u");
    cr_assert_str_eq(o.login.realm.s, "");
    o = login_of("Authorization: Digest username=\"u Canary\"Canary\r\n");
    cr_assert_str_eq(o.login.user.s, "");
}

Test(auth, knows_the_other_schemes)
{
    cr_assert_eq(login_of("Authorization: Bearer abc\r\n").login.scheme, SCHEME_BEARER);
    cr_assert_eq(login_of("Authorization: NTLM TlRMTVNTUAAD\r\n").login.scheme, SCHEME_NTLM);
    cr_assert_eq(login_of("Authorization: Negotiate YII=\r\n").login.scheme, SCHEME_NEGOTIATE);
    cr_assert_eq(login_of("Authorization: AWS4-HMAC-SHA256 Credential=a/b\r\n").login.scheme,
                 SCHEME_OTHER);
}

Test(auth, does_not_take_the_beginning_of_ntlm_for_a_login)
{
    struct rig r = { .packet = { .time_ns = 1 } };
    struct dissection d = { .packet = &r.packet, .remarks = &r.remarks };
    struct head h = { .fields = bytes_of_text("Authorization: NTLM TlRMTVNTUAABAAAAB4IIAA==\r\n") };

    cr_assert_eq(auth_tell_logins(&d, &r.memory, &h), SCHEME_NONE);
    cr_assert_eq(r.remarks.n, 0);
}

/* ---- factory logins behind Digest ---- */

#define DIGEST(nonce, response)                                               \
    "Authorization: Digest username=\"admin\", realm=\"cam\", nonce=\"" nonce \
    "\", uri=\"/\", response=\"" response "\"\r\n"

static struct observation digest_of(struct rig *r, const char *fields)
{
    static const struct password_default factory[] = { { "admin", "12345" } };
    static const struct password_defaults defaults = { .n = 1, .at = factory };
    r->remarks.n = 0;
    struct dissection d = { .packet = &r->packet, .remarks = &r->remarks, .defaults = &defaults };
    struct head h = { .start = bytes_of_text("GET / HTTP/1.1"), .fields = bytes_of_text(fields) };
    cr_assert_eq(auth_tell_logins(&d, &r->memory, &h), SCHEME_DIGEST);
    cr_assert_eq(r->remarks.n, 1);
    cr_assert_not(r->remarks.o[0].login.password.seen);
    return r->remarks.o[0];
}

/* admin, 12345 and another password. */
static const char *const factorys = DIGEST("n1", "9365cb29af3afe4d45d815735aeea023");
static const char *const other = DIGEST("n1", "00112233445566778899aabbccddeeff");

static bool is_default(struct observation o)
{
    cr_assert(o.login.password.tried);
    return o.login.password.is_default;
}

Test(auth, knows_a_factory_password_behind_digest)
{
    struct rig r = { .packet = { .time_ns = 1 } };
    cr_assert(is_default(digest_of(&r, factorys)));
    cr_assert_not(is_default(digest_of(&r, other)));
}

Test(auth, takes_another_password_for_other_credentials)
{
    struct rig r = { .packet = { .time_ns = 1 } };
    cr_assert_not(digest_of(&r, factorys).login.repeated);
    cr_assert(digest_of(&r, factorys).login.repeated);
    cr_assert_not(digest_of(&r, other).login.repeated);
    cr_assert(digest_of(&r, other).login.repeated);
}

Test(auth, knows_a_factory_password_after_another_by_the_same_nonce)
{
    struct rig r = { .packet = { .time_ns = 1 } };
    cr_assert_not(is_default(digest_of(&r, other)));
    cr_assert(is_default(digest_of(&r, factorys)));
}

Test(auth, tries_again_once_the_server_asks_again)
{
    struct rig r = { .packet = { .time_ns = 1 } };
    for (size_t i = 0; i < AUTH_MISFITS_MAX; i++)
        cr_assert_not(is_default(digest_of(&r, other)));
    struct password_weight w = digest_of(&r, factorys).login.password;
    cr_assert_not(w.is_default || w.tried, "not before: each costs a try");
    struct dissection d = { .packet = &r.packet, .remarks = &r.remarks };
    struct head asks = { .fields = bytes_of_text("WWW-Authenticate: Digest realm=\"cam\"\r\n") };
    auth_tell_challenges(&d, &r.memory, &asks);
    cr_assert(is_default(digest_of(&r, factorys)));
}

Test(auth, tries_again_with_another_nonce)
{
    struct rig r = { .packet = { .time_ns = 1 } };
    cr_assert_not(is_default(digest_of(&r, other)));
    cr_assert(is_default(digest_of(&r, DIGEST("n2", "235b62ddae3d63e7e44b350b52afd4db"))));
}
