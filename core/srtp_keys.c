#include "core/srtp_keys.h"

#include "core/secret.h"

const struct srtp_suite_form srtp_suites[SRTP_SUITES] = {
    [SRTP_AES_128_SHA1_80] = { "AES_CM_128_HMAC_SHA1_80", 30 },
    [SRTP_AES_128_SHA1_32] = { "AES_CM_128_HMAC_SHA1_32", 30 },
    [SRTP_AES_256_SHA1_80] = { "AES_256_CM_HMAC_SHA1_80", 46 },
    [SRTP_AES_256_SHA1_32] = { "AES_256_CM_HMAC_SHA1_32", 46 },
};

enum srtp_suite srtp_suite_named(struct bytes name)
{
    size_t i = 0;
    while (i < SRTP_SUITES && !bytes_equal_text(name, srtp_suites[i].name))
        i++;
    return (enum srtp_suite)i;
}

struct srtp_keys *srtp_keys_new(void)
{
    return secret_new(sizeof(struct srtp_keys));
}

void srtp_keys_free(struct srtp_keys *k)
{
    secret_free(k, sizeof *k);
}

bool srtp_key_may_be_of(const struct srtp_key *key, const struct packet *p)
{
    if (key->of == SRTP_OF_MAC)
        return mac_known(&p->src_mac) && mac_equal(&key->mac, &p->src_mac);
    return key->of != SRTP_OF_IP || ip_equal(&key->ip, &p->src.ip);
}
