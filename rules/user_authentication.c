/* Guide item 2.5, User authentication: Digest, not Basic.
 *
 * One 401 may offer several schemes, each told as a fact of its own with the same frame number; so
 * that a camera offers Digest alone is known only once its next message is seen. A FAIL stays: that
 * one address of a camera asks for Digest does not prove that another does not take Basic. */
#include "rules/offers.h"

struct memory {
    struct endpoint client; /* of the last login */
    char user[32];
    struct offers offers;
    bool known;            /* client and user are set */
    bool only_digest;      /* the last challenge had Digest and nothing worse */
    uint64_t digest_frame; /* of that challenge */
};

_Static_assert(sizeof(struct memory) <= ITEM_MEMORY_MAX, "memory of an item");

static bool in_clear(enum scheme s)
{
    return s == SCHEME_BASIC || s == SCHEME_URL;
}

static const char *name_of(enum scheme s)
{
    return s == SCHEME_URL ? "a password in the URL" : "Basic";
}

static const char *user_of(const struct memory *m, const struct endpoint *client)
{
    return m->known && endpoint_equal(&m->client, client) ? m->user : "";
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
    return silent();
}

static struct opinion accepted_in_clear(const struct memory *m, const struct observation *o,
                                        enum scheme scheme)
{
    const char *user = user_of(m, &o->client);
    return opine(VERDICT_FAIL, scheme == SCHEME_URL ? "url-accepted" : "basic-accepted",
                 "%s %saccepted over %s%s%s", name_of(scheme),
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

/* Media described to somebody who did not say who they are. Only where the request was seen, too,
 * and no login was, on this connection. */
static bool asks_no_login(const struct memory *m, const struct observation *o)
{
    struct bytes method = bytes_of_text(o->exchange.method.s);
    return is_by(o, "rtsp") && o->exchange.status == 200 && o->exchange.scheme == SCHEME_NONE &&
           bytes_equal_text(method, "DESCRIBE") &&
           !(m->known && endpoint_equal(&m->client, &o->client));
}

static struct opinion weigh_answer(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    if (o->exchange.act != ACT_RESPONSE)
        return silent();
    if (asks_no_login(m, o))
        return opine(VERDICT_FAIL, "no-login-asked", "RTSP DESCRIBE answered 200 without a login");
    enum outcome outcome = outcome_of_answer(o);
    if (outcome == OUTCOME_ACCEPTED && offers_volunteered(&m->offers, o))
        return opine(VERDICT_SUSPECT, "basic-volunteered",
                     "a client sent Basic over %s without being asked for it; answered as a public "
                     "page would be",
                     o->protocol);
    if (outcome == OUTCOME_ACCEPTED)
        return accepted(m, o, o->exchange.scheme);
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
                  "Basic, or a password in a URL (2xx; other answers prove nothing); or it answers an RTSP "
                  "DESCRIBE without any login. SUSPECT: a client sends Basic unasked and is refused, or "
                  "answered by a camera that asks for Digest alone, perhaps with a public page: the "
                  "password leaks though the camera may be right. PASS: Digest alone is offered, "
                  "and a Digest login was accepted. HTTP pages served without a login prove nothing: some are "
                  "public. A FAIL stays until the record of the camera is cleared.",
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
};
