/* Guide item 5.3, Log: somebody should read it regularly. protocols.md E, row 5.3: reading is not
 * on the wire; that the log leaves the camera is, and so is what it is to be read for, logins that
 * are rejected one after another.
 *
 * How it works: a login counts as rejected only if the request carried credentials: the first 401
 * of Digest is how it begins. What is taken in the end was only begun with an old nonce. A program
 * with an old password is told from a guess by a name that was let in from there before, and no
 * longer where its passwords are seen to differ. That they look alike proves nothing: somebody who
 * counts upwards looks like that. */
#include "rules/offers.h"
#include "rules/pseudonym.h"
#include "rules/rejections.h"

enum { ASKING_MAX = 6, LET_IN_MAX = 6, GUESSES = 3 };

/* Credentials whose answer is still to come. */
struct asking {
    uint32_t end;  /* hash; 0: free */
    uint32_t name; /* hash of host and name */
    uint16_t said;
};

struct memory {
    struct pseudonyms pseudonyms;
    struct rejections rejections;
    struct asking asking[ASKING_MAX];
    uint32_t let_in[LET_IN_MAX]; /* hashes of host and name */
    uint8_t next_asking, next_let_in;
    struct offers offers;
};

_Static_assert(sizeof(struct memory) <= ITEM_MEMORY_MAX, "memory of an item");

/* ---- who asks ---- */

/* The same name may be another's elsewhere. */
static uint32_t name_of(struct memory *m, const struct weighing *w)
{
    uint32_t name[2] = { pseudonym_of_client(&m->pseudonyms, w),
                         pseudonym_of_user(&m->pseudonyms, w) };
    return pseudonym_of(&m->pseudonyms, w, name, sizeof name);
}

/* The name, and what was weighed of the password. */
static uint16_t credentials_of(struct memory *m, const struct weighing *w)
{
    enum { NEVER_ZERO = SAID_FLAGS + 1 };
    const struct password_weight *p = &w->o->login.password;
    uint32_t said[] = { pseudonym_of_user(&m->pseudonyms, w),
                        p->classes,
                        p->length,
                        p->empty,
                        p->contains_user,
                        p->is_default };
    uint32_t hash = pseudonym_of(&m->pseudonyms, w, said, sizeof said) & ~(uint32_t)SAID_FLAGS;
    return (uint16_t)(hash | NEVER_ZERO | (p->seen ? SAID_IN_CLEAR : 0));
}

static struct asking *asking_find(struct memory *m, uint32_t end)
{
    for (size_t i = 0; i < ASKING_MAX; i++)
        if (m->asking[i].end == end)
            return &m->asking[i];
    return NULL;
}

static void note_asking(struct memory *m, const struct asking *a)
{
    struct asking *at = asking_find(m, a->end);
    if (at == NULL) {
        at = &m->asking[m->next_asking];
        m->next_asking = (uint8_t)((m->next_asking + 1) % ASKING_MAX);
    }
    *at = *a;
}

static bool was_let_in(const struct memory *m, uint32_t name)
{
    for (size_t i = 0; i < LET_IN_MAX; i++)
        if (name != 0 && m->let_in[i] == name)
            return true;
    return false;
}

/* Eight rejected within 30 s. */
static struct opinion opine_burst(const struct burst *b, const struct observation *o)
{
    char at[IP_TEXT_MAX];
    (void)ip_text(&o->client.ip, at);
    if (b->different >= GUESSES && (b->in_clear || !b->known))
        return opine(VERDICT_FAIL, "guessing",
                     "%d logins of %s rejected over %s within 30 s, with %d different names or "
                     "passwords: somebody guesses",
                     REJECTED_MAX, at, o->protocol, b->different);
    if (b->known)
        return opine(VERDICT_SUSPECT, "rejected-again",
                     "%d logins of %s rejected over %s within 30 s, under names that were let in "
                     "before: most likely a program with an old password",
                     REJECTED_MAX, at, o->protocol);
    return opine(VERDICT_FAIL, "rejected",
                 "%d logins of %s rejected over %s within 30 s: somebody guesses, or a program has "
                 "a wrong password",
                 REJECTED_MAX, at, o->protocol);
}

/* ---- weighing ---- */

/* a: the credentials; NULL: they were not noted. */
static struct opinion weigh_rejected(const struct weighing *w, const struct asking *a)
{
    struct memory *m = w->memory;
    unsigned said = a != NULL ? a->said : 0;
    if (a != NULL && was_let_in(m, a->name))
        said |= SAID_KNOWN;
    uint32_t client = pseudonym_of_client(&m->pseudonyms, w);
    struct burst b = rejections_note(&m->rejections, client, w->now_ns, (uint16_t)said);
    return b.is_one ? opine_burst(&b, w->o) : silent();
}

static struct opinion weigh_let_in(const struct weighing *w, const struct asking *a)
{
    struct memory *m = w->memory;
    uint32_t client = pseudonym_of_client(&m->pseudonyms, w);
    if (a != NULL)
        rejections_forgive(&m->rejections, client, w->now_ns, a->said);
    if (a != NULL && !was_let_in(m, a->name)) {
        m->let_in[m->next_let_in] = a->name;
        m->next_let_in = (uint8_t)((m->next_let_in + 1) % LET_IN_MAX);
    }
    if (policy_allows_client(w->policy, &w->o->client.ip))
        return silent();
    char at[IP_TEXT_MAX];
    return opine(VERDICT_SUSPECT, "unknown-host",
                 "a login of %s was accepted over %s, whom the policy does not let use cameras",
                 ip_text(&w->o->client.ip, at), w->o->protocol);
}

static struct opinion weigh_login(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    struct asking a = { .end = pseudonym_of_end(&m->pseudonyms, w),
                        .name = name_of(m, w),
                        .said = credentials_of(m, w) };
    if (o->login.outcome == OUTCOME_REFUSED)
        return weigh_rejected(w, &a);
    if (o->login.outcome == OUTCOME_ACCEPTED)
        return weigh_let_in(w, &a);
    note_asking(m, &a);
    return silent();
}

/* 403 says that somebody is known, but may not; RTSP's OPTIONS is answered to anybody. */
static enum outcome outcome_of(const struct memory *m, const struct observation *o)
{
    uint16_t refusal = is_by(o, "ftp") ? 530 : 401;
    enum outcome outcome = outcome_of_answer(o);
    bool options = bytes_equal_text(bytes_of_text(o->exchange.method.s), "OPTIONS");
    if (o->exchange.status == refusal)
        return OUTCOME_REFUSED;
    bool taken = outcome == OUTCOME_ACCEPTED && !options && !offers_volunteered(&m->offers, o);
    return taken ? OUTCOME_ACCEPTED : OUTCOME_UNKNOWN;
}

static struct opinion weigh_answer(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    bool final = o->exchange.act == ACT_RESPONSE && o->exchange.status >= 200;
    if (!final || o->exchange.scheme == SCHEME_NONE)
        return silent();
    enum outcome outcome = outcome_of(m, o);
    struct asking *noted = asking_find(m, pseudonym_of_end(&m->pseudonyms, w)), a = { 0 };
    if (noted != NULL) {
        a = *noted;
        *noted = (struct asking){ 0 };
    }
    if (outcome == OUTCOME_REFUSED)
        return weigh_rejected(w, noted != NULL ? &a : NULL);
    return outcome == OUTCOME_ACCEPTED ? weigh_let_in(w, noted != NULL ? &a : NULL) : silent();
}

static struct opinion weigh_export(const struct weighing *w)
{
    char to[IP_TEXT_MAX];
    if (w->part != PART_CLIENT || !is_sender(w))
        return silent();
    return opine(VERDICT_LIKELY_OK, "log-sent", "sends its log by syslog to %s",
                 ip_text(&w->o->server.ip, to));
}

/* What a camera serves; it is no server of mail. */
static bool is_of_camera(const struct observation *o)
{
    return is_by(o, "http") || is_by(o, "rtsp") || is_by(o, "ftp") || is_by(o, "telnet");
}

static struct opinion weigh(const struct weighing *w)
{
    struct memory *m = w->memory;
    if (w->o->kind == OBS_LOG_EXPORT)
        return weigh_export(w);
    if (!is_of_camera(w->o))
        return silent();
    if (w->o->kind == OBS_CHALLENGE) {
        offers_note(&m->offers, w->o);
        return silent();
    }
    return w->o->kind == OBS_LOGIN ? weigh_login(w) : weigh_answer(w);
}

static void move(void *memory, int64_t by_ns)
{
    struct memory *m = memory;
    rejections_move(&m->rejections, by_ns);
}

const struct item log_review_item = {
    .about = {
        .number = "5.3",
        .title = "Log",
        .recommended = "reviewed regularly",
        .level = LEVEL_ADVANCED,
        .signature = 7253000,
        .severity = 4,
        .category = "Misc activity",
        .cwe = "CWE-778",
        .meaning = "The camera's system log shows failed logins; somebody should read it regularly.",
        .judged = "Whether somebody reads the log is not on the wire; what is to be read in it may be. FAIL: eight "
                  "logins of one client are rejected within 30 seconds (HTTP, RTSP, FTP, Telnet), as the camera's log "
                  "shows them, too; only those that carried credentials count, so the first 401 of Digest does "
                  "not. It may be a guess, or a recording system with a wrong password. SUSPECT: they carry names that "
                  "were let in from there before, as those of a recording system do whose password was changed; or a "
                  "login of a host was accepted that the policy's clients do not name. LIKELY_OK: the camera sends its log away by syslog. There "
                  "is no PASS. A FAIL stays until the record of the camera is cleared.",
        .remedy = "[Maintenance] - [System log] in the Settings menu: look there for the failed logins, and whose "
                  "they are.",
        .unseen = "This camera was not seen to send its log by syslog in clear, and no series of rejected logins was "
                  "seen; inside TLS both are hidden.",
        .decides = "Syslog of the camera, or rejected logins, in clear. Whether somebody reads the log is not on the "
                   "wire.",
    },
    .observable = true,
    .needs = VANTAGE_MIRROR,
    .listens = { [PART_CLIENT] = 1u << OBS_LOG_EXPORT,
                 [PART_SERVER] = 1u << OBS_CHALLENGE | 1u << OBS_LOGIN | 1u << OBS_EXCHANGE },
    .memory_n = sizeof(struct memory),
    .weigh = weigh,
    .move = move,
};
