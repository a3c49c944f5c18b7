/* The keys here are made up. */
#include <criterion/criterion.h>

#include "tests/support/policies.h"

#define KEY  "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd"
#define LONG "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLQ=="

static const char yaml[] = "srtp_keys: keys.txt\n";

Test(policy_srtp, reads_whose_each_key_is)
{
    struct error e;
    struct policy *p = policy_with_keys(yaml,
                                        "# of the north side\n\n"
                                        "d4:2d:c5:00:00:01\tAES_CM_128_HMAC_SHA1_80  " KEY "\r\n"
                                        "  192.0.2.20 AES_CM_128_HMAC_SHA1_32 " KEY "  \n"
                                        "0xDeadbeef AES_256_CM_HMAC_SHA1_80 " LONG "\n"
                                        "* AES_256_CM_HMAC_SHA1_32 " LONG,
                                        0640, &e);
    cr_assert_not_null(p, "%s", e.s);
    const struct srtp_keys *k = policy_secrets(p)->srtp;
    cr_assert_eq(k->n, 4);
    cr_assert_eq(k->at[0].of, SRTP_OF_MAC);
    cr_assert_eq(k->at[0].suite, SRTP_AES_128_SHA1_80);
    cr_assert_eq(k->at[0].key[29], 29);
    cr_assert_eq(k->at[1].of, SRTP_OF_IP);
    cr_assert_eq(k->at[2].of, SRTP_OF_SSRC);
    cr_assert_eq(k->at[2].ssrc, 0xdeadbeef);
    cr_assert_eq(k->at[2].key[45], 45);
    cr_assert_eq(k->at[3].of, SRTP_OF_ANY);
    policy_free(p);
}

Test(policy_srtp, has_none_unless_it_names_a_file)
{
    struct policy *p = good_policy("level: entry\n");
    cr_assert_null(policy_secrets(p)->srtp);
    policy_free(p);
}

static void refused(const char *keys, unsigned mode, const char *sentence)
{
    struct error e;
    cr_assert_null(policy_with_keys(yaml, keys, mode, &e), "%s", keys);
    cr_assert_str_eq(e.s, sentence);
}

Test(policy_srtp, refuses_a_file_that_others_may_read_or_change)
{
    static const unsigned modes[] = { 0644, 0604, 0602, 0660 };
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++)
        refused("* AES_CM_128_HMAC_SHA1_80 " KEY "\n", modes[i],
                "keys.txt: others may read or change these keys; chmod 640 mends that");
}

Test(policy_srtp, names_the_line_of_a_mistake_and_not_what_it_says)
{
    static const char whose[] =
        "keys.txt:1:1: a line begins with a MAC, an address, an SSRC (like 0x1234abcd) or *";
    refused(KEY " AES_CM_128_HMAC_SHA1_80 *\n", 0600, whose);
    refused("0x123456789 AES_CM_128_HMAC_SHA1_80 " KEY "\n", 0600, whose);
    refused("0x AES_CM_128_HMAC_SHA1_80 " KEY "\n", 0600, whose);
    refused("0x-1 AES_CM_128_HMAC_SHA1_80 " KEY "\n", 0600, whose);
    refused("192.0.2.0/24 AES_CM_128_HMAC_SHA1_80 " KEY "\n", 0600, whose);
    refused("#\n* " KEY "\n", 0600,
            "keys.txt:2:1: the second word must be a crypto suite (like AES_CM_128_HMAC_SHA1_80)");
    static const char third[] = "keys.txt:1:1: the third word must be master key and salt in "
                                "base64, 30 bytes, or 46 for AES_256";
    refused("* AES_CM_128_HMAC_SHA1_80 " LONG "\n", 0600, third);
    refused("* AES_256_CM_HMAC_SHA1_80 " KEY "\n", 0600, third);
    refused("* AES_CM_128_HMAC_SHA1_80\n", 0600, third);
    refused("* AES_CM_128_HMAC_SHA1_80 canary!\n", 0600, third);
}

Test(policy_srtp, has_room_for_256_keys)
{
    static const char line[] = "* AES_CM_128_HMAC_SHA1_80 " KEY "\n";
    static char text[258 * sizeof line];
    for (size_t i = 0; i < 257; i++)
        strcat(text, line);
    refused(text, 0600, "keys.txt:257:1: there is room for 256 keys only");
}

Test(policy_srtp, says_that_there_is_no_file)
{
    expect_mistake(yaml, "policy.yaml:1:12: cannot read 'keys.txt': No such file or directory");
}
