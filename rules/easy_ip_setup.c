/* Guide item 3.2.4, Easy IP Setup: 20 minutes and no longer. protocols.md A.7.
 *
 * How it works: the camera may be set up for 20 minutes after it starts, or after its address was
 * set. While it may, it announces itself every 5 seconds and says "open" in what it sends; later it
 * says "expired". So the question is always when those 20 minutes began, at the latest. Known is a
 * time during which the camera ran without a restart: its SNMP uptime says so, or a TCP connection
 * that lasted. Within it the 20 minutes begin with the last set request it took, with another
 * address that it has, with a start that other signs show, or with the first announcement after a
 * silence. What was open at a time for which this is not known yet waits until
 * it is. A margin of two minutes is left.
 *
 * "Expired" is about the setting itself and ends a FAIL. */
#include "rules/announcing.h"
#include "rules/moment.h"
#include "rules/rule.h"
#include "rules/uptime.h"

enum {
    WINDOW_S = 22 * 60,    /* 20 minutes and the margin */
    RUN_SHORTEST_S = 1150, /* announcements of 20 minutes last 1195 s */
    RUN_LONGEST_S = 1260,
    GONE_S = 65, /* announcements have ended */
    WAITING_MAX = 8
};

struct memory {
    struct uptime uptime;
    struct announcing announcing;
    struct ip own;                    /* the address it last called its own; all zero: none */
    uint64_t up_since_ns;             /* when it started, by other signs; 0: not known */
    uint64_t set_ns;                  /* when it last took a new address; 0: not seen */
    uint64_t open_ns;                 /* when it last said "open" */
    uint64_t first_open_ns;           /* in a row */
    uint64_t waiting_ns[WAITING_MAX]; /* said "open", when it is not known whether too late */
    uint8_t waiting;
};

_Static_assert(sizeof(struct memory) <= ITEM_MEMORY_MAX, "memory of an item");

static uint64_t later(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* When the window was last opened, as far as that was seen. */
static uint64_t opened_ns(const struct memory *m)
{
    return later(m->up_since_ns, later(m->set_ns, m->announcing.since_ns));
}

/* When the 20 minutes began, at the latest. */
static uint64_t began_ns(const struct memory *m)
{
    return later(m->uptime.from_ns, opened_ns(m));
}

static bool is_late(const struct memory *m, uint64_t at_ns)
{
    return uptime_covers(&m->uptime, at_ns) && apart(began_ns(m), at_ns, WINDOW_S);
}

/* ---- announcements ---- */

static struct opinion announces_for(const struct memory *m)
{
    uint64_t s = seconds_between(opened_ns(m), m->announcing.last_ns[0]);
    if (s <= RUN_LONGEST_S || !announcing_goes_on(&m->announcing))
        return silent();
    return opine(VERDICT_FAIL, "announces-on",
                 "announces itself by Easy IP for %llu min %llu s without a restart",
                 (unsigned long long)(s / 60), (unsigned long long)(s % 60));
}

/* ---- the window ---- */

static struct opinion open_late(const struct memory *m, uint64_t at_ns, uint64_t times)
{
    uint64_t minutes = seconds_between(began_ns(m), at_ns) / 60;
    struct opinion x = opine(VERDICT_FAIL, "window-open-late",
                             "Easy IP window open %llu minutes after the camera started",
                             (unsigned long long)minutes);
    x.times = times;
    return x;
}

static void wait_for_uptime(struct memory *m, uint64_t now_ns)
{
    if (m->waiting == WAITING_MAX) {
        memmove(m->waiting_ns, m->waiting_ns + 1, sizeof m->waiting_ns - sizeof m->waiting_ns[0]);
        m->waiting--;
    }
    m->waiting_ns[m->waiting++] = now_ns;
}

static struct opinion weigh_open(struct memory *m, uint64_t now_ns)
{
    if (m->first_open_ns == 0)
        m->first_open_ns = now_ns;
    m->open_ns = now_ns;
    if (is_late(m, now_ns))
        return open_late(m, now_ns, 1);
    uint64_t since = later(m->first_open_ns, opened_ns(m));
    wait_for_uptime(m, now_ns);
    if (apart(since, now_ns, WINDOW_S))
        return opine(VERDICT_SUSPECT, "window-open-long",
                     "Easy IP window open for %llu minutes; a restart between was not seen",
                     (unsigned long long)(seconds_between(since, now_ns) / 60));
    return opine(VERDICT_UNKNOWN, "window-open",
                 "Easy IP window open; that the camera started long ago is not known");
}

static struct opinion weigh_expired(struct memory *m)
{
    m->waiting = 0;
    m->open_ns = m->first_open_ns = 0;
    struct opinion x =
        opine(VERDICT_PASS, "window-expired", "Easy IP says that its window has expired");
    x.mends = true;
    return x;
}

/* A set request was taken: a restart of the 20 minutes. */
static struct opinion weigh_ack(struct memory *m, uint64_t now_ns)
{
    struct opinion x = silent();
    if (is_late(m, now_ns))
        x = opine(VERDICT_FAIL, "set-late",
                  "took a new setting by Easy IP %llu minutes after it had started",
                  (unsigned long long)(seconds_between(began_ns(m), now_ns) / 60));
    m->set_ns = now_ns;
    m->announcing.since_ns = 0;
    m->waiting = 0;
    m->first_open_ns = 0;
    return x;
}

/* Programs that search and set may send wrong checksums, and are obeyed all the same. */
static struct opinion weigh_set(const struct weighing *w)
{
    const struct ip *tool = &w->o->client.ip;
    char ip[IP_TEXT_MAX];
    if (!policy_lists_servers(w->policy, SERVER_EASYIP_TOOL) || ip_is_group(tool) ||
        policy_is_server(w->policy, SERVER_EASYIP_TOOL, tool))
        return silent();
    return opine(VERDICT_SUSPECT, "foreign-tool",
                 "the host %s, which the policy does not list, tries to set it up by Easy IP",
                 ip_text(tool, ip));
}

/* However it came by it, its network has started again. */
static void note_address(struct memory *m, const struct observation *o)
{
    if (ip_is_group(&o->setup.ip) || ip_equal(&m->own, &o->setup.ip))
        return;
    if (!ip_is_group(&m->own)) {
        m->set_ns = later(m->set_ns, o->time_ns);
        m->announcing.since_ns = 0;
    }
    m->own = o->setup.ip;
}

/* What it says of itself, or announces. */
static struct opinion weigh_own(struct memory *m, const struct observation *o)
{
    uint64_t last = later(m->announcing.last_ns[0], m->open_ns);
    bool again = last != 0 && !apart(last, o->time_ns, 1) &&
                 !apart(o->time_ns, last, 1); /* a mirror shows it twice */
    if (again && o->setup.window != WINDOW_EXPIRED)
        return silent();
    note_address(m, o);
    if (o->setup.act == ACT_ANNOUNCE)
        announcing_note(&m->announcing, o->time_ns);
    if (o->setup.window == WINDOW_EXPIRED)
        return weigh_expired(m);
    struct opinion x = o->setup.act == ACT_ANNOUNCE ? announces_for(m) : silent();
    if (x.reason == NULL && o->setup.act == ACT_ANNOUNCE && o->setup.window == WINDOW_UNKNOWN)
        return opine(VERDICT_UNKNOWN, "announces",
                     "announces itself by Easy IP; when it stops decides");
    if (x.reason != NULL || o->setup.window != WINDOW_OPEN)
        return x;
    return weigh_open(m, o->time_ns);
}

static struct opinion weigh_setup(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    if (o->setup.act == ACT_SET)
        return weigh_set(w);
    if (!o->setup.checksum_ok)
        return silent();
    if (o->setup.act == ACT_COMMIT) {
        m->set_ns = later(m->set_ns, o->time_ns);
        m->announcing.since_ns = 0;
        return silent();
    }
    if (o->setup.act == ACT_ACK)
        return weigh_ack(m, o->time_ns);
    return weigh_own(m, o);
}

/* ---- uptime ---- */

/* What waited and can be decided now. What was said before the camera started goes; the rest waits
 * on: it may yet turn out that the camera had been running for longer. */
static struct opinion decide_waiting(struct memory *m, uint64_t started_ns)
{
    uint8_t left = 0;
    uint64_t late = 0, at_ns = 0;
    for (uint8_t i = 0; i < m->waiting; i++) {
        uint64_t open_ns = m->waiting_ns[i];
        if (is_late(m, open_ns)) {
            late++;
            at_ns = open_ns;
        } else if (open_ns >= started_ns) {
            m->waiting_ns[left++] = open_ns;
        }
    }
    m->waiting = left;
    return late > 0 ? open_late(m, at_ns, late) : silent();
}

static struct opinion weigh_uptime(struct memory *m, const struct observation *o)
{
    uint64_t started_ns = 0;
    bool known = o->kind == OBS_MANAGEMENT ? uptime_by_snmp(&m->uptime, o, &started_ns)
                                           : uptime_by_connection(&m->uptime, o);
    return known ? decide_waiting(m, started_ns) : silent();
}

static struct opinion weigh(const struct weighing *w)
{
    struct memory *m = w->memory;
    m->up_since_ns = w->up_since_ns;
    if (w->o->kind == OBS_SETUP)
        return weigh_setup(w);
    return is_sender(w) ? weigh_uptime(m, w->o) : silent();
}

/* Announcements ended after 20 minutes, and the camera lives on. */
static struct opinion reflect(const struct weighing *w)
{
    struct memory *m = w->memory;
    uint64_t s = announcing_seconds(&m->announcing);
    bool ended = m->announcing.since_ns != 0 && !m->announcing.told_end &&
                 apart(m->announcing.last_ns[0], w->alive_ns, GONE_S);
    if (!ended || s < RUN_SHORTEST_S || s > RUN_LONGEST_S)
        return silent();
    m->announcing.told_end = true;
    return opine(VERDICT_PASS, "announcements-ended",
                 "its Easy IP announcements ended after %llu min %llu s",
                 (unsigned long long)(s / 60), (unsigned long long)(s % 60));
}

static void move(void *memory, int64_t by_ns)
{
    struct memory *m = memory;
    uint64_t *const times[] = { &m->set_ns, &m->open_ns, &m->first_open_ns, &m->up_since_ns };
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
        move_time(times[i], by_ns);
    for (size_t i = 0; i < m->waiting; i++)
        move_time(&m->waiting_ns[i], by_ns);
    announcing_move(&m->announcing, by_ns);
    uptime_move(&m->uptime, by_ns);
}

const struct item easy_ip_setup_item = {
    .about = {
        .number = "3.2.4",
        .title = "Easy IP Setup",
        .recommended = "20 minutes",
        .level = LEVEL_STANDARD,
        .signature = 7232400,
        .severity = 3,
        .category = "Misc activity",
        .cwe = "CWE-306",
        .meaning = "Easy IP Setup finds cameras by broadcast and sets their addresses, without any login. It should stop 20 minutes after the camera starts; set to no "
                   "limit, anybody on the network can re-address the camera for ever.",
        .judged = "FAIL: the camera says that its window is open, or takes a new setting, more than 22 minutes after it started (by its SNMP uptime or a lasting "
                  "connection, with no new setting between); or it announces itself for more than 21 minutes without a restart or another address. PASS: it says that the window has expired "
                  "(which also ends a FAIL), or its announcements end after 20 minutes while it lives on. SUSPECT: open for more than 22 minutes, and its uptime is not "
                  "known; or a host tries to set it up that the policy's `easyip_tools` lack. Note that current firmware answers a search after the window too: the 20 "
                  "minutes stop changes and announcements, not the answers.",
        .remedy = "[Network] - [Network] in the Settings menu: set \"Easy IP Setup valid period\" to \"20 minutes\".",
        .unseen = "This camera sent nothing by Easy IP that says whether its window is open.",
        .decides = "A search by Easy IP more than 22 minutes after the camera started, or all of its announcements after a start. The sensor itself does not search.",
    },
    .observable = true,
    .listens = { [PART_CLIENT] = 1u << OBS_MANAGEMENT,
                 [PART_SERVER] = 1u << OBS_MANAGEMENT | 1u << OBS_EXCHANGE | 1u << OBS_MEDIA,
                 [PART_SUBJECT] = 1u << OBS_SETUP },
    .memory_n = sizeof(struct memory),
    .weigh = weigh,
    .until_boot = true,
    .reflect = reflect,
    .move = move,
};
