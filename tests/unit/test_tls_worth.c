#include <criterion/criterion.h>

#include "rules/tls_worth.h"
#include "tests/support/policies.h"

static const uint64_t now_s = 1800000000, day_s = 86400;

struct bench {
    struct policy *policy;
    struct observation o;
    struct weighing w;
};

static struct bench bench_with(const char *yaml)
{
    struct bench b = { .policy = yaml != NULL ? good_policy(yaml) : policy_default() };
    b.o = (struct observation){ .time_ns = now_s * 1000000000, .server.port = 443 };
    return b;
}

/* Whether that is the reason ("": none), and how bad it is. */
static void session(const char *yaml, uint16_t version, uint16_t cipher, enum verdict v,
                    const char *reason)
{
    struct bench b = bench_with(yaml);
    b.o.tls.version = version;
    b.o.tls.cipher = cipher;
    b.w = (struct weighing){ .o = &b.o, .policy = b.policy };
    struct opinion x = tls_weigh_session(&b.w);
    cr_assert_str_eq(x.reason != NULL ? x.reason : "", reason, "%04x %04x", version, cipher);
    cr_assert_eq(x.verdict, v);
    policy_free(b.policy);
}

Test(tls_worth, knows_old_versions)
{
    session(NULL, 0x0002, 0, VERDICT_FAIL, "tls-broken");
    session(NULL, 0x0300, 0xc02f, VERDICT_FAIL, "tls-broken");
    session(NULL, 0x0301, 0xc02f, VERDICT_SUSPECT, "tls-old");
    session(NULL, 0x0302, 0xc02f, VERDICT_SUSPECT, "tls-old");
    session(NULL, 0x0303, 0xc02f, VERDICT_UNKNOWN, "");
    session(NULL, 0x0304, 0x1301, VERDICT_UNKNOWN, "");
    session(NULL, 0, 0xc02f, VERDICT_UNKNOWN, "");
}

Test(tls_worth, goes_by_the_policys_minimum)
{
    session("tls: {minimum: 1.0}\n", 0x0301, 0xc02f, VERDICT_UNKNOWN, "");
    session("tls: {minimum: 1.2}\n", 0x0302, 0xc02f, VERDICT_FAIL, "tls-below-minimum");
    session("tls: {minimum: 1.3}\n", 0x0303, 0xc02f, VERDICT_FAIL, "tls-below-minimum");
}

Test(tls_worth, knows_suites)
{
    static const uint16_t broken[] = { 0x0002, 0x003b, 0xc006, 0x0003, 0x0014, 0x0018, 0x0034,
                                       0xc018, 0x0004, 0x0005, 0xc011, 0x0009, 0x0062 };
    static const uint16_t fine[] = { 0,      0x0033, 0x0039, 0x0067, 0x006b, 0x009e,
                                     0x009f, 0xc009, 0xc00a, 0xc013, 0xc014, 0xc023,
                                     0xc02b, 0xc02c, 0xc02f, 0xc030, 0xcca8, 0xccaa };
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
        session(NULL, 0x0303, broken[i], VERDICT_FAIL, "tls-weak-cipher");
    for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++)
        session(NULL, 0x0303, fine[i], VERDICT_UNKNOWN, "");
    session(NULL, 0x0303, 0x000a, VERDICT_SUSPECT, "tls-weak-cipher");
    session(NULL, 0x0303, 0xc012, VERDICT_SUSPECT, "tls-weak-cipher");
    session(NULL, 0x0303, 0x002f, VERDICT_SUSPECT, "tls-no-forward-secrecy");
    session(NULL, 0x0303, 0x009d, VERDICT_SUSPECT, "tls-no-forward-secrecy");
    session(NULL, 0x0301, 0x0005, VERDICT_FAIL, "tls-weak-cipher");
}

Test(tls_worth, guesses_nothing_of_a_session_joined_later)
{
    struct bench b = bench_with(NULL);
    b.o.tls.version = 0x0301;
    b.o.tls.guessed = true;
    b.w = (struct weighing){ .o = &b.o, .policy = b.policy };
    cr_assert_null(tls_weigh_session(&b.w).reason);
    policy_free(b.policy);
}

/* ---- certificates ---- */

static struct observation good(void)
{
    struct observation o = { .kind = OBS_CERTIFICATE, .time_ns = now_s * 1000000000 };
    o.certificate.not_before_s = now_s - 10 * day_s;
    o.certificate.not_after_s = now_s + 100 * day_s;
    o.certificate.key = PUBLIC_KEY_RSA;
    o.certificate.key_bits = 2048;
    o.certificate.signed_with = SIGNED_SHA2;
    o.certificate.subject = text_of(bytes_of_text("cam"));
    o.certificate.issuer = text_of(bytes_of_text("CA"));
    return o;
}

static void certificate(const char *yaml, struct observation o, enum verdict v, const char *reason)
{
    struct bench b = bench_with(yaml);
    b.w = (struct weighing){ .o = &o, .policy = b.policy };
    struct opinion x = tls_weigh_certificate(&b.w);
    cr_assert_str_eq(x.reason != NULL ? x.reason : "", reason);
    cr_assert_eq(x.verdict, v);
    policy_free(b.policy);
}

Test(tls_worth, has_nothing_against_a_good_certificate)
{
    certificate(NULL, good(), VERDICT_UNKNOWN, "");
}

Test(tls_worth, goes_by_the_packets_time)
{
    struct observation o = good();
    o.certificate.not_after_s = now_s - 1;
    certificate(NULL, o, VERDICT_FAIL, "certificate-expired");
    o.certificate.not_after_s = 0; /* not known */
    certificate(NULL, o, VERDICT_UNKNOWN, "");
    o = good();
    o.certificate.not_before_s = now_s + day_s / 2; /* a matter of clocks */
    certificate(NULL, o, VERDICT_UNKNOWN, "");
    o.certificate.not_before_s = now_s + 2 * day_s;
    certificate(NULL, o, VERDICT_FAIL, "certificate-early");
}

Test(tls_worth, speaks_of_what_expires_soon)
{
    struct observation o = good();
    o.certificate.not_after_s = now_s + 13 * day_s;
    certificate(NULL, o, VERDICT_SUSPECT, "certificate-expires");
    certificate("tls: {warn_days: 0}\n", o, VERDICT_UNKNOWN, "");
    certificate("tls: {warn_days: 200}\n", good(), VERDICT_SUSPECT, "certificate-expires");
}

Test(tls_worth, knows_weak_keys)
{
    struct observation o = good();
    o.certificate.key_bits = 1024;
    certificate(NULL, o, VERDICT_FAIL, "certificate-weak-key");
    o.certificate.self_signed = true;
    certificate(NULL, o, VERDICT_FAIL, "certificate-weak-key");
    o = good();
    o.certificate.key = PUBLIC_KEY_EC;
    o.certificate.key_bits = 192;
    certificate(NULL, o, VERDICT_FAIL, "certificate-weak-key");
    o.certificate.key_bits = 224;
    certificate(NULL, o, VERDICT_UNKNOWN, "");
    o.certificate.key = PUBLIC_KEY_OTHER; /* Ed25519 has 256, others have what they have */
    o.certificate.key_bits = 100;
    certificate(NULL, o, VERDICT_UNKNOWN, "");
    o.certificate.key = PUBLIC_KEY_RSA;
    o.certificate.key_bits = 0; /* not known */
    certificate(NULL, o, VERDICT_UNKNOWN, "");
}

Test(tls_worth, minds_the_hash_of_an_issuer_only)
{
    struct observation o = good();
    o.certificate.signed_with = SIGNED_SHA1;
    certificate(NULL, o, VERDICT_FAIL, "certificate-weak-signature");
    o.certificate.signed_with = SIGNED_MD5;
    certificate(NULL, o, VERDICT_FAIL, "certificate-weak-signature");
    o.certificate.self_signed = true;
    certificate(NULL, o, VERDICT_SUSPECT, "certificate-self-signed");
}

Test(tls_worth, goes_by_the_policys_issuers)
{
    struct observation o = good();
    certificate("tls: {issuers: [CA]}\n", o, VERDICT_UNKNOWN, "");
    certificate("tls: {issuers: [Other]}\n", o, VERDICT_FAIL, "certificate-issuer");
    o.certificate.self_signed = true;
    certificate("tls: {issuers: [CA]}\n", o, VERDICT_UNKNOWN, "");
    certificate("tls: {issuers: [Other]}\n", o, VERDICT_FAIL, "certificate-issuer");
}

Test(tls_worth, names_the_other_camera_with_the_same_key)
{
    struct bench b = bench_with(NULL);
    b.o = good();
    b.w = (struct weighing){ .o = &b.o, .policy = b.policy, .same_key = "d4:2d:c5:00:00:01" };
    struct opinion x = tls_weigh_certificate(&b.w);
    cr_assert_str_eq(x.reason, "certificate-shared");
    cr_assert_not_null(strstr(x.why.s, "d4:2d:c5:00:00:01"));
    policy_free(b.policy);
}
