#include "dissectors/factory_digest.h"

#include <criterion/criterion.h>

static struct password_weight weigh(const char *credentials, const char *method,
                                    const struct password_defaults *defaults)
{
    struct bytes left = bytes_of_text(credentials);
    struct auth a = { 0 };
    struct password_weight w = { 0 };
    cr_assert(auth_next(&left, &a));
    factory_digest_weigh(&a, bytes_of_text(method), defaults, &w);
    cr_assert_not(w.seen);
    return w;
}

static const struct password_default mufasa[] = { { "Mufasa", "Hakuna Matata" },
                                                  { "Mufasa", "Circle of Life" },
                                                  { "Scar", "Circle Of Life" } };
static const struct password_defaults lions = { .n = 3, .at = mufasa };

#define EXAMPLE                                                                              \
    "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", " \
    "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, "                  \
    "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, "

static bool fits(const char *credentials)
{
    struct password_weight w = weigh(credentials, "GET", &lions);
    cr_assert(w.tried);
    return w.is_default;
}

/* RFC 7616 section 3.9.1 has the first two; the others are the same by its formulas. */
Test(factory_digest, finds_the_password_behind_each_algorithm)
{
    cr_assert(fits(EXAMPLE "algorithm=MD5, response=\"8ca523f5e9506fed4657c9700eebdbec\""));
    cr_assert(fits(EXAMPLE "algorithm=SHA-256, response="
                           "\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\""));
    cr_assert(fits(EXAMPLE "algorithm=MD5-sess, response=\"e783283f46242139c486a698fec7211d\""));
    cr_assert(fits(
        EXAMPLE "algorithm=\"sha-256-sess\", "
                "response=\"2fd51b3a77ad75bad6afad6003e818d767133c46d9e2749e7f5232ae1ea3efd7\""));
    cr_assert(fits(
        EXAMPLE "algorithm=SHA-512-256, "
                "response=\"430d05014cecc49cab6fbe03176d41a1da86cbfe24a16580e22aaad928d960d0\""));
}

/* RFC 2617 section 3.5; the password is written another way there. */
Test(factory_digest, finds_it_where_no_algorithm_is_named)
{
    static const struct password_default other[] = { { "Mufasa", "Circle Of Life" } };
    static const struct password_defaults defaults = { .n = 1, .at = other };
    struct password_weight w =
        weigh("Digest username=\"Mufasa\", realm=\"testrealm@host.com\", "
              "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", qop=auth, "
              "nc=00000001, cnonce=\"0a4f113b\", response=\"6629FAE49393A05397450978507C4EF1\", "
              "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
              "GET", &defaults);
    cr_assert(w.is_default);
}

Test(factory_digest, does_not_fit_another_password_method_or_place)
{
    cr_assert_not(fits(EXAMPLE "algorithm=MD5, response=\"8ca523f5e9506fed4657c9700eebdbed\""));
    cr_assert_not(fits(EXAMPLE "algorithm=MD5, response=\"8ca523f5e9506fed4657c9700eebdb\""));
    cr_assert_not(fits(EXAMPLE "algorithm=SHA-256, response=\"8ca523f5e9506fed4657c9700eebdbec\""));
    struct password_weight w = weigh(
        EXAMPLE "algorithm=MD5, response=\"8ca523f5e9506fed4657c9700eebdbec\"", "POST", &lions);
    cr_assert(w.tried && !w.is_default);
}

static const struct password_default logins[] = {
    { "admin", "admin" }, { "admin", "12345" }, { "root", "" }, { "", "1234" }
};
static const struct password_defaults factory = { .n = 4, .at = logins };

#define CAMERA ", realm=\"cam\", nonce=\"0a1b\", uri=\"rtsp://192.0.2.10/live\", response="

/* Without qop, as RTSP clients say it: RFC 2069. */
Test(factory_digest, tries_the_logins_of_that_user_and_those_of_any)
{
    cr_assert(weigh("Digest username=\"admin\"" CAMERA "\"24dd70a9a4d93cda8527205040284e33\"",
                    "DESCRIBE", &factory)
                  .is_default);
    cr_assert(weigh("Digest username=\"root\"" CAMERA "\"47d3b6c3c785e7fc149c28b1b1d05316\"",
                    "DESCRIBE", &factory)
                  .is_default);
    cr_assert(weigh("Digest username=\"guest\"" CAMERA "\"8e12b000a06793cbc6b2c3851b9b4aa8\"",
                    "DESCRIBE", &factory)
                  .is_default);
}

Test(factory_digest, says_that_a_user_was_tried_only_if_the_list_has_that_user)
{
    struct password_weight w =
        weigh("Digest username=\"guest\"" CAMERA "\"00112233445566778899aabbccddeeff\"", "DESCRIBE",
              &factory);
    cr_assert(!w.tried && !w.is_default);
    w = weigh("Digest username=\"admin\"" CAMERA "\"00112233445566778899aabbccddeeff\"", "DESCRIBE",
              &factory);
    cr_assert(w.tried && !w.is_default);
}

Test(factory_digest, leaves_alone_what_it_cannot_try)
{
    static const char *const all[] = {
        EXAMPLE "userhash=true, response=\"8ca523f5e9506fed4657c9700eebdbec\"",
        EXAMPLE "algorithm=TOKEN, response=\"8ca523f5e9506fed4657c9700eebdbec\"",
        EXAMPLE "algorithm=MD5",
        "Digest username=\"Mufasa\", qop=auth-int, response=\"8ca523f5e9506fed4657c9700eebdbec\"",
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct password_weight w = weigh(all[i], "GET", &lions);
        cr_assert(!w.tried && !w.is_default, "%s", all[i]);
    }
    struct password_weight w =
        weigh(EXAMPLE "algorithm=MD5, response=\"8ca523f5e9506fed4657c9700eebdbec\"", "GET", NULL);
    cr_assert(!w.tried && !w.is_default);
}

Test(factory_digest, tries_no_more_than_thirty_two)
{
    struct password_default many[40];
    for (size_t i = 0; i < 40; i++)
        many[i] = (struct password_default){ "Mufasa", i < 39 ? "no" : "Circle of Life" };
    struct password_defaults defaults = { .n = 40, .at = many };
    static const char said[] =
        EXAMPLE "algorithm=MD5, response=\"8ca523f5e9506fed4657c9700eebdbec\"";
    cr_assert_not(weigh(said, "GET", &defaults).is_default);
    many[31].password = "Circle of Life";
    cr_assert(weigh(said, "GET", &defaults).is_default);
}
