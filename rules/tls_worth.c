#include "rules/tls_worth.h"

enum { TLS_1_2 = 0x0303, SSL_3 = 0x0300, RSA_MIN = 2048, EC_MIN = 224 };
enum { DAY_S = 86400 };

/* ---- sessions ---- */

enum suite {
    SUITE_USUAL,
    SUITE_NULL, /* nothing is encrypted */
    SUITE_ANONYMOUS,
    SUITE_EXPORT,
    SUITE_RC4, /* RFC 7465 */
    SUITE_DES,
    SUITE_3DES,  /* RFC 9325 section 4.1: less than 128 bits, blocks of 64 */
    SUITE_STATIC /* RFC 9325 section 4.1: no forward secrecy */
};

/* Of IANA's registry; where two lines hold a suite the first one counts. */
static const struct suites {
    uint16_t from, to;
    enum suite suite;
} registry[] = {
    { 0x0001, 0x0002, SUITE_NULL },      { 0x002c, 0x002e, SUITE_NULL },
    { 0x003b, 0x003b, SUITE_NULL },      { 0x0082, 0x0083, SUITE_NULL },
    { 0x00b0, 0x00b1, SUITE_NULL },      { 0x00b4, 0x00b5, SUITE_NULL },
    { 0x00b8, 0x00b9, SUITE_NULL },      { 0xc001, 0xc001, SUITE_NULL },
    { 0xc006, 0xc006, SUITE_NULL },      { 0xc00b, 0xc00b, SUITE_NULL },
    { 0xc010, 0xc010, SUITE_NULL },      { 0xc015, 0xc015, SUITE_NULL },
    { 0xc039, 0xc03b, SUITE_NULL },      { 0xc0b4, 0xc0b5, SUITE_NULL },
    { 0x0003, 0x0003, SUITE_EXPORT },    { 0x0006, 0x0006, SUITE_EXPORT },
    { 0x0008, 0x0008, SUITE_EXPORT },    { 0x000b, 0x000b, SUITE_EXPORT },
    { 0x000e, 0x000e, SUITE_EXPORT },    { 0x0011, 0x0011, SUITE_EXPORT },
    { 0x0014, 0x0014, SUITE_EXPORT },    { 0x0017, 0x0017, SUITE_EXPORT },
    { 0x0019, 0x0019, SUITE_EXPORT },    { 0x0026, 0x002b, SUITE_EXPORT },
    { 0x0060, 0x0065, SUITE_EXPORT },    { 0x0018, 0x0018, SUITE_ANONYMOUS },
    { 0x001a, 0x001b, SUITE_ANONYMOUS }, { 0x0034, 0x0034, SUITE_ANONYMOUS },
    { 0x003a, 0x003a, SUITE_ANONYMOUS }, { 0x0046, 0x0046, SUITE_ANONYMOUS },
    { 0x006c, 0x006d, SUITE_ANONYMOUS }, { 0x0089, 0x0089, SUITE_ANONYMOUS },
    { 0x009b, 0x009b, SUITE_ANONYMOUS }, { 0x00a6, 0x00a7, SUITE_ANONYMOUS },
    { 0x00bf, 0x00bf, SUITE_ANONYMOUS }, { 0x00c5, 0x00c5, SUITE_ANONYMOUS },
    { 0xc016, 0xc019, SUITE_ANONYMOUS }, { 0xc046, 0xc047, SUITE_ANONYMOUS },
    { 0xc05a, 0xc05b, SUITE_ANONYMOUS }, { 0xc084, 0xc085, SUITE_ANONYMOUS },
    { 0x0004, 0x0005, SUITE_RC4 },       { 0x0020, 0x0020, SUITE_RC4 },
    { 0x0024, 0x0024, SUITE_RC4 },       { 0x0066, 0x0066, SUITE_RC4 },
    { 0x008a, 0x008a, SUITE_RC4 },       { 0x008e, 0x008e, SUITE_RC4 },
    { 0x0092, 0x0092, SUITE_RC4 },       { 0xc002, 0xc002, SUITE_RC4 },
    { 0xc007, 0xc007, SUITE_RC4 },       { 0xc00c, 0xc00c, SUITE_RC4 },
    { 0xc011, 0xc011, SUITE_RC4 },       { 0xc033, 0xc033, SUITE_RC4 },
    { 0x0009, 0x0009, SUITE_DES },       { 0x000c, 0x000c, SUITE_DES },
    { 0x000f, 0x000f, SUITE_DES },       { 0x0012, 0x0012, SUITE_DES },
    { 0x0015, 0x0015, SUITE_DES },       { 0x001e, 0x001e, SUITE_DES },
    { 0x0022, 0x0022, SUITE_DES },       { 0x000a, 0x000a, SUITE_3DES },
    { 0x000d, 0x000d, SUITE_3DES },      { 0x0010, 0x0010, SUITE_3DES },
    { 0x0013, 0x0013, SUITE_3DES },      { 0x0016, 0x0016, SUITE_3DES },
    { 0x001f, 0x001f, SUITE_3DES },      { 0x0023, 0x0023, SUITE_3DES },
    { 0x008b, 0x008b, SUITE_3DES },      { 0x008f, 0x008f, SUITE_3DES },
    { 0x0093, 0x0093, SUITE_3DES },      { 0xc003, 0xc003, SUITE_3DES },
    { 0xc008, 0xc008, SUITE_3DES },      { 0xc00d, 0xc00d, SUITE_3DES },
    { 0xc012, 0xc012, SUITE_3DES },      { 0xc01a, 0xc01c, SUITE_3DES },
    { 0xc034, 0xc034, SUITE_3DES },      { 0x0007, 0x0007, SUITE_STATIC },
    { 0x002f, 0x0031, SUITE_STATIC },    { 0x0035, 0x0037, SUITE_STATIC },
    { 0x003c, 0x003f, SUITE_STATIC },    { 0x0041, 0x0043, SUITE_STATIC },
    { 0x0068, 0x0069, SUITE_STATIC },    { 0x0084, 0x0086, SUITE_STATIC },
    { 0x0096, 0x0098, SUITE_STATIC },    { 0x009c, 0x009d, SUITE_STATIC },
    { 0x00a0, 0x00a1, SUITE_STATIC },    { 0x00a4, 0x00a5, SUITE_STATIC },
    { 0x00ba, 0x00bc, SUITE_STATIC },    { 0x00c0, 0x00c2, SUITE_STATIC },
    { 0xc004, 0xc005, SUITE_STATIC },    { 0xc00e, 0xc00f, SUITE_STATIC },
    { 0xc025, 0xc026, SUITE_STATIC },    { 0xc029, 0xc02a, SUITE_STATIC },
    { 0xc02d, 0xc02e, SUITE_STATIC },    { 0xc031, 0xc032, SUITE_STATIC },
    { 0xc03c, 0xc041, SUITE_STATIC },    { 0xc04a, 0xc04b, SUITE_STATIC },
    { 0xc04e, 0xc051, SUITE_STATIC },    { 0xc054, 0xc055, SUITE_STATIC },
    { 0xc058, 0xc059, SUITE_STATIC },    { 0xc05e, 0xc05f, SUITE_STATIC },
    { 0xc062, 0xc063, SUITE_STATIC },    { 0xc074, 0xc075, SUITE_STATIC },
    { 0xc078, 0xc07b, SUITE_STATIC },    { 0xc07e, 0xc07f, SUITE_STATIC },
    { 0xc082, 0xc083, SUITE_STATIC },    { 0xc088, 0xc089, SUITE_STATIC },
    { 0xc08c, 0xc08d, SUITE_STATIC },    { 0xc09c, 0xc09d, SUITE_STATIC },
    { 0xc0a0, 0xc0a1, SUITE_STATIC },
};

static enum suite suite_of(uint16_t cipher)
{
    for (size_t i = 0; i < sizeof registry / sizeof registry[0]; i++)
        if (cipher >= registry[i].from && cipher <= registry[i].to)
            return registry[i].suite;
    return SUITE_USUAL;
}

static const char *version_name(uint16_t version)
{
    switch (version) {
    case 0x0002:
        return "SSL 2";
    case SSL_3:
        return "SSL 3";
    case 0x0301:
        return "TLS 1.0";
    case 0x0302:
        return "TLS 1.1";
    case TLS_1_2:
        return "TLS 1.2";
    default:
        return "TLS";
    }
}

static struct opinion weigh_version(const struct weighing *w)
{
    uint16_t version = w->o->tls.version;
    uint16_t minimum = policy_tls_minimum(w->policy);
    const char *name = version_name(version);
    int port = w->o->server.port;
    if (version <= SSL_3)
        return opine(VERDICT_FAIL, "tls-broken", "speaks %s, which is broken, on port %d", name,
                     port);
    if (version < minimum)
        return opine(VERDICT_FAIL, "tls-below-minimum",
                     "speaks %s, older than the policy allows, on port %d", name, port);
    if (version < TLS_1_2 && minimum == 0)
        return opine(VERDICT_SUSPECT, "tls-old", "speaks %s, older than 1.2, on port %d", name,
                     port);
    return silent();
}

static struct opinion weigh_suite(const struct observation *o)
{
    static const char *const words[] = {
        [SUITE_NULL] = "does not encrypt",
        [SUITE_ANONYMOUS] = "shows no certificate",
        [SUITE_EXPORT] = "was made to be broken (EXPORT)",
        [SUITE_RC4] = "is broken (RC4)",
        [SUITE_DES] = "is broken (DES)",
        [SUITE_3DES] = "is weak (3DES)",
        [SUITE_STATIC] = "has no forward secrecy",
    };
    enum suite suite = suite_of(o->tls.cipher);
    if (suite == SUITE_USUAL)
        return silent();
    enum verdict v = suite < SUITE_3DES ? VERDICT_FAIL : VERDICT_SUSPECT;
    const char *reason = suite == SUITE_STATIC ? "tls-no-forward-secrecy" : "tls-weak-cipher";
    return opine(v, reason, "agrees to a cipher suite that %s (%04x) on port %d", words[suite],
                 o->tls.cipher, o->server.port);
}

/* The worse of two; if they are as bad, the first. */
static struct opinion worse(struct opinion one, struct opinion other)
{
    bool heavier = one.verdict != VERDICT_FAIL && other.verdict == VERDICT_FAIL;
    return one.reason == NULL || heavier ? other : one;
}

struct opinion tls_weigh_session(const struct weighing *w)
{
    const struct observation *o = w->o;
    if (o->tls.guessed || o->tls.version == 0)
        return silent();
    return worse(weigh_version(w), weigh_suite(o));
}

/* ---- certificates ---- */

static uint64_t days_between(uint64_t early, uint64_t late)
{
    return late > early ? (late - early) / DAY_S : 0;
}

/* A capture of a sensor whose clock begins anew at each start says nothing of what holds today: no
 * camera spoke TLS before 2001. */
static bool is_a_date(uint64_t now_s)
{
    return now_s >= 1000000000;
}

/* A day either way is a matter of clocks and time zones. */
static struct opinion weigh_time(const struct observation *o, uint64_t now_s)
{
    if (!is_a_date(now_s))
        return silent();
    uint64_t from_s = o->certificate.not_before_s, to_s = o->certificate.not_after_s;
    if (to_s != 0 && now_s > to_s)
        return opine(VERDICT_FAIL, "certificate-expired",
                     "its certificate (%s) expired %llu days ago", o->certificate.subject.s,
                     (unsigned long long)days_between(to_s, now_s));
    if (from_s > now_s + DAY_S)
        return opine(VERDICT_FAIL, "certificate-early",
                     "its certificate (%s) holds in %llu days only", o->certificate.subject.s,
                     (unsigned long long)days_between(now_s, from_s));
    return silent();
}

static struct opinion weigh_key(const struct observation *o)
{
    enum public_key kind = o->certificate.key;
    int bits = o->certificate.key_bits;
    int minimum = kind == PUBLIC_KEY_RSA ? RSA_MIN : EC_MIN;
    bool known = bits > 0 && (kind == PUBLIC_KEY_RSA || kind == PUBLIC_KEY_EC);
    if (known && bits < minimum)
        return opine(VERDICT_FAIL, "certificate-weak-key",
                     "its certificate (%s) has a key of %d bits (%s), less than %d",
                     o->certificate.subject.s, bits, kind == PUBLIC_KEY_RSA ? "RSA" : "EC",
                     minimum);
    return silent();
}

/* Its own signature protects a self-signed one from nothing: who trusts it knows it already. */
static struct opinion weigh_signature(const struct observation *o)
{
    enum signed_with hash = o->certificate.signed_with;
    if (o->certificate.self_signed || (hash != SIGNED_MD5 && hash != SIGNED_SHA1))
        return silent();
    return opine(VERDICT_FAIL, "certificate-weak-signature",
                 "its certificate (%s) is signed with %s", o->certificate.subject.s,
                 hash == SIGNED_MD5 ? "MD5" : "SHA-1");
}

static struct opinion weigh_issuer(const struct weighing *w)
{
    const struct observation *o = w->o;
    const char *issuer = o->certificate.issuer.s;
    bool listed = policy_accepts_issuer(w->policy, issuer);
    if (policy_lists_issuers(w->policy) && !listed)
        return opine(VERDICT_FAIL, "certificate-issuer",
                     "its certificate is issued by %s, whom the policy does not list",
                     issuer[0] != '\0' ? issuer : "nobody with a name");
    if (o->certificate.self_signed && !listed)
        return opine(VERDICT_SUSPECT, "certificate-self-signed",
                     "its certificate (%s) is signed by itself: some models leave the factory so",
                     o->certificate.subject.s);
    return silent();
}

static struct opinion weigh_sharing(const struct weighing *w)
{
    if (w->same_key == NULL)
        return silent();
    return opine(VERDICT_SUSPECT, "certificate-shared",
                 "its certificate (%s) has the same key as that of camera %s",
                 w->o->certificate.subject.s, w->same_key);
}

static struct opinion weigh_end(const struct weighing *w, uint64_t now_s)
{
    const struct observation *o = w->o;
    uint64_t left = days_between(now_s, o->certificate.not_after_s);
    if (o->certificate.not_after_s == 0 || left >= policy_certificate_days(w->policy))
        return silent();
    return opine(VERDICT_SUSPECT, "certificate-expires",
                 "its certificate (%s) expires in %llu days", o->certificate.subject.s,
                 (unsigned long long)left);
}

struct opinion tls_weigh_certificate(const struct weighing *w)
{
    const uint64_t now_s = w->o->time_ns / 1000000000;
    struct opinion x = worse(weigh_time(w->o, now_s), weigh_key(w->o));
    x = worse(x, weigh_signature(w->o));
    x = worse(x, weigh_issuer(w));
    x = worse(x, weigh_sharing(w));
    return worse(x, weigh_end(w, now_s));
}
