#include "dissectors/srtp_session.h"

#include <srtp2/srtp.h>

typedef void (*set_policy)(srtp_crypto_policy_t *);

_Static_assert(SRTP_ROOM >= 2048 + SRTP_MAX_TRAILER_LEN, "room for what libsrtp puts behind");

/* The tag of SRTCP is always one of 80 bits: RFC 4568 section 6.2.2. */
static const struct policies {
    set_policy rtp, rtcp;
} policies[SRTP_SUITES] = {
    [SRTP_AES_128_SHA1_80] = { srtp_crypto_policy_set_rtp_default,
                               srtp_crypto_policy_set_rtcp_default },
    [SRTP_AES_128_SHA1_32] = { srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32,
                               srtp_crypto_policy_set_rtcp_default },
    [SRTP_AES_256_SHA1_80] = { srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80,
                               srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80 },
    [SRTP_AES_256_SHA1_32] = { srtp_crypto_policy_set_aes_cm_256_hmac_sha1_32,
                               srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80 },
};

struct srtp_ctx_t_ *srtp_session_first(void)
{
    static const uint8_t no_key[SRTP_KEY_MAX] = { 0 };
    if (srtp_init() != srtp_err_status_ok)
        return NULL;
    return srtp_session_new(SRTP_AES_128_SHA1_80, no_key, NULL);
}

struct srtp_ctx_t_ *srtp_session_new(enum srtp_suite suite, const uint8_t *key,
                                     const uint32_t *ssrc)
{
    uint8_t master[SRTP_KEY_MAX];
    memcpy(master, key, srtp_suites[suite].key_n);
    srtp_policy_t policy = { .key = master, .window_size = 1024 };
    policy.ssrc.type = ssrc != NULL ? ssrc_specific : ssrc_any_inbound;
    policy.ssrc.value = ssrc != NULL ? *ssrc : 0;
    policies[suite].rtp(&policy.rtp);
    policies[suite].rtcp(&policy.rtcp);
    srtp_t session = NULL;
    if (srtp_create(&session, &policy) != srtp_err_status_ok)
        session = NULL;
    explicit_bzero(master, sizeof master);
    return session;
}

void srtp_session_free(struct srtp_ctx_t_ *s)
{
    if (s != NULL)
        (void)srtp_dealloc(s);
}

void srtp_session_went_round(struct srtp_ctx_t_ *s, uint32_t ssrc, uint32_t times)
{
    (void)srtp_set_stream_roc(s, ssrc, times);
}

enum srtp_answer srtp_session_open(struct srtp_ctx_t_ *s, uint8_t *packet, size_t *n, bool control)
{
    int left = (int)*n;
    srtp_err_status_t status =
        control ? srtp_unprotect_rtcp(s, packet, &left) : srtp_unprotect(s, packet, &left);
    *n = left > 0 ? (size_t)left : 0;
    if (status == srtp_err_status_ok)
        return SRTP_FITS;
    return status == srtp_err_status_replay_fail ? SRTP_SEEN_BEFORE : SRTP_UNFIT;
}
