/* How it works: keys seen are kept by the two addresses they were agreed between (seen_keys.h);
 * those of the operator say whose media they are for. The first packets of a source are held
 * against each key that may be its until one authenticates it; that key's session then takes the
 * next ones (key_trial.h). To make a session ready takes as long as a hundred packets: that of a
 * key seen stays until it fits. What is decrypted is weighed like any other RTP, and wiped. An
 * authentication tag of 80 bits is not right by chance; one of 32 bits is not so several times.
 *
 * Part of what an SRTP packet is authenticated with is how often its sequence numbers went round,
 * which somebody who comes late does not know: it is guessed, so that a key which does not fit
 * proves nothing. SRTCP brings its whole index: there it does. */
#include "dissectors/media_keys.h"

#include "core/base64.h"
#include "core/secret.h"
#include "dissectors/key_trial.h"
#include "dissectors/mikey.h"
#include "dissectors/rtp_header.h"
#include "dissectors/seen_keys.h"

enum {
    TRIALS = 64,    /* sources at one time */
    CANDIDATES = 8, /* keys seen */
    SUPPLIED = 16,  /* keys of the operator */
    GUESSES = 32,   /* a packet */
    MIKEY_MAX = 512,
};

_Static_assert(SRTP_ROOM >= MEDIA_KEY_PACKET_MAX + 256, "room for each packet that is tried");

struct media_keys {
    struct seen_keys seen;
    struct key_trial trial[TRIALS];
    uint64_t trials; /* how many there ever were */
    const struct srtp_keys *supplied;
    struct srtp_ctx_t_
        *kept; /* Debian's libsrtp reads files for the first session there is; NULL: not ready */
    uint8_t scratch[SRTP_ROOM];
};

struct media_keys *media_keys_new(void)
{
    return secret_new(sizeof(struct media_keys));
}

void media_keys_free(struct media_keys *k)
{
    if (k == NULL)
        return;
    seen_keys_end(&k->seen);
    for (size_t i = 0; i < TRIALS; i++)
        key_trial_end(&k->trial[i]);
    srtp_session_free(k->kept);
    secret_free(k, sizeof *k);
}

bool media_keys_prepare(struct media_keys *k)
{
    if (k->kept == NULL)
        k->kept = srtp_session_first();
    return k->kept != NULL;
}

void media_keys_use(struct media_keys *k, const struct srtp_keys *supplied)
{
    k->supplied = supplied != NULL && supplied->n > 0 ? supplied : NULL;
    if (k->supplied != NULL)
        (void)media_keys_prepare(k);
}

/* ---- keys ---- */

static void keep_key(struct media_keys *k, const struct packet *p, enum srtp_suite suite,
                     const uint8_t *key)
{
    if (seen_keys_keep(&k->seen, p, suite, key))
        (void)media_keys_prepare(k);
}

/* "1 AES_CM_128_HMAC_SHA1_80 inline:BASE64|2^20|1:4", RFC 4568 section 9.1. With an identifier of
 * the key (section 6.1) packets are longer, and several keys may take turns: passed over. */
void media_keys_take_sdes(struct media_keys *k, const struct packet *p, struct bytes crypto)
{
    struct cursor c = cursor_over(crypto);
    (void)take_word(&c);
    struct bytes name = take_word(&c), method = take_word(&c);
    if (k == NULL || !bytes_start_with(method, "inline:"))
        return;
    method = bytes_after(method, strlen("inline:"));
    const uint8_t *bar = method.n > 0 ? memchr(method.p, '|', method.n) : NULL;
    if (bar != NULL && memchr(bar, ':', (size_t)(method.p + method.n - bar)) != NULL)
        return;
    uint8_t key[SRTP_KEY_MAX];
    size_t n = 0;
    bool read =
        base64_decode(bytes_first(method, bar != NULL ? (size_t)(bar - method.p) : method.n), key,
                      sizeof key, &n);
    enum srtp_suite suite = srtp_suite_named(name);
    if (read && suite < SRTP_SUITES && n == srtp_suites[suite].key_n)
        keep_key(k, p, suite, key);
    explicit_bzero(key, sizeof key);
}

void media_keys_take_mikey(struct media_keys *k, const struct packet *p, struct bytes base64)
{
    uint8_t message[MIKEY_MAX];
    size_t n = 0;
    if (k == NULL || !base64_decode(bytes_trim(base64), message, sizeof message, &n))
        return;
    struct bytes key = mikey_traffic_key((struct bytes){ message, n });
    for (enum srtp_suite i = 0; i < SRTP_SUITES; i++)
        if (key.p != NULL && key.n == srtp_suites[i].key_n)
            keep_key(k, p, i, key.p);
    explicit_bzero(message, sizeof message);
}

/* ---- trials ---- */

static bool has_supplied(const struct media_keys *k, const struct packet *p)
{
    for (size_t i = 0; k->supplied != NULL && i < k->supplied->n; i++)
        if (srtp_key_may_be_of(&k->supplied->at[i], p))
            return true;
    return false;
}

bool media_keys_want(const struct media_keys *k, const struct packet *p, uint8_t trial)
{
    if (k == NULL || trial >= MEDIA_KEY_REPORTS_LEFT)
        return false;
    return trial != 0 || seen_keys_have(&k->seen, p) || has_supplied(k, p);
}

/* The place of that trial; NULL: it was given to somebody else. */
static struct key_trial *find_trial(struct media_keys *k, uint8_t trial, uint32_t ssrc)
{
    struct key_trial *t = &k->trial[(trial - 1U) % TRIALS];
    return t->number != 0 && t->ssrc == ssrc ? t : NULL;
}

/* In place of the oldest. */
static struct key_trial *begin_trial(struct media_keys *k, uint8_t *trial,
                                     const struct rtp_header *h)
{
    size_t i = k->trials++ % TRIALS;
    struct key_trial *t = &k->trial[i];
    key_trial_end(t);
    t->number = k->trials;
    t->ssrc = h->ssrc;
    t->payload_type = h->payload_type;
    *trial = (uint8_t)(i + 1);
    return t;
}

/* A packet to be tried; n: of what came out of it. */
struct attempt {
    struct key_trial *t;
    struct bytes whole;
    bool control;
    uint32_t first_round, rounds; /* how often its numbers may have gone round */
    size_t n;
};

/* Decrypts a copy of the packet. */
static enum srtp_answer decrypt(struct media_keys *k, struct srtp_ctx_t_ *session,
                                struct attempt *a)
{
    a->n = a->whole.n;
    memcpy(k->scratch, a->whole.p, a->whole.n);
    return srtp_session_open(session, k->scratch, &a->n, a->control);
}

/* Whether the key authenticates the packet: its session stays. */
static bool fits(struct media_keys *k, struct attempt *a, enum srtp_suite suite, const uint8_t *key)
{
    struct srtp_ctx_t_ *session = srtp_session_new(suite, key, &a->t->ssrc);
    for (uint32_t i = 0; session != NULL && i < a->rounds; i++) {
        if (a->first_round + i > 0)
            srtp_session_went_round(session, a->t->ssrc, a->first_round + i);
        if (decrypt(k, session, a) != SRTP_FITS)
            continue;
        a->t->session = session;
        return true;
    }
    srtp_session_free(session);
    return false;
}

/* The last keys first. One that fits gives its session to the source, for it remembers which
 * packets it took. */
static bool find_seen(struct media_keys *k, struct attempt *a, const struct packet *p)
{
    size_t i = 0;
    for (size_t candidates = 0; candidates < CANDIDATES; candidates++) {
        struct seen_key *key = seen_keys_next(&k->seen, p, &i);
        if (key == NULL)
            return false;
        if (key->session == NULL)
            key->session = srtp_session_new(key->suite, key->key, NULL);
        if (key->session == NULL || decrypt(k, key->session, a) != SRTP_FITS)
            continue;
        a->t->session = key->session;
        key->session = NULL;
        return true;
    }
    return false;
}

static bool is_of(const struct srtp_key *key, const struct packet *p, uint32_t ssrc)
{
    return key->of == SRTP_OF_SSRC ? key->ssrc == ssrc : srtp_key_may_be_of(key, p);
}

/* In the order of the operator's file. */
static bool find_supplied(struct media_keys *k, struct attempt *a, const struct packet *p)
{
    size_t candidates = 0;
    for (size_t i = 0; k->supplied != NULL && i < k->supplied->n; i++)
        candidates += is_of(&k->supplied->at[i], p, a->t->ssrc);
    a->t->supplied = candidates > 0 && candidates <= SUPPLIED;
    candidates = candidates < SUPPLIED ? candidates : SUPPLIED;
    if (!a->control && candidates > 0) {
        a->rounds = GUESSES / (uint32_t)candidates;
        a->first_round = a->t->tried * a->rounds;
    }
    for (size_t i = 0; candidates > 0; i++) {
        const struct srtp_key *key = &k->supplied->at[i];
        if (!is_of(key, p, a->t->ssrc))
            continue;
        candidates--;
        if (fits(k, a, key->suite, key->key))
            return true;
    }
    return false;
}

static bool find_key(struct media_keys *k, struct attempt *a, const struct packet *p)
{
    bool seen = find_seen(k, a, p);
    a->t->source = seen ? KEY_SEEN : KEY_SUPPLIED;
    return seen || find_supplied(k, a, p);
}

static void hold_against(struct media_keys *k, struct attempt *a, const struct packet *p)
{
    enum srtp_answer answer = SRTP_UNFIT;
    if (a->t->session != NULL)
        answer = decrypt(k, a->t->session, a);
    else if (find_key(k, a, p))
        answer = SRTP_FITS;
    key_trial_count(a->t, answer, a->control, (struct bytes){ k->scratch, a->n });
    explicit_bzero(k->scratch, a->whole.n);
}

static bool read_source(struct bytes whole, struct rtp_header *h, bool *control)
{
    *control = rtp_is_control(whole);
    if (!*control)
        return rtp_header_read(whole, whole.n, h);
    *h = (struct rtp_header){ .payload_type = whole.p[1] & 0x7f };
    return rtcp_begins(whole, whole.n, &h->ssrc);
}

bool media_keys_try(struct media_keys *k, uint8_t *trial, const struct packet *p,
                    struct bytes whole, struct observation *said)
{
    struct rtp_header h;
    struct attempt a = { .whole = whole, .rounds = 1 };
    if (whole.n > MEDIA_KEY_PACKET_MAX || !read_source(whole, &h, &a.control))
        return false;
    bool left = a.control && *trial == MEDIA_KEY_REPORTS_LEFT;
    if (!media_keys_want(k, p, left ? 0 : *trial))
        return false;
    bool begins = left || *trial == 0;
    a.t = begins ? begin_trial(k, trial, &h) : find_trial(k, *trial, h.ssrc);
    if (a.t == NULL) {
        *trial = MEDIA_KEY_TRIED;
        return false;
    }
    hold_against(k, &a, p);
    if (!key_trial_is_over(a.t))
        return false;
    *trial = a.control || a.t->authenticated > 0 ? MEDIA_KEY_TRIED : MEDIA_KEY_REPORTS_LEFT;
    return key_trial_conclude(a.t, said);
}

bool media_keys_end(struct media_keys *k, uint8_t *trial, uint32_t ssrc, struct observation *said)
{
    if (k == NULL || !media_keys_are_tried(*trial))
        return false;
    struct key_trial *t = find_trial(k, *trial, ssrc);
    *trial = MEDIA_KEY_TRIED;
    return t != NULL && key_trial_conclude(t, said);
}
