/* Guide item 2.4, User account: users of the least level for daily work, so that the
 * administrator's password is seldom used. protocols.md E, row 2.4: who is an administrator is
 * known only by what a name was let do.
 *
 * How it works: a visit is one client's connection, and ties an answer to the path it was asked for
 * and to the name it was asked under. Names that were let in are kept: who administers under them,
 * who views under them for long. A visit that finds no room is lost, so what is counted is the
 * least there was. User names are personal: only half a keyed hash of each is kept, and none is
 * said. What the camera itself says of its users' levels (ONVIF GetUsers) is believed; it is a
 * fault or a proof of its own beside what was seen, and ends only what it said before. */
#include "rules/account_names.h"
#include "rules/offers.h"
#include "rules/pseudonym.h"
#include "rules/visits.h"

enum { CLIENTS_MAX = 3 };

struct memory {
    struct pseudonyms pseudonyms;
    struct visits visits;
    struct account_names names;
    uint32_t clients[CLIENTS_MAX]; /* that were let in, as long as there is one name */
    struct offers offers;
    bool hides;               /* somebody logs in without showing a name */
    bool told_one;            /* that there is one name for all */
    bool suspected;           /* for another reason */
    bool only_administrators; /* by its own word */
    bool told_before;         /* in an earlier run, of a name that does both */
};

_Static_assert(sizeof(struct memory) <= ITEM_MEMORY_MAX, "memory of an item");

/* ---- names ---- */

/* False: there were fewer. */
static bool has_many_clients(struct memory *m, uint32_t host)
{
    size_t i = 0;
    while (i < CLIENTS_MAX && m->clients[i] != 0 && m->clients[i] != host)
        i++;
    if (i < CLIENTS_MAX)
        m->clients[i] = host;
    return m->clients[CLIENTS_MAX - 1] != 0;
}

/* ---- opinions ---- */

static struct opinion opine_administrator(struct memory *m, struct account_name *n,
                                          const struct observation *o)
{
    char at[IP_TEXT_MAX];
    (void)ip_text(&o->client.ip, at);
    m->suspected = true;
    if (!n->several && !pseudonyms_differ(n->administers, n->views))
        return opine(VERDICT_SUSPECT, "one-host-does-both",
                     "%s administers the camera and views it for long under one user name, as a "
                     "recording system may have to",
                     at);
    if (n->told)
        return silent();
    n->told = true;
    return opine(VERDICT_FAIL, "administrator-views",
                 "one user name administers the camera and is used to view it for 10 minutes and "
                 "more, from %s and another host",
                 at);
}

/* What is said of the number of names; what was said of one is taken back once there is another. */
static struct opinion opine_names(struct memory *m, uint32_t host)
{
    struct opinion x = silent();
    bool mends = m->told_one && m->names.several && !m->suspected && !m->only_administrators;
    if (account_names_are_separate(&m->names))
        x = opine(VERDICT_LIKELY_OK, "names-separate",
                  "the user name that views for long is another than the one that administers");
    else if (mends)
        x = opine(VERDICT_UNKNOWN, "second-name", "a second user name is in use");
    x.mends = mends;
    m->told_one = m->told_one && !mends;
    bool one = !m->names.several && !m->hides;
    if (!one || !has_many_clients(m, host) || m->told_one)
        return x;
    m->told_one = true;
    return opine(VERDICT_SUSPECT, "one-name", "one user name is used from %d addresses and more",
                 CLIENTS_MAX);
}

/* ---- weighing ---- */

/* Paths that are an administrator's alone: i-PRO's settings menu (protocols.md B.2), the same
 * folder of other makers, and what Axis documents so. ONVIF shows one path for everything. */
static bool is_privileged(const struct text *path)
{
    static const char *const paths[] = {
        "/admin/",
        "/axis-cgi/pwdgrp.cgi",
        "/axis-cgi/factorydefault.cgi",
        "/axis-cgi/firmwareupgrade.cgi",
    };
    struct bytes said = bytes_of_text(path->s);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        if (bytes_find(said, paths[i]) < said.n)
            return true;
    return false;
}

/* Of two requests that wait at once it is not known whose the next answer is. */
static void note_request(struct memory *m, const struct weighing *w)
{
    uint32_t end = pseudonym_of_end(&m->pseudonyms, w);
    bool privileged = is_by(w->o, "http") && is_privileged(&w->o->exchange.path);
    struct visit *v =
        privileged ? visit_open(&m->visits, end, w->now_ns) : visit_find(&m->visits, end);
    if (v == NULL)
        return;
    v->privileged = privileged && !v->waits;
    v->waits = true;
}

static void note_login(struct memory *m, const struct weighing *w)
{
    uint32_t end = pseudonym_of_end(&m->pseudonyms, w);
    bool named = w->o->login.user.s[0] != '\0';
    struct visit *v = named ? visit_open(&m->visits, end, w->now_ns) : visit_find(&m->visits, end);
    m->hides = m->hides || !named;
    if (v == NULL)
        return;
    v->waits = true;
    visit_name(v, named ? pseudonym_of_user(&m->pseudonyms, w) : 0);
}

/* Whether the answer says that the credentials of its own request were looked at and taken. */
static bool is_let_in(const struct memory *m, const struct observation *o)
{
    return o->exchange.scheme != SCHEME_NONE && outcome_of_answer(o) == OUTCOME_ACCEPTED &&
           !answers_anybody(o) && !offers_volunteered(&m->offers, o);
}

/* The visit in which this answer shows something, with its time added; NULL: it shows nothing.
 * Pictures that are fetched one by one come over many connections: they are the host's. */
static struct visit *view(struct memory *m, const struct weighing *w, struct visit *v)
{
    const struct observation *o = w->o;
    struct bytes method = bytes_of_text(o->exchange.method.s);
    if (is_by(o, "http") && o->exchange.content != CONTENT_JPEG)
        return NULL;
    if (is_by(o, "http")) {
        uint32_t name = v->name;
        v = visit_open(&m->visits, pseudonym_of_client(&m->pseudonyms, w), w->now_ns);
        visit_name(v, name);
        v->views = true;
    }
    visit_go_on(v, w->now_ns);
    if (is_by(o, "rtsp"))
        v->views =
            bytes_equal_text(method, "PLAY") || (v->views && !bytes_equal_text(method, "TEARDOWN"));
    return v;
}

static struct opinion weigh_answer(struct memory *m, const struct weighing *w)
{
    const struct observation *o = w->o;
    struct visit *v = visit_find(&m->visits, pseudonym_of_end(&m->pseudonyms, w));
    if (v == NULL || o->exchange.status < 200)
        return silent();
    bool let_in = is_let_in(m, o), privileged = let_in && v->privileged;
    v->waits = v->privileged = false;
    v->let_in = (v->let_in && is_by(o, "rtsp")) || let_in;
    struct account_name *n =
        v->let_in && v->name != 0 ? account_names_open(&m->names, v->name) : NULL;
    if (n == NULL || outcome_of_answer(o) != OUTCOME_ACCEPTED)
        return silent();
    uint32_t host = pseudonym_of_client(&m->pseudonyms, w);
    const struct visit *viewed = view(m, w, v);
    if (privileged)
        account_name_note(n, &n->administers, host);
    if (viewed != NULL && visit_is_long(viewed))
        account_name_note(n, &n->views, host);
    bool news = privileged || (viewed != NULL && visit_is_long(viewed));
    return news && account_name_does_both(n) ? opine_administrator(m, n, o) : opine_names(m, host);
}

/* "users": whether there are others than administrators, and how many of each. */
static struct opinion weigh_setting(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    if (!is_sender(w) || o->setting.name == NULL || strcmp(o->setting.name, "users") != 0)
        return silent();
    bool before = m->only_administrators;
    m->only_administrators = !o->setting.enabled;
    if (m->only_administrators)
        return before ? silent()
                      : opine(VERDICT_FAIL, "only-administrators",
                              "says that all its users are administrators: %s", o->setting.value.s);
    struct opinion x = opine(VERDICT_PASS, "users-by-level",
                             "says that it has users below administrators: %s", o->setting.value.s);
    x.mends = before && !account_names_were_told(&m->names) && !m->told_before;
    return x;
}

static struct opinion weigh(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    if (o->kind == OBS_SETTING)
        return weigh_setting(w);
    if (!is_by(o, "http") && !is_by(o, "rtsp"))
        return silent();
    if (o->kind == OBS_EXCHANGE && o->exchange.act == ACT_RESPONSE)
        return weigh_answer(m, w);
    if (o->kind == OBS_CHALLENGE)
        offers_note(&m->offers, o);
    else if (o->kind == OBS_LOGIN)
        note_login(m, w);
    else if (o->exchange.act == ACT_REQUEST)
        note_request(m, w);
    return silent();
}

/* Of a name that does both the FAIL stays, and so does the name. */
static void forget(void *memory)
{
    struct memory *m = memory;
    account_names_forget(&m->names);
}

static void move(void *memory, int64_t by_ns)
{
    struct memory *m = memory;
    visits_move(&m->visits, by_ns);
}

static void recall(void *memory, const char *reason)
{
    struct memory *m = memory;
    if (strcmp(reason, "only-administrators") == 0)
        m->only_administrators = true;
    else if (strcmp(reason, "one-name") == 0)
        m->told_one = true;
    else
        m->suspected = true;
    m->told_before = m->told_before || strcmp(reason, "administrator-views") == 0;
}

const struct item user_accounts_item = {
    .about = {
        .number = "2.4",
        .title = "User account",
        .recommended = "separate users, each with the least access level",
        .level = LEVEL_ENTRY,
        .signature = 7224000,
        .severity = 3,
        .category = "Misc activity",
        .cwe = "CWE-250",
        .meaning = "Daily work should be done by users of the level \"Camera control\" or \"Live only\", so that the "
                   "administrator's password is seldom used.",
        .judged = "FAIL: under one user name the camera's settings (/admin/ and the like) are opened, and pictures are "
                  "viewed for 10 minutes and more (an RTSP session, or pictures one after another), by different "
                  "hosts; or it says by ONVIF that all its users are administrators. PASS: it says that it has users of "
                  "other levels, which ends what it said before. SUSPECT: one host does both, as a recording system may have to; or one user name is all "
                  "that is ever used, from three addresses and more. LIKELY_OK: who views for long does it under another "
                  "name than who administers. Which level a name has is seen in no login. Names that "
                  "Digest hides (userhash) count for nothing. User names are kept as hashes only, and never said.",
        .remedy = "[User mng.] - [User auth.] in the Settings menu: add users of the least level they need.",
        .unseen = "It was not seen under which user names this camera is administered and viewed for long; inside TLS "
                  "that is hidden.",
        .decides = "Opening its settings pages, and viewing it for ten minutes, over HTTP or RTSP in clear.",
    },
    .observable = true,
    .needs = VANTAGE_MIRROR,
    .listens = { [PART_SERVER] = 1u << OBS_CHALLENGE | 1u << OBS_LOGIN | 1u << OBS_EXCHANGE |
                                 1u << OBS_SETTING },
    .memory_n = sizeof(struct memory),
    .weigh = weigh,
    .recall = recall,
    .forget = forget,
    .move = move,
};
