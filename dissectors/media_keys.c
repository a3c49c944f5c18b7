/* How it works: keys are kept by the two addresses they were agreed between. The first packets of a
 * source are held against each key of its addresses until one authenticates it; that key's session
 * then takes the next ones, PACKETS in all. To make a session ready takes as long as a hundred
 * packets: a key's stays until it fits. What is decrypted is weighed like any other RTP, and
 * wiped. An authentication tag of 80 bits is not right by chance; one of 32 bits is not so several
 * times. */
#include "dissectors/media_keys.h"

#include <sys/mman.h>

#include <srtp2/srtp.h>

#include "dissectors/base64.h"
#include "dissectors/rtp_header.h"
#include "dissectors/rtp_weigh.h"

enum {
    KEYS = 256,
    TRIALS = 64, /* sources at one time */
    CANDIDATES = 8,
    MISSES = 8,   /* packets that no key fits, before the keys are given up for a source */
    PACKETS = 64, /* of a source that are authenticated */
    KEY_MAX = 46, /* RFC 6188: 32 bytes and 14 of salt */
    MIKEY_MAX = 512,
    WAYS = 1024,
};

typedef void (*set_policy)(srtp_crypto_policy_t *);

/* RFC 4568 section 6.2, RFC 6188. Longer names first. */
static const struct suite {
    const char *name;
    size_t key_n;
    set_policy rtp;
} suites[] = {
    { "AES_CM_128_HMAC_SHA1_80", 30, srtp_crypto_policy_set_rtp_default },
    { "AES_CM_128_HMAC_SHA1_32", 30, srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32 },
    { "AES_256_CM_HMAC_SHA1_80", 46, srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80 },
    { "AES_256_CM_HMAC_SHA1_32", 46, srtp_crypto_policy_set_aes_cm_256_hmac_sha1_32 },
};

enum { SUITES = sizeof suites / sizeof suites[0] };

struct known_key {
    struct ip client, server;
    uint64_t number; /* keys are numbered as they come; 0: none is here */
    srtp_t session;  /* no packet has fitted it; NULL: not made ready */
    uint8_t suite;
    uint8_t key[KEY_MAX];
};

struct trial {
    uint64_t number; /* of the trial; 0: the place is free */
    srtp_t session;  /* NULL: no key has fitted yet */
    uint32_t ssrc;
    uint8_t payload_type;
    uint8_t tried;
    uint8_t authenticated;
    struct rtp_weigh plain;
    enum codec codec;
    bool readable;
};

struct media_keys {
    struct known_key key[KEYS];
    struct trial trial[TRIALS];
    uint16_t ways[WAYS];   /* how many keys there are between addresses of that sum */
    uint64_t keys, trials; /* how many there ever were */
    srtp_t kept; /* Debian's libsrtp reads files for the first session there is; NULL: not ready */
    uint8_t scratch[MEDIA_KEY_PACKET_MAX + SRTP_MAX_TRAILER_LEN];
};

struct media_keys *media_keys_new(void)
{
    struct media_keys *k =
        mmap(NULL, sizeof *k, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (k == MAP_FAILED)
        return NULL;
    (void)madvise(k, sizeof *k, MADV_DONTDUMP);
    return k;
}

static void end_trial(struct trial *t)
{
    if (t->session != NULL)
        (void)srtp_dealloc(t->session);
    explicit_bzero(t, sizeof *t);
}

static void end_key(struct known_key *key)
{
    if (key->session != NULL)
        (void)srtp_dealloc(key->session);
    explicit_bzero(key, sizeof *key);
}

void media_keys_free(struct media_keys *k)
{
    if (k == NULL)
        return;
    for (size_t i = 0; i < KEYS; i++)
        end_key(&k->key[i]);
    for (size_t i = 0; i < TRIALS; i++)
        end_trial(&k->trial[i]);
    if (k->kept != NULL)
        (void)srtp_dealloc(k->kept);
    explicit_bzero(k, sizeof *k);
    (void)munmap(k, sizeof *k);
}

void media_keys_prepare(struct media_keys *k)
{
    uint8_t no_key[KEY_MAX] = { 0 };
    srtp_policy_t policy = { .ssrc = { .type = ssrc_any_inbound }, .key = no_key };
    suites[0].rtp(&policy.rtp);
    suites[0].rtp(&policy.rtcp);
    if (k->kept == NULL &&
        (srtp_init() != srtp_err_status_ok || srtp_create(&k->kept, &policy) != srtp_err_status_ok))
        k->kept = NULL;
}

/* ---- keys ---- */

/* Most packets are of addresses without a key: that has to be known at once. */
static size_t way_of(const struct ip *a, const struct ip *b)
{
    size_t sum = 0;
    for (size_t i = 8; i < sizeof a->b; i++)
        sum = sum * 5 + a->b[i] + b->b[i];
    return sum % WAYS;
}

/* Neither end is known to be the client yet, perhaps. */
static bool is_between(const struct known_key *key, const struct packet *p)
{
    return key->number != 0 &&
           ((ip_equal(&key->client, &p->src.ip) && ip_equal(&key->server, &p->dst.ip)) ||
            (ip_equal(&key->client, &p->dst.ip) && ip_equal(&key->server, &p->src.ip)));
}

static bool is_known(const struct media_keys *k, const struct packet *p, size_t suite,
                     const uint8_t *key)
{
    for (size_t i = 0; i < KEYS; i++)
        if (k->key[i].suite == suite && is_between(&k->key[i], p) &&
            memcmp(k->key[i].key, key, suites[suite].key_n) == 0)
            return true;
    return false;
}

/* In place of the oldest. */
static void keep_key(struct media_keys *k, const struct packet *p, size_t suite, const uint8_t *key)
{
    if (is_known(k, p, suite, key))
        return;
    media_keys_prepare(k);
    struct known_key *place = &k->key[k->keys++ % KEYS];
    if (place->number != 0)
        k->ways[way_of(&place->client, &place->server)]--;
    end_key(place);
    k->ways[way_of(&p->src.ip, &p->dst.ip)]++;
    *place = (struct known_key){
        .client = p->src.ip, .server = p->dst.ip, .number = k->keys, .suite = (uint8_t)suite
    };
    memcpy(place->key, key, suites[suite].key_n);
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
    uint8_t key[KEY_MAX];
    size_t n = 0;
    bool read =
        base64_decode(bytes_first(method, bar != NULL ? (size_t)(bar - method.p) : method.n), key,
                      sizeof key, &n);
    for (size_t i = 0; read && i < SUITES; i++)
        if (bytes_equal_text(name, suites[i].name) && n == suites[i].key_n)
            keep_key(k, p, i, key);
    explicit_bzero(key, sizeof key);
}

/* ---- MIKEY, RFC 3830 section 6 ---- */

enum { MIKEY_KEMAC = 1, MIKEY_T = 5, MIKEY_ID = 6, MIKEY_SP = 10, MIKEY_RAND = 11 };

/* The common header, section 6.1: what payload comes first, 0: none is understood. */
static uint8_t take_header(struct cursor *c)
{
    enum { MAP_ENTRY = 9 };
    bool version_1 = take_u8(c) == 1;
    skip(c, 1);
    uint8_t next = take_u8(c);
    skip(c, 5);
    uint8_t streams = take_u8(c);
    bool srtp = take_u8(c) == 0;
    skip(c, (size_t)MAP_ENTRY * streams);
    return version_1 && srtp && cursor_ok(c) ? next : 0;
}

/* Passes over a payload that is not KEMAC, and says which comes next. */
static uint8_t pass_payload(struct cursor *c, uint8_t type)
{
    uint8_t next = take_u8(c);
    if (type == MIKEY_T)
        skip(c, take_u8(c) == 2 ? 4 : 8);
    else if (type == MIKEY_RAND)
        skip(c, take_u8(c));
    else if (type == MIKEY_SP || type == MIKEY_ID) {
        skip(c, type == MIKEY_SP ? 2 : 1);
        skip(c, take_be16(c));
    } else
        next = 0;
    return cursor_ok(c) ? next : 0;
}

/* Section 6.2 with encryption NULL, section 6.13: a traffic key, with its salt behind it. */
static struct bytes take_traffic_key(struct cursor *c)
{
    enum { NULL_CIPHER = 0, TEK = 2 };
    skip(c, 1);
    bool clear = take_u8(c) == NULL_CIPHER;
    skip(c, 3);
    bool traffic = take_u8(c) >> 4 == TEK;
    struct bytes key = take_bytes(c, take_be16(c));
    return clear && traffic && cursor_ok(c) ? key : (struct bytes){ 0 };
}

void media_keys_take_mikey(struct media_keys *k, const struct packet *p, struct bytes base64)
{
    uint8_t message[MIKEY_MAX];
    size_t n = 0;
    if (k == NULL || !base64_decode(bytes_trim(base64), message, sizeof message, &n))
        return;
    struct cursor c = cursor_over((struct bytes){ message, n });
    uint8_t type = take_header(&c);
    while (type != 0 && type != MIKEY_KEMAC)
        type = pass_payload(&c, type);
    struct bytes key = type == MIKEY_KEMAC ? take_traffic_key(&c) : (struct bytes){ 0 };
    for (size_t i = 0; i < SUITES; i++)
        if (key.p != NULL && key.n == suites[i].key_n)
            keep_key(k, p, i, key.p);
    explicit_bzero(message, sizeof message);
}

/* ---- trials ---- */

bool media_keys_want(const struct media_keys *k, const struct packet *p, uint8_t trial)
{
    if (k == NULL || k->keys == 0 || trial == MEDIA_KEY_TRIED)
        return false;
    if (trial != 0 || k->ways[way_of(&p->src.ip, &p->dst.ip)] == 0)
        return trial != 0;
    for (size_t i = 0; i < KEYS; i++)
        if (is_between(&k->key[i], p))
            return true;
    return false;
}

/* The place of that trial; NULL: it was given to somebody else. */
static struct trial *find_trial(struct media_keys *k, uint8_t trial, uint32_t ssrc)
{
    struct trial *t = &k->trial[(trial - 1U) % TRIALS];
    return t->number != 0 && t->ssrc == ssrc ? t : NULL;
}

/* In place of the oldest. */
static struct trial *begin_trial(struct media_keys *k, uint8_t *trial, const struct rtp_header *h)
{
    size_t i = k->trials++ % TRIALS;
    struct trial *t = &k->trial[i];
    end_trial(t);
    t->number = k->trials;
    t->ssrc = h->ssrc;
    t->payload_type = h->payload_type;
    *trial = (uint8_t)(i + 1);
    return t;
}

static bool make_ready(struct known_key *key)
{
    if (key->session != NULL)
        return true;
    uint8_t master[KEY_MAX];
    memcpy(master, key->key, sizeof master);
    srtp_policy_t policy = { .ssrc = { .type = ssrc_any_inbound },
                             .key = master,
                             .window_size = 1024 };
    suites[key->suite].rtp(&policy.rtp);
    suites[key->suite].rtp(&policy.rtcp);
    if (srtp_create(&key->session, &policy) != srtp_err_status_ok)
        key->session = NULL;
    explicit_bzero(master, sizeof master);
    explicit_bzero(&policy, sizeof policy);
    return key->session != NULL;
}

/* Decrypts a copy of the packet; *n is how long it is then. */
static srtp_err_status_t decrypt(struct media_keys *k, srtp_t session, struct bytes whole,
                                 size_t *n)
{
    int left = (int)whole.n;
    memcpy(k->scratch, whole.p, whole.n);
    srtp_err_status_t status = srtp_unprotect(session, k->scratch, &left);
    *n = left > 0 ? (size_t)left : 0;
    return status;
}

/* Which key authenticates the packet: its session is the source's from now on, for it remembers
 * which packets it took. The last keys first. */
static bool find_key(struct media_keys *k, struct trial *t, const struct packet *p,
                     struct bytes whole, size_t *n)
{
    size_t candidates = 0;
    for (size_t i = 0; i < KEYS && candidates < CANDIDATES; i++) {
        struct known_key *key = &k->key[(k->keys - 1 - i) % KEYS];
        if (!is_between(key, p))
            continue;
        candidates++;
        if (!make_ready(key) || decrypt(k, key->session, whole, n) != srtp_err_status_ok)
            continue;
        t->session = key->session;
        key->session = NULL;
        return true;
    }
    return false;
}

/* Whether anybody could see what it is of, now that it is decrypted. */
static void weigh_plain(struct trial *t, struct bytes plain)
{
    struct observation o;
    if (!rtp_weigh_packet(&t->plain, plain, plain.n, NULL, &o) || o.kind != OBS_MEDIA)
        return;
    t->readable = o.media.encrypted == ENCRYPTED_NO;
    t->codec = o.media.codec;
}

/* Nothing is said of keys that do not fit: they may be of another stream. */
static bool conclude(struct trial *t, struct observation *said)
{
    bool fits = t->authenticated > 0;
    *said = (struct observation){
        .kind = OBS_MEDIA_KEY,
        .media_key = { .ssrc = t->ssrc,
                       .payload_type = t->payload_type,
                       .tried = t->tried,
                       .authenticated = t->authenticated,
                       .readable = t->readable ? READABLE_YES : READABLE_UNKNOWN,
                       .codec = t->readable ? t->codec : CODEC_UNKNOWN },
    };
    end_trial(t);
    return fits;
}

/* What a mirror shows twice counts once. */
static void hold_against(struct media_keys *k, struct trial *t, const struct packet *p,
                         struct bytes whole)
{
    size_t n = 0;
    bool fits = false;
    if (t->session == NULL) {
        fits = find_key(k, t, p, whole, &n);
        t->tried++;
    } else {
        srtp_err_status_t status = decrypt(k, t->session, whole, &n);
        fits = status == srtp_err_status_ok;
        t->tried = (uint8_t)(t->tried + (status != srtp_err_status_replay_fail));
    }
    t->authenticated = (uint8_t)(t->authenticated + fits);
    if (fits)
        weigh_plain(t, (struct bytes){ k->scratch, n });
    explicit_bzero(k->scratch, whole.n);
}

bool media_keys_try(struct media_keys *k, uint8_t *trial, const struct packet *p,
                    struct bytes whole, struct observation *said)
{
    struct rtp_header h;
    if (whole.n > MEDIA_KEY_PACKET_MAX || !rtp_header_read(whole, whole.n, &h) ||
        !media_keys_want(k, p, *trial))
        return false;
    struct trial *t = *trial == 0 ? begin_trial(k, trial, &h) : find_trial(k, *trial, h.ssrc);
    if (t == NULL) {
        *trial = MEDIA_KEY_TRIED;
        return false;
    }
    hold_against(k, t, p, whole);
    if (t->tried < (t->authenticated > 0 ? PACKETS : MISSES))
        return false;
    *trial = MEDIA_KEY_TRIED;
    return conclude(t, said);
}

bool media_keys_end(struct media_keys *k, uint8_t *trial, uint32_t ssrc, struct observation *said)
{
    if (k == NULL || !media_keys_are_tried(*trial))
        return false;
    struct trial *t = find_trial(k, *trial, ssrc);
    *trial = MEDIA_KEY_TRIED;
    return t != NULL && conclude(t, said);
}
