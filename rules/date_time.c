/* Guide item 2.7, Date and time: synchronised with an NTP server. protocols.md E, row 2.7.
 *
 * How it works: three things are seen. Who is asked for the time, and what it answers; which
 * setting the camera names; what its clock shows (clock_samples.h). A clock is held against the
 * sensor's, and against that of the server that answered the camera: it is right if it agrees with
 * one of them. It is wrong for certain only if those two agree with each other; otherwise it may be
 * the sensor's that is wrong. That no answer comes may be because it does not pass here, so this is
 * never more than a suspicion.
 *
 * Each thing that is wrong ends when the contrary is seen, and mends if it was the only one. */
#include "rules/clock_samples.h"
#include "rules/disallowed.h"
#include "rules/row.h"

static const uint64_t day_ns = 86400000000000;

enum { ENOUGH = 3, FOR_MINUTES = 10 };

/* What speaks against it. */
enum wrong {
    WRONG_SERVER = 1,     /* the policy does not list it */
    WRONG_UNANSWERED = 2, /* no server answers */
    WRONG_NO_TIME = 4,    /* they answer that they have no time */
    WRONG_CLOCK = 8,
    WRONG_MANUAL = 16, /* the setting */
};

struct memory {
    struct doubts doubts; /* first in here */
    struct clock_samples samples;
    struct ip asked;       /* the server that was asked last; all zero: none */
    struct row unanswered; /* queries */
    struct row no_time;    /* answers */
    uint64_t told_ns;      /* when the clock was told last; 0: never */
    uint64_t right_ns;     /* when it was right last; 0: never */
    int32_t told_off_ms;   /* what was told last */
    int32_t server_off_ms; /* the answering server's own clock */
    bool server_told_clock;
};

_Static_assert(sizeof(struct memory) <= ITEM_MEMORY_MAX, "memory of an item");

static bool is_long(const struct row *r)
{
    return r->n >= ENOUGH && row_minutes(r) >= FOR_MINUTES;
}

static bool was_lately(uint64_t then_ns, uint64_t now_ns)
{
    return then_ns != 0 && now_ns <= then_ns + day_ns;
}

/* ---- the clock ---- */

static bool is_right(const struct memory *m, int32_t off_ms)
{
    return clock_is_near(off_ms) ||
           (m->server_told_clock && clock_is_near((int64_t)off_ms - m->server_off_ms));
}

static const char *source_of(const struct observation *o)
{
    return o->kind == OBS_TIME_SYNC ? "NTP" : o->clock.source;
}

static const char *asked_words(const struct memory *m)
{
    return ip_is_group(&m->asked) ? "; it was not seen to ask an NTP server" : "";
}

static struct opinion weigh_wrong_clock(struct memory *m, const struct observation *o)
{
    struct text by;
    int32_t off_ms = 0;
    if (!clock_samples_speak(&m->samples, &off_ms))
        return silent();
    bool proved = m->server_told_clock && clock_is_near(m->server_off_ms);
    struct opinion x =
        opine(proved ? VERDICT_FAIL : VERDICT_SUSPECT, proved ? "clock-wrong" : "clock-differs",
              "its clock, told by %s, is %s %s%s%s", source_of(o), clock_distance_text(off_ms, &by),
              off_ms > 0 ? "ahead" : "behind", proved ? "" : " of the sensor's", asked_words(m));
    return against(&m->doubts.grounds, WRONG_CLOCK, x);
}

/* What the sender tells of its clock, if it does. */
static struct opinion weigh_clock(struct memory *m, const struct observation *o)
{
    int32_t off_ms = 0;
    if (!clock_told(o, &off_ms))
        return silent();
    m->told_off_ms = off_ms;
    m->told_ns = o->time_ns;
    if (!is_right(m, off_ms))
        return clock_samples_add(&m->samples, o->time_ns, off_ms) ? weigh_wrong_clock(m, o)
                                                                  : silent();
    m->right_ns = o->time_ns;
    clock_samples_clear(&m->samples);
    return in_favour(&m->doubts.grounds, WRONG_CLOCK | WRONG_UNANSWERED,
                     opine(VERDICT_LIKELY_OK, "clock-right", "its clock, told by %s, is right%s",
                           source_of(o), asked_words(m)));
}

/* ---- NTP ---- */

static bool is_allowed(const struct weighing *w)
{
    const struct ip *server = &w->o->server.ip;
    return !policy_lists_servers(w->policy, SERVER_NTP) ||
           policy_is_server(w->policy, SERVER_NTP, server);
}

static struct opinion weigh_server(struct memory *m, const struct weighing *w)
{
    const struct observation *o = w->o;
    char ip[IP_TEXT_MAX];
    ip_text(&o->server.ip, ip);
    if (!is_allowed(w)) {
        disallowed_note(&m->doubts.disallowed, &o->server.ip);
        return against(&m->doubts.grounds, WRONG_SERVER,
                       opine(VERDICT_FAIL, "ntp-server",
                             "asks the NTP server %s, which the policy does not list", ip));
    }
    bool only = disallowed_was_only(&m->doubts.disallowed, &o->server.ip);
    return in_favour(&m->doubts.grounds, only ? (uint32_t)WRONG_SERVER : 0,
                     opine(VERDICT_UNKNOWN, "ntp-asked",
                           "asks the NTP server %s; an answer was not seen yet", ip));
}

/* Where only what it sends is seen, no answer says nothing. */
static struct opinion weigh_silence(struct memory *m, const struct weighing *w)
{
    const struct observation *o = w->o;
    char ip[IP_TEXT_MAX];
    if (!w->mirrored || !is_long(&m->unanswered) || was_lately(m->right_ns, o->time_ns))
        return silent();
    return against(&m->doubts.grounds, WRONG_UNANSWERED,
                   opine(VERDICT_SUSPECT, "ntp-unanswered",
                         "asked for the time %u times in %llu minutes, %s last; no answer was seen",
                         m->unanswered.n, (unsigned long long)row_minutes(&m->unanswered),
                         ip_text(&o->server.ip, ip)));
}

static struct opinion weigh_query(struct memory *m, const struct weighing *w)
{
    m->asked = w->o->server.ip;
    row_add(&m->unanswered, w->o->time_ns);
    struct opinion x = weigh_server(m, w);
    x = graver(x, weigh_clock(m, w->o));
    return graver(x, weigh_silence(m, w));
}

static struct opinion weigh_no_time(struct memory *m, const struct observation *o)
{
    char ip[IP_TEXT_MAX];
    row_add(&m->no_time, o->time_ns);
    if (!is_long(&m->no_time))
        return silent();
    return against(&m->doubts.grounds, WRONG_NO_TIME,
                   opine(VERDICT_FAIL, "ntp-no-time",
                         "its NTP server %s answers that it has no time to give (stratum %u, leap "
                         "%u), %u times",
                         ip_text(&o->server.ip, ip), o->time_sync.stratum, o->time_sync.leap,
                         m->no_time.n));
}

/* Both were measured against the sensor's, so that a wrong one there does not matter. */
static bool follows(const struct memory *m, uint64_t now_ns)
{
    int64_t server_off_ms = m->server_told_clock ? m->server_off_ms : 0;
    return was_lately(m->told_ns, now_ns) && clock_is_near(m->told_off_ms - server_off_ms);
}

static struct opinion weigh_answer(struct memory *m, const struct weighing *w)
{
    const struct observation *o = w->o;
    char ip[IP_TEXT_MAX];
    m->unanswered.n = 0;
    bool has_time = o->time_sync.stratum >= 1 && o->time_sync.stratum <= 15 &&
                    o->time_sync.leap != 3; /* RFC 5905 section 7.3: not synchronised */
    if (!has_time)
        return weigh_no_time(m, o);
    m->no_time.n = 0;
    m->server_told_clock = o->time_sync.has_clock;
    m->server_off_ms = o->time_sync.clock_off_ms;
    if (!is_allowed(w))
        return silent(); /* the query was the fault, if there was one */
    ip_text(&o->server.ip, ip);
    struct opinion x =
        ip_equal(&m->asked, &o->server.ip) && follows(m, o->time_ns)
            ? opine(VERDICT_PASS, "ntp-synchronised",
                    "the NTP server %s answers it, and its clock is right", ip)
            : opine(VERDICT_LIKELY_OK, "ntp-answered", "the NTP server %s answers it; its clock %s",
                    ip, was_lately(m->told_ns, o->time_ns) ? "does not agree yet" : "was not seen");
    return in_favour(&m->doubts.grounds, WRONG_UNANSWERED | WRONG_NO_TIME, x);
}

static struct opinion weigh_time_sync(struct memory *m, const struct weighing *w)
{
    const struct observation *o = w->o;
    if (o->time_sync.role == TIME_CLIENT && is_sender(w))
        return weigh_query(m, w);
    if (o->time_sync.role == TIME_SERVER && !is_sender(w))
        return weigh_answer(m, w);
    return silent();
}

/* ---- the setting ---- */

static struct opinion weigh_setting(struct memory *m, const struct observation *o)
{
    if (o->setting.name == NULL || strcmp(o->setting.name, "date_time_type") != 0)
        return silent();
    struct bytes type = bytes_of_text(o->setting.value.s);
    if (bytes_equal_text(type, "Manual"))
        return against(&m->doubts.grounds, WRONG_MANUAL,
                       opine(VERDICT_FAIL, "manual", "says that its clock is set by hand"));
    if (!bytes_equal_text(type, "NTP"))
        return silent();
    return in_favour(&m->doubts.grounds, WRONG_MANUAL,
                     opine(VERDICT_PASS, "set-to-ntp", "says that its clock is set by NTP"));
}

static struct opinion weigh(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    if (o->kind == OBS_TIME_SYNC)
        return weigh_time_sync(m, w);
    if (!is_sender(w))
        return silent();
    return o->kind == OBS_CLOCK ? weigh_clock(m, o) : weigh_setting(m, o);
}

static void recall(void *memory, const char *reason)
{
    static const struct ground known[] = {
        { "ntp-server", WRONG_SERVER },   { "ntp-unanswered", WRONG_UNANSWERED },
        { "ntp-no-time", WRONG_NO_TIME }, { "clock-wrong", WRONG_CLOCK },
        { "clock-differs", WRONG_CLOCK }, { "manual", WRONG_MANUAL },
    };
    struct memory *m = memory;
    m->doubts.grounds.wrong |= ground_of(known, sizeof known / sizeof known[0], reason);
}

/* What was measured against the clock as it was before is worth nothing. */
static void move(void *memory, int64_t by_ns)
{
    struct memory *m = memory;
    clock_samples_clear(&m->samples);
    m->told_ns = m->right_ns = 0;
    m->server_told_clock = false;
    row_move(&m->unanswered, by_ns);
    row_move(&m->no_time, by_ns);
}

const struct item date_time_item = {
    .about = {
        .number = "2.7",
        .title = "Date and time",
        .recommended = "synchronized with an NTP server",
        .level = LEVEL_ENTRY,
        .signature = 7227000,
        .severity = 4,
        .category = "Misc activity",
        .cwe = "",
        .meaning = "With a right clock the system log and recordings carry the right time.",
        .judged = "FAIL: ONVIF says that the clock is set by hand; the camera asks an NTP server and the policy lists "
                  "others; for ten minutes its servers only answer that they have no time (stratum 0 or 16, or not synchronised); or its clock is "
                  "wrong by more than 2 s for ten minutes (median of what NTP, HTTP, ONVIF, RTCP and mail show), while its NTP server "
                  "and the sensor agree. PASS: an NTP server answers it and its clock is right; or ONVIF says NTP. LIKELY_OK: a "
                  "server answers, and the clock was not seen; or the clock is right, and who sets it was not seen. SUSPECT: three queries in ten "
                  "minutes or more without an answer (which may not pass here; not where only what the camera sends is seen) and without a sign that the clock is right; or the "
                  "clock differs from the sensor's, which may be wrong itself. Each FAIL ends when its contrary is seen; for an NTP server, "
                  "when the policy lists it.",
        .remedy = "[Network] - [Advanced] in the Settings menu, \"NTP\" tab.",
        .unseen = "This camera was not seen to ask an NTP server, and nothing showed its clock or how it is set.",
        .decides = "A query to its NTP server with the answer; or an answer of the camera by HTTP or ONVIF, which shows "
                   "its clock.",
    },
    .observable = true,
    .needs = VANTAGE_MIRROR,
    .listens = { [PART_CLIENT] = 1u << OBS_TIME_SYNC | 1u << OBS_CLOCK,
                 [PART_SERVER] = 1u << OBS_CLOCK | 1u << OBS_SETTING },
    .memory_n = sizeof(struct memory),
    .weigh = weigh,
    .until_boot = true,
    .recall = recall,
    .remember = doubts_remember,
    .remind = doubts_remind,
    .move = move,
};
