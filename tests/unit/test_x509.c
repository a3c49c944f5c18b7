#include "dissectors/x509.h"

#include <criterion/criterion.h>
#include <time.h>

#include "tests/support/certificates.h"

static struct observation read_all(struct bytes der)
{
    struct observation o;
    cr_assert(x509_read(der, &o));
    cr_assert_eq(o.kind, OBS_CERTIFICATE);
    return o;
}

Test(x509, says_whose_it_is_and_who_signed_it)
{
    struct observation o = read_all(CERTIFICATE("rsa2048_signed"));
    cr_assert_str_eq(o.certificate.subject.s, "cam.example.net");
    cr_assert_str_eq(o.certificate.issuer.s, "Test CA");
    cr_assert_eq(o.certificate.key, PUBLIC_KEY_RSA);
    cr_assert_eq(o.certificate.key_bits, 2048);
    cr_assert_eq(o.certificate.signed_with, SIGNED_SHA2);
    cr_assert_not(o.certificate.self_signed);
}

Test(x509, says_from_when_until_when_it_holds)
{
    struct observation o = read_all(CERTIFICATE("rsa2048_self"));
    cr_assert_eq(o.certificate.not_before_s, 1795406965);
    cr_assert_eq(o.certificate.not_after_s, 2110766965);
    o = read_all(CERTIFICATE("expired"));
    cr_assert_eq(o.certificate.not_before_s, 1262304000);
    cr_assert_eq(o.certificate.not_after_s, 1420070400);
    o = read_all(CERTIFICATE("never_expires"));
    cr_assert_eq(o.certificate.not_after_s, 253402300799);
}

Test(x509, proves_that_a_key_signed_itself)
{
    cr_assert(read_all(CERTIFICATE("rsa2048_self")).certificate.self_signed);
    cr_assert(read_all(CERTIFICATE("rsa1024_sha1_self")).certificate.self_signed);
    cr_assert(read_all(CERTIFICATE("rsa1024_md5_self")).certificate.self_signed);
    cr_assert(read_all(CERTIFICATE("rsa4096_self")).certificate.self_signed);
    cr_assert(read_all(CERTIFICATE("pss_self")).certificate.self_signed);
    cr_assert(read_all(CERTIFICATE("ec_self")).certificate.self_signed);
    cr_assert(read_all(CERTIFICATE("p384_self")).certificate.self_signed);
    cr_assert(read_all(CERTIFICATE("ed25519_self")).certificate.self_signed);
    cr_assert(read_all(CERTIFICATE("dsa_self")).certificate.self_signed);
}

Test(x509, is_not_taken_in_by_two_equal_names)
{
    struct observation o = read_all(CERTIFICATE("same_name_other_key"));
    cr_assert_str_eq(o.certificate.subject.s, o.certificate.issuer.s);
    cr_assert_not(o.certificate.self_signed);
}

static void has(struct bytes der, enum public_key key, uint16_t bits, enum signed_with with)
{
    struct observation o = read_all(der);
    cr_assert_eq(o.certificate.key, key);
    cr_assert_eq(o.certificate.key_bits, bits, "%u bits", o.certificate.key_bits);
    cr_assert_eq(o.certificate.signed_with, with);
}

Test(x509, says_which_key_and_which_hash)
{
    has(CERTIFICATE("rsa1024_sha1_self"), PUBLIC_KEY_RSA, 1024, SIGNED_SHA1);
    has(CERTIFICATE("rsa1024_md5_self"), PUBLIC_KEY_RSA, 1024, SIGNED_MD5);
    has(CERTIFICATE("rsa4096_self"), PUBLIC_KEY_RSA, 4096, SIGNED_SHA2);
    has(CERTIFICATE("pss_self"), PUBLIC_KEY_RSA, 1024, SIGNED_SHA2);
    has(CERTIFICATE("ec_signed"), PUBLIC_KEY_EC, 256, SIGNED_SHA2);
    has(CERTIFICATE("p384_self"), PUBLIC_KEY_EC, 384, SIGNED_SHA2);
    has(CERTIFICATE("ed25519_self"), PUBLIC_KEY_OTHER, 256, SIGNED_OTHER);
    has(CERTIFICATE("dsa_self"), PUBLIC_KEY_OTHER, 1024, SIGNED_SHA2);
}

/* openssl x509 -pubkey | openssl pkey -pubin -outform DER | sha256sum */
Test(x509, knows_the_same_key_again)
{
    cr_assert_eq(read_all(CERTIFICATE("ec_signed")).certificate.key_id, 0xf75eced61c6ab974);
    cr_assert_eq(read_all(CERTIFICATE("ec_self")).certificate.key_id, 0xf75eced61c6ab974);
    cr_assert_eq(read_all(CERTIFICATE("rsa2048_self")).certificate.key_id, 0x781b2dd52604387d);
    cr_assert_eq(read_all(CERTIFICATE("rsa2048_signed")).certificate.key_id, 0x781b2dd52604387d);
}

Test(x509, makes_do_with_an_organisation_or_with_no_name)
{
    cr_assert_str_eq(read_all(CERTIFICATE("organisation_only")).certificate.subject.s, "Panasonic");
    cr_assert_str_eq(read_all(CERTIFICATE("no_names")).certificate.subject.s, "");
    cr_assert_str_eq(read_all(CERTIFICATE("two_names")).certificate.subject.s, "cam-2");
    cr_assert_str_eq(read_all(CERTIFICATE("odd_letters")).certificate.subject.s, "camx01-..");
}

Test(x509, refuses_what_is_not_one_whole_certificate)
{
    struct observation o;
    struct bytes whole = CERTIFICATE("ec_signed");
    uint8_t longer[4096] = { 0 };
    memcpy(longer, whole.p, whole.n);
    for (size_t n = 0; n < whole.n; n++)
        cr_assert_not(x509_read(bytes_first(whole, n), &o), "%zu bytes", n);
    cr_assert_not(x509_read((struct bytes){ longer, whole.n + 1 }, &o));
    cr_assert_not(x509_read((struct bytes){ 0 }, &o));
    cr_assert_not(x509_read(bytes_of_text("certificate"), &o));
}

Test(x509, refuses_what_is_too_long_or_of_a_curve_of_its_own)
{
    static uint8_t longest[CERTIFICATE_MAX + 1] = { 0x30, 0x82, 0x1f, 0xfd };
    struct observation o;
    cr_assert_not(x509_read((struct bytes){ longest, sizeof longest }, &o));
    cr_assert_not(x509_read(CERTIFICATE("curve_spelt_out"), &o));
}

static uint64_t spent_ns(struct bytes der)
{
    struct timespec begin, end;
    struct observation o;
    (void)x509_read(der, &o); /* OpenSSL makes itself ready */
    cr_assert_eq(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin), 0);
    for (int i = 0; i < 10; i++)
        (void)x509_read(der, &o);
    cr_assert_eq(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end), 0);
    int64_t ns = (int64_t)(end.tv_sec - begin.tv_sec) * 1000000000 + end.tv_nsec - begin.tv_nsec;
    return (uint64_t)ns / 10;
}

/* Far more than it takes, so that a busy machine does not matter. */
Test(x509, takes_no_long_time_for_any)
{
    cr_assert_lt(spent_ns(CERTIFICATE("rsa4096_self")), 50000000);
    cr_assert_lt(spent_ns(CERTIFICATE("p384_self")), 50000000);
    cr_assert_lt(spent_ns(CERTIFICATE("dsa_self")), 50000000);
    cr_assert_lt(spent_ns(CERTIFICATE("curve_spelt_out")), 50000000);
}
