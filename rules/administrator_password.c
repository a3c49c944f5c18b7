/* Guide item 2.3, Setting administrator password: set at all (Easy IP says so), of three classes of
 * characters, without the user name, and no factory default. What crosses in clear says so; of
 * what a digest hides it is known whether it is a factory password, for those were tried on it.
 *
 * A password counts only once the camera has taken it, and only a password of the camera: what the
 * camera says to a mail or FTP server belongs to that server. That the administrator is registered
 * ends a FAIL for its lack, but not one for a weak password: both may be true of one camera.
 *
 * Whether it is changed from time to time, and whether another camera has the same one, shows by
 * fingerprints of passwords in clear, if the policy wants them; none of them is ever told. */
#include "rules/factory_login.h"
#include "rules/known_passwords.h"
#include "rules/offers.h"

enum { WAITING_MAX = 4 };

static const uint64_t day_ns = 86400000000000;

static const uint64_t duplicate_ns = 1000000000;

/* A password whose answer is still to come. One that was refused waits on: its next try is told as
 * repeated, and may be taken; so may another one be. */
struct waiting {
    struct endpoint client;
    enum scheme scheme; /* SCHEME_NONE: free */
    struct password_weight weight;
    char user[16];
};

struct memory {
    struct waiting waiting[WAITING_MAX];
    struct known_passwords known;
    uint64_t missing_ns; /* when it was last said that there is no administrator; 0: never */
    struct offers offers;
    uint8_t next;
    bool weak; /* a weak password was taken */
};

_Static_assert(sizeof(struct memory) <= ITEM_MEMORY_MAX, "memory of an item");

static struct waiting *find(struct memory *m, const struct endpoint *client)
{
    for (size_t i = 0; i < WAITING_MAX; i++)
        if (m->waiting[i].scheme != SCHEME_NONE && endpoint_equal(&m->waiting[i].client, client))
            return &m->waiting[i];
    return NULL;
}

/* Behind a digest. */
static struct opinion judge_hidden(const struct waiting *x, const char *over)
{
    if (!x->weight.tried)
        return silent();
    return opine(VERDICT_LIKELY_OK, "no-factory-password",
                 "a digest accepted over %s fits no factory password%s", over,
                 user_words(x->user).s);
}

static bool is_simple(const struct password_weight *p)
{
    return p->seen && p->classes < 3;
}

/* For how long it has been the same, if that is longer than the policy allows; else 0. */
static uint64_t unchanged_ns(const struct weighing *w, const struct password_weight *p)
{
    uint64_t most_ns = policy_password_age(w->policy);
    if (p->fingerprint == 0 || most_ns == 0)
        return 0;
    struct memory *m = w->memory;
    uint64_t age_ns = w->now_ns - known_passwords_take(&m->known, p->fingerprint, w->now_ns);
    return age_ns > most_ns ? age_ns : 0;
}

/* Each after a comma; empty: none. */
static struct sentence faults_of(const struct password_weight *p, uint64_t age_ns)
{
    struct sentence faults, old = { "" };
    if (age_ns >= 2 * day_ns)
        sentence_format(&old, ", the same for %u days", (unsigned)(age_ns / day_ns));
    else if (age_ns > 0)
        sentence_format(&old, ", the same for %u hours", (unsigned)(age_ns / (day_ns / 24)));
    sentence_format(&faults, "%s%s%s%s%s%s", p->is_default ? ", factory default" : "",
                    p->empty ? ", empty" : "",
                    is_simple(p) ? ", fewer than three classes of characters" : "",
                    p->contains_user ? ", contains the user name" : "",
                    p->too_short ? ", shorter than the policy asks" : "", old.s);
    return faults;
}

static const char *reason_of(const struct password_weight *p, uint64_t age_ns)
{
    if (p->is_default)
        return "password-default";
    if (p->contains_user)
        return "password-contains-user";
    if (is_simple(p))
        return "password-weak";
    if (p->too_short)
        return "password-short";
    return age_ns > 0 ? "password-old" : NULL;
}

static struct opinion judge_taken(const struct weighing *w, const struct waiting *x)
{
    struct memory *m = w->memory;
    const char *over = w->o->protocol;
    const struct password_weight *p = &x->weight;
    uint64_t age_ns = unchanged_ns(w, p);
    const char *reason = reason_of(p, age_ns);
    if (reason == NULL && !p->seen)
        return judge_hidden(x, over);
    if (reason == NULL)
        return opine(VERDICT_PASS, "password-strong",
                     "a password of %d classes of characters was accepted over %s%s", p->classes,
                     over, user_words(x->user).s);
    m->weak = true;
    struct sentence faults = faults_of(p, age_ns);
    return opine(VERDICT_FAIL, reason, "password accepted over %s: %s%s", over,
                 faults.s + sizeof ", " - 1, user_words(x->user).s);
}

static struct opinion judge_password(const struct weighing *w, const struct waiting *x)
{
    struct opinion found = judge_taken(w, x);
    found.password = x->weight.fingerprint;
    return found;
}

/* No rule of the guide, but who learns the password of one camera has the other, too. */
static struct opinion weigh_shared(const struct weighing *w)
{
    return opine(VERDICT_SUSPECT, "password-shared",
                 "the camera took the same password as camera %s", w->same_password);
}

static void move(void *memory, int64_t by_ns)
{
    struct memory *m = memory;
    known_passwords_move(&m->known, by_ns);
}

static void recall(void *memory, const char *reason)
{
    struct memory *m = memory;
    if (strcmp(reason, "administrator-missing") == 0)
        m->missing_ns = 1;
    else
        m->weak = true;
}

static struct opinion weigh_login(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    struct waiting *before = find(m, &o->client);
    bool open = o->login.outcome == OUTCOME_UNKNOWN;
    if (login_is_foreign(o) || (o->login.repeated && open && before == NULL))
        return silent();
    struct waiting x = { .client = o->client,
                         .scheme = o->login.scheme,
                         .weight = o->login.password };
    memcpy(x.user, o->login.user.s, sizeof x.user - 1);
    if (o->login.outcome == OUTCOME_ACCEPTED)
        return judge_password(w, &x);
    if (before == NULL && open) {
        before = &m->waiting[m->next];
        m->next = (uint8_t)((m->next + 1) % WAITING_MAX);
    }
    if (before != NULL)
        *before =
            o->login.outcome == OUTCOME_REFUSED ? (struct waiting){ .scheme = SCHEME_NONE } : x;
    return silent();
}

static struct opinion weigh_answer(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    struct waiting *x = find(m, &o->client);
    if (o->exchange.act != ACT_RESPONSE || x == NULL || o->exchange.scheme != x->scheme)
        return silent();
    enum outcome outcome = outcome_of_answer(o);
    if (outcome != OUTCOME_ACCEPTED || answers_anybody(o) || offers_volunteered(&m->offers, o))
        return silent();
    struct waiting taken = *x;
    x->scheme = SCHEME_NONE;
    return judge_password(w, &taken);
}

static struct opinion weigh_registered(struct memory *m, const char *who)
{
    struct opinion x = opine(VERDICT_LIKELY_OK, "administrator-registered",
                             "%s says that an administrator is registered", who);
    x.mends = m->missing_ns != 0 && !m->weak;
    m->missing_ns = 0;
    return x;
}

static struct opinion weigh_missing(struct memory *m, const struct observation *o, const char *who)
{
    if (m->missing_ns != 0 && o->time_ns - m->missing_ns < duplicate_ns)
        return silent();
    m->missing_ns = o->time_ns;
    return opine(VERDICT_FAIL, "administrator-missing",
                 "%s says that no administrator is registered", who);
}

static struct opinion weigh_setup(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    if (!o->setup.checksum_ok || o->setup.act == ACT_SET || o->setup.act == ACT_COMMIT)
        return silent();
    if (o->setup.administrator == ADMINISTRATOR_REGISTERED)
        return weigh_registered(m, "Easy IP");
    return o->setup.administrator == ADMINISTRATOR_MISSING ? weigh_missing(m, o, "Easy IP")
                                                           : silent();
}

/* "activated": SADP, and what i-PRO's reg_admin answers. */
static struct opinion weigh_setting(const struct weighing *w)
{
    const struct observation *o = w->o;
    if (!is_sender(w) || o->setting.name == NULL || strcmp(o->setting.name, "activated") != 0)
        return silent();
    return o->setting.enabled ? weigh_registered(w->memory, "the camera")
                              : weigh_missing(w->memory, o, "the camera");
}

static struct opinion weigh(const struct weighing *w)
{
    struct memory *m = w->memory;
    if (w->o->kind == OBS_SETUP)
        return weigh_setup(w);
    if (w->o->kind == OBS_SETTING)
        return weigh_setting(w);
    if (w->o->kind == OBS_CHALLENGE) {
        offers_note(&m->offers, w->o);
        return silent();
    }
    return w->o->kind == OBS_LOGIN ? weigh_login(w) : weigh_answer(w);
}

const struct item administrator_password_item = {
    .about = {
        .number = "2.3",
        .title = "Administrator password",
        .recommended = "set, and strong",
        .level = LEVEL_ENTRY,
        .signature = 7223000,
        .severity = 1,
        .category = "Potential Corporate Privacy Violation",
        .cwe = "CWE-521",
        .meaning = "The administrator password must be set at the first access to the camera, and be hard to "
                   "guess: at least three of upper-case letters, lower-case letters, digits and symbols; "
                   "without the user name in it; changed from time to time.",
        .judged = "FAIL: Easy IP says that no administrator is registered (or SADP, or an answer to i-PRO's reg_admin); or the camera accepted a password "
                  "that crossed in clear (HTTP, RTSP, FTP) and has fewer than three classes of characters, "
                  "contains the user name, is a factory default, or is shorter than the policy's minimum_length; or it accepted a login by Digest or WS-Security that a factory "
                  "password fits (those of the policy's list are tried). PASS: a password accepted in clear "
                  "keeps the rules. LIKELY_OK: the same say that an administrator is registered; or no factory "
                  "password fits an accepted Digest login of a user who has one on the list. A refused password counts for nothing, "
                  "nor does one sent by Basic to a camera that asks for Digest alone (a public page answers "
                  "anybody), nor one that the camera gives to a mail or FTP server. A registered "
                  "administrator ends a FAIL for the lack of one; a weak password stays a FAIL. With the policy's `passwords: fingerprints: on` also "
                  "FAIL: a password in clear was accepted for longer than max_age since the sensor first met it; SUSPECT: "
                  "two cameras accepted the same one. A digest shows neither, nor how long the password is.",
        .remedy = "Register an administrator when the camera is opened in a browser for the first time; later "
                  "change the password under [User mng.] in the Settings menu.",
        .unseen = "No Easy IP answer of this camera was seen, and no password in clear that it took. Inside Digest only "
                  "factory passwords can be told, inside TLS none.",
        .decides = "A search by Easy IP: it answers whether an administrator is registered. How strong the password is "
                   "shows only in clear.",
    },
    .observable = true,
    .listens = { [PART_SERVER] = 1u << OBS_CHALLENGE | 1u << OBS_LOGIN | 1u << OBS_EXCHANGE |
                                 1u << OBS_SETTING,
                 [PART_SUBJECT] = 1u << OBS_SETUP },
    .memory_n = sizeof(struct memory),
    .weigh = weigh,
    .weigh_shared = weigh_shared,
    .recall = recall,
    .move = move,
};
