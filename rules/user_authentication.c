/* Guide item 2.5, User authentication: Digest, not Basic.
 *
 * One 401 may offer several schemes, each told as a fact of its own with the same frame number; so
 * that a camera offers Digest alone is known only once its next message is seen. A FAIL stays: that
 * one address of a camera asks for Digest does not prove that another does not take Basic. */
#include "rules/moment.h"
#include "rules/offers.h"
#include "rules/open_access.h"
#include "rules/pseudonym.h"

enum { NONCES_MAX = 4 };

static const uint64_t day_ns = 86400000000000;

/* What the camera asks a digest of. */
struct nonce {
    uint64_t since_ns;
    uint32_t hash; /* 0: free */
};

struct memory {
    struct pseudonyms pseudonyms;
    struct nonce nonce[NONCES_MAX];
    uint8_t next_nonce;
    struct endpoint client; /* of the last login */
    struct endpoint served; /* the last one who was described a stream without */
    char user[32];
    struct offers offers;
    bool known;            /* client and user are set */
    bool only_digest;      /* the last challenge had Digest and nothing worse */
    uint64_t digest_frame; /* of that challenge */
};

_Static_assert(sizeof(struct memory) <= ITEM_MEMORY_MAX, "memory of an item");

/* The page asks for it, as a rule. */
static bool is_form(enum scheme s)
{
    return s == SCHEME_FORM || s == SCHEME_JSON;
}

static bool in_clear(enum scheme s)
{
    return s == SCHEME_BASIC || s == SCHEME_URL || s == SCHEME_WSSE_TEXT || is_form(s);
}

static const char *name_of(enum scheme s)
{
    if (s == SCHEME_WSSE_TEXT)
        return "a password in the clear text of a SOAP call";
    if (is_form(s))
        return s == SCHEME_FORM ? "a password in a form" : "a password in JSON";
    return s == SCHEME_URL ? "a password in the URL" : "Basic";
}

static const char *reason_of(enum scheme s)
{
    if (s == SCHEME_WSSE_TEXT)
        return "wsse-text-accepted";
    if (is_form(s))
        return "form-accepted";
    return s == SCHEME_URL ? "url-accepted" : "basic-accepted";
}

static const char *user_of(const struct memory *m, const struct endpoint *client)
{
    return m->known && endpoint_equal(&m->client, client) ? m->user : "";
}

/* Whether that nonce was asked a day ago and more: who has heard a login then may say it again. */
static bool is_old_nonce(struct memory *m, const struct weighing *w)
{
    const uint64_t *said = &w->o->challenge.nonce;
    uint32_t hash = pseudonym_of(&m->pseudonyms, w, said, sizeof *said);
    if (*said == 0)
        return false;
    for (size_t i = 0; i < NONCES_MAX; i++)
        if (m->nonce[i].hash == hash)
            return w->now_ns >= m->nonce[i].since_ns + day_ns;
    m->nonce[m->next_nonce] = (struct nonce){ w->now_ns, hash };
    m->next_nonce = (uint8_t)((m->next_nonce + 1) % NONCES_MAX);
    return false;
}

static struct opinion weigh_challenge(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    offers_note(&m->offers, o);
    if (o->challenge.scheme == SCHEME_BASIC) {
        m->only_digest = false;
        m->digest_frame = o->frame_no;
        return opine(VERDICT_FAIL, "basic-offered", "Basic offered over %s", o->protocol);
    }
    if (o->challenge.scheme == SCHEME_DIGEST && m->digest_frame != o->frame_no) {
        m->only_digest = true;
        m->digest_frame = o->frame_no;
    }
    if (is_old_nonce(m, w))
        return opine(VERDICT_SUSPECT, "nonce-constant",
                     "Digest over %s asks with the same nonce for more than a day: an old response "
                     "may be sent again",
                     o->protocol);
    return silent();
}

static struct opinion accepted_in_clear(const struct memory *m, const struct observation *o,
                                        enum scheme scheme)
{
    const char *user = user_of(m, &o->client);
    return opine(VERDICT_FAIL, reason_of(scheme), "%s %saccepted over %s%s%s", name_of(scheme),
                 m->offers.basic && scheme == SCHEME_BASIC ? "offered and " : "", o->protocol,
                 user[0] != '\0' ? "; user " : "", user);
}

static struct opinion accepted(struct memory *m, const struct observation *o, enum scheme scheme)
{
    if (in_clear(scheme))
        return accepted_in_clear(m, o, scheme);
    if (scheme != SCHEME_DIGEST || !m->only_digest || m->offers.basic)
        return silent();
    return opine(VERDICT_PASS, "digest-only", "Digest alone is offered, and was accepted over %s",
                 o->protocol);
}

static struct opinion weigh_login(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    m->known = true;
    m->client = o->client;
    memcpy(m->user, o->login.user.s, sizeof m->user - 1);
    return o->login.outcome == OUTCOME_ACCEPTED ? accepted(m, o, o->login.scheme) : silent();
}

/* What was described to somebody is set up by him, too: that is told once. */
static bool goes_on(struct memory *m, const struct observation *o)
{
    bool sets_up = bytes_equal_text(bytes_of_text(o->exchange.method.s), "SETUP");
    bool same = endpoint_equal(&m->served, &o->client);
    m->served = o->client;
    return sets_up && same;
}

static struct opinion weigh_open(struct memory *m, const struct observation *o,
                                 enum open_access access)
{
    if (access == OPEN_STREAM && goes_on(m, o))
        return silent();
    if (access == OPEN_STREAM)
        return opine(VERDICT_FAIL, "no-login-asked", "RTSP %s answered 200 without a login",
                     o->exchange.method.s);
    if (access == OPEN_PICTURE)
        return opine(VERDICT_FAIL, "no-login-asked",
                     "a picture was served over http without a login: %s", o->exchange.path.s);
    return opine(VERDICT_SUSPECT, "page-without-login",
                 "%s answered 200 over http without a login; most cameras ask for one there",
                 o->exchange.path.s);
}

/* A client sent Basic, and the answer does not depend on it. */
static bool is_volunteered(const struct memory *m, const struct weighing *w)
{
    const struct observation *o = w->o;
    bool public = is_by(o, "http") && o->exchange.scheme == SCHEME_BASIC && !m->offers.basic &&
                  policy_is_public(w->policy, o->exchange.path.s);
    return public || offers_volunteered(&m->offers, o);
}

static struct opinion weigh_answer(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    if (o->exchange.act != ACT_RESPONSE)
        return silent();
    enum open_access access = open_access_of(w);
    if (access != OPEN_NOTHING)
        return weigh_open(m, o, access);
    enum outcome outcome = outcome_of_answer(o);
    if (outcome == OUTCOME_ACCEPTED && is_volunteered(m, w))
        return opine(VERDICT_SUSPECT, "basic-volunteered",
                     "a client sent Basic over %s without being asked for it; answered as a public "
                     "page would be",
                     o->protocol);
    if (outcome == OUTCOME_ACCEPTED)
        return accepted(m, o, o->exchange.scheme);
    if (outcome == OUTCOME_REFUSED && is_form(o->exchange.scheme))
        return opine(VERDICT_SUSPECT, "form-refused", "a client sent %s over %s; refused",
                     name_of(o->exchange.scheme), o->protocol);
    if (outcome == OUTCOME_REFUSED && in_clear(o->exchange.scheme))
        return opine(VERDICT_SUSPECT, "basic-volunteered",
                     "a client sent %s over %s without being asked for it; refused",
                     name_of(o->exchange.scheme), o->protocol);
    return silent();
}

static struct opinion weigh(const struct weighing *w)
{
    if (!is_by(w->o, "http") && !is_by(w->o, "rtsp"))
        return silent();
    if (w->o->kind == OBS_CHALLENGE)
        return weigh_challenge(w);
    return w->o->kind == OBS_LOGIN ? weigh_login(w) : weigh_answer(w);
}

static void forget(void *memory)
{
    struct memory *m = memory;
    m->only_digest = false;
}

static void move(void *memory, int64_t by_ns)
{
    struct memory *m = memory;
    for (size_t i = 0; i < NONCES_MAX; i++)
        move_time(&m->nonce[i].since_ns, by_ns);
}

const struct item user_authentication_item = {
    .about = {
        .number = "2.5",
        .title = "User authentication",
        .recommended = "Digest",
        .level = LEVEL_ENTRY,
        .signature = 7225000,
        .severity = 1,
        .category = "Potential Corporate Privacy Violation",
        .cwe = "CWE-522",
        .meaning = "With Basic authentication user name and password cross the network as plain text; with "
                   "Digest they are hashed. Basic is for old clients only, where it cannot be avoided.",
        .judged = "FAIL: the camera offers Basic over HTTP or RTSP (alone or beside Digest); or it accepts "
                  "Basic, or a password in a URL or in the WS-Security header of an ONVIF call (2xx; other answers prove nothing), "
                  "or one in the clear fields of a form or of JSON (it gives a session for it: a cookie or token, and no word of a refusal); or it answers an RTSP "
                  "DESCRIBE or SETUP, or serves a picture over HTTP, without any login. SUSPECT: settings or a "
                  "control command are answered over HTTP without one; Digest asks with the same nonce for "
                  "more than a day; a client sends a form in clear and is refused; or Basic unasked, and is refused, or "
                  "answered by a camera that asks for Digest alone, perhaps with a public page, or with no more than a part of a page: the "
                  "password leaks though the camera may be right. PASS: Digest alone is offered, "
                  "and a Digest login was accepted. Other HTTP pages served without a login prove nothing: some are "
                  "public, as are those of the policy's `public_urls`; nor do requests with a cookie or a token, "
                  "which may belong to a login. A FAIL stays until the record of the camera is cleared.",
        .remedy = "[User mng.] - [User auth.] in the Settings menu: set \"Authentication\" to \"Digest\".",
        .unseen = "No login that this camera took was seen in clear over HTTP or RTSP, and it did not offer Basic "
                  "there; inside TLS both are hidden.",
        .decides = "A client that logs in to the camera's pages or its stream in clear.",
    },
    .observable = true,
    .needs = VANTAGE_MIRROR,
    .listens = { [PART_SERVER] = 1u << OBS_CHALLENGE | 1u << OBS_LOGIN | 1u << OBS_EXCHANGE },
    .memory_n = sizeof(struct memory),
    .weigh = weigh,
    .forget = forget,
    .move = move,
};
