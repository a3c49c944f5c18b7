#include "dissectors/wsse.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "dissectors/soap.h"
#include "tests/support/dissect.h"

extern const struct dissector http_dissector;

#define ENVELOPE "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Header>"
#define CALL(name)                                                                    \
    "</s:Header><s:Body><" name " xmlns=\"http://www.onvif.org/ver10/device/wsdl\"/>" \
    "</s:Body></s:Envelope>"
#define TOKEN(user, type, password)                                                           \
    "<Security><Timestamp><Created>2020-01-01T00:00:00Z</Created></Timestamp><UsernameToken>" \
    "<Username>" user "</Username><Password Type=\"http://docs.oasis-open.org/wss/2004/01/"   \
    "oasis-200401-wss-username-token-profile-1.0#" type "\">" password "</Password>"          \
    "<Nonce>LKqI6G/AikKCQrN0zqZFlg==</Nonce><Created>2010-09-16T07:50:45Z</Created>"          \
    "</UsernameToken></Security>"

static const struct password_default users[] = { { "user", "userpassword" } };
static const struct password_defaults factory = { .n = 1, .at = users };

/* In pieces of that many bytes. */
static struct soap read_in(const char *text, size_t piece)
{
    struct soap s = { .in_body = false };
    struct bytes left = bytes_of_text(text);
    for (; left.n > 0; left = bytes_after(left, piece))
        cr_assert(soap_take(&s, bytes_first(left, piece), &factory));
    cr_assert(soap_is_whole(&s));
    return s;
}

static void holds_no(const struct soap *s, const char *secret)
{
    struct bytes all = { (const uint8_t *)s, sizeof *s };
    cr_assert_eq(bytes_find(all, secret), all.n, "%s stays", secret);
}

/* The example of ONVIF's Application Programmer's Guide. */
Test(wsse, finds_the_password_behind_a_digest)
{
    static const char text[] =
        ENVELOPE TOKEN("user", "PasswordDigest", "tuOSpGlFlIXsozq4HFNeeGeFLEI=") CALL("GetUsers");
    for (size_t piece = 1; piece < 40; piece++) {
        struct soap s = read_in(text, piece);
        cr_assert_eq(s.login.scheme, SCHEME_WSSE_DIGEST);
        cr_assert_str_eq(s.login.user.s, "user");
        cr_assert(s.login.weight.is_default && s.login.weight.tried && !s.login.weight.seen);
        holds_no(&s, "tuOSpG");
        holds_no(&s, "2010-09");
    }
}

Test(wsse, does_not_fit_another_password)
{
    struct soap s = read_in(ENVELOPE TOKEN("user", "PasswordDigest", "tuOSpGlFlIXsozq4HFNeeGeFLEA=")
                                CALL("GetUsers"),
                            99);
    cr_assert(s.login.weight.tried && !s.login.weight.is_default);
    s = read_in(ENVELOPE TOKEN("user", "PasswordDigest", "tuOSpGlF") CALL("GetUsers"), 99);
    cr_assert(!s.login.weight.tried && !s.login.weight.is_default);
}

Test(wsse, weighs_a_password_in_clear)
{
    struct soap s = read_in(ENVELOPE TOKEN("user", "PasswordText", "userpassword") CALL("A"), 7);
    cr_assert_eq(s.login.scheme, SCHEME_WSSE_TEXT);
    cr_assert(s.login.weight.seen && s.login.weight.is_default && s.login.weight.contains_user);
    cr_assert_eq(s.login.weight.classes, 1);
    holds_no(&s, "userpassword");
}

Test(wsse, sees_no_login_where_there_is_none)
{
    cr_assert_eq(read_in(ENVELOPE CALL("GetUsers"), 9).login.scheme, SCHEME_NONE);
    struct soap s = read_in("<s:Envelope xmlns:s=\"a\"><s:Body>" TOKEN(
                                "user", "PasswordText", "x") "</s:Body></s:Envelope>",
                            9);
    cr_assert_eq(s.login.scheme, SCHEME_NONE);
}

/* ---- in a conversation ---- */

static struct seen *talked(const char *body, size_t piece)
{
    static char said[2048];
    int n = snprintf(said, sizeof said,
                     "POST /onvif/device_service HTTP/1.1\r\n"
                     "Content-Type: application/soap+xml\r\nContent-Length: %zu\r\n\r\n%s",
                     strlen(body), body);
    struct turn turns[] = { { true, { (const uint8_t *)said, (size_t)n } },
                            SERVER("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") };
    return talk(&http_dissector, turns, LENGTH(turns), piece);
}

static enum scheme answered_scheme(const char *body, size_t piece)
{
    struct seen *s = talked(body, piece);
    enum scheme scheme = SCHEMES;
    size_t logins = 0;
    for (size_t i = 0; i < s->n; i++) {
        logins += s->o[i].kind == OBS_LOGIN;
        if (s->o[i].kind == OBS_LOGIN)
            cr_assert(s->o[i].login.password.is_default);
        if (s->o[i].kind == OBS_EXCHANGE && s->o[i].exchange.act == ACT_RESPONSE)
            scheme = s->o[i].exchange.scheme;
    }
    cr_assert_eq(logins, 1);
    seen_free(s);
    return scheme;
}

/* admin, 12345 */
#define ADMIN TOKEN("admin", "PasswordDigest", "tSH+oeJf+ZQTslRiUAR/yr04sMs=")

Test(wsse, is_told_as_a_login_and_its_answer_knows_it)
{
    cr_assert_eq(answered_scheme(ENVELOPE ADMIN CALL("GetUsers"), SIZE_MAX), SCHEME_WSSE_DIGEST);
    cr_assert_eq(answered_scheme(ENVELOPE ADMIN CALL("GetUsers"), 11), SCHEME_WSSE_DIGEST);
}

Test(wsse, is_not_taken_by_an_answer_to_what_anybody_may_call)
{
    cr_assert_eq(answered_scheme(ENVELOPE ADMIN CALL("GetSystemDateAndTime"), SIZE_MAX),
                 SCHEME_NONE);
}

/* A token that ends only after the call: its digest and nonce stand where the call's words come. */
Test(wsse, leaves_nothing_to_a_call_inside_of_it)
{
    static const char document[] =
        "<UsernameToken xmlns='http://www.onvif.org/ver10/device/wsdl'>"
        "<Password Type='#PasswordDigest'>//////////////////////////8=</Password>"
        "<Nonce>////////////////////////////////////////////////////////////////</Nonce>"
        "<Body><GetNetworkProtocolsResponse><NetworkProtocols><Enabled>true</Enabled>"
        "</NetworkProtocols></GetNetworkProtocolsResponse></Body></UsernameToken>";
    struct {
        struct soap soap;
        uint8_t after[1024];
    } kept = { 0 };
    static const uint8_t untouched[sizeof kept.after];
    cr_assert(soap_take(&kept.soap, bytes_of_text(document), NULL));
    cr_assert_arr_eq(kept.after, untouched, sizeof kept.after);
    for (size_t i = 0; i < ONVIF_SERVICES; i++)
        cr_assert_not(kept.soap.onvif.protocols.service[i].said);
}

Test(wsse, wipes_a_password_that_an_element_follows)
{
    static const char document[] = "<s:Envelope xmlns:s='u'><s:Header><UsernameToken><Username>u"
                                   "</Username><Password>pass%word<x/></Password>"
                                   "</UsernameToken></s:Header><s:Body><a/></s:Body></s:Envelope>";
    struct soap s = read_in(document, 7);
    holds_no(&s, "pass%");
}
