/* When a verdict holds no longer: not shown again for too long, or the camera has started since. A
 * FAIL stays until it is mended. protocols.md F.6.
 *
 * How it works: a standing keeps when it was last shown. An item whose opinion stands on several
 * facts forgets them every so often, so that no old half is ever taken for a new proof. */
#include <time.h>

#include "rules/judge_parts.h"

void judge_see_start(struct judge *j, uint32_t place, const struct weighing *w)
{
    struct boot *b = &j->boots[place];
    uint64_t before = b->up_since_ns;
    boot_see(b, w);
    j->tally[place].changes += b->up_since_ns != before;
}

void judge_see_address(struct judge *j, const struct observation *o)
{
    bool fresh = false;
    struct meeting m = { .mac = o->address.mac,
                         .vlan = o->vlan,
                         .mac_stated = true,
                         .only_known = true,
                         .time_ns = o->time_ns };
    if (!mac_known(&m.mac))
        return;
    uint32_t place = book_meet(j->book, &m, &fresh);
    if (place == nobody || o->time_ns <= book_at(j->book, place)->known_ns)
        return;
    judge_settle_start(j, place);
    boot_see_address(&j->boots[place], o);
}

static bool may_expire(const struct mark *m)
{
    return m != NULL && (m->verdict == VERDICT_PASS || m->verdict == VERDICT_LIKELY_OK ||
                         m->verdict == VERDICT_SUSPECT);
}

static struct text date_of(uint64_t time_ns)
{
    struct text t;
    time_t s = (time_t)(time_ns / 1000000000);
    struct tm tm;
    if (gmtime_r(&s, &tm) == NULL)
        tm = (struct tm){ .tm_mday = 1 };
    text_format(&t, "%04d-%02d-%02d %02d:%02d UTC", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                tm.tm_hour, tm.tm_min);
    return t;
}

static void unsettle(struct judge *j, uint32_t place, size_t item, const struct opinion *x)
{
    struct mark *m = slate_mark(j->slate, place, item);
    struct ruling r = { .verdict = VERDICT_UNKNOWN,
                        .before = m->verdict,
                        .reason = x->reason,
                        .times = 1,
                        .why = x->why,
                        .evidence = judge_no_evidence(j) };
    const char *reason = m->reason;
    if (m->evidence != NULL)
        r.evidence = m->evidence->o;
    r.evidence.time_ns = j->now_ns;
    slate_unsettle(j->slate, m, x, &r.evidence);
    judge_note_mark(j, place, item, r.before, reason);
    if (book_at(j->book, place)->proof != NULL)
        judge_tell(j, place, item, &r);
}

static bool is_past(uint64_t since_ns, uint64_t age_ns, uint64_t now_ns)
{
    return since_ns != 0 && now_ns > since_ns && now_ns - since_ns >= age_ns;
}

static void forget(struct judge *j, uint32_t place, size_t item)
{
    struct mark *m = slate_mark(j->slate, place, item);
    if (m->begun_ns != 0 && items[item]->forget != NULL)
        items[item]->forget(slate_memory(j->slate, place, item));
    m->begun_ns = m->begun_ns != 0 ? j->now_ns : 0;
}

void judge_expire(struct judge *j, uint32_t place)
{
    uint64_t age_ns = policy_facts_age(j->policy);
    for (size_t i = 0; i < items_n; i++) {
        struct mark *m = slate_mark(j->slate, place, i);
        if (m == NULL)
            continue;
        if (is_past(m->begun_ns, age_ns, j->now_ns))
            forget(j, place, i);
        if (!may_expire(m) || !is_past(m->proved_ns, age_ns, j->now_ns))
            continue;
        struct text date = date_of(m->proved_ns);
        struct opinion x =
            opine(VERDICT_UNKNOWN, "expired", "was %s; last shown on %s, too long ago",
                  verdict_name(m->verdict), date.s);
        unsettle(j, place, i, &x);
    }
}

/* It started then: what a start may change holds no longer. */
static void restarted(struct judge *j, uint32_t place, uint64_t start_ns)
{
    j->tally[place].changes++;
    for (size_t i = 0; i < items_n; i++) {
        struct mark *m = slate_mark(j->slate, place, i);
        if (m == NULL || !items[i]->until_boot)
            continue;
        forget(j, place, i);
        if (!may_expire(m) || m->proved_ns >= start_ns)
            continue;
        struct text shown = date_of(m->proved_ns), started = date_of(start_ns);
        struct opinion x = opine(VERDICT_UNKNOWN, "restarted",
                                 "was %s; last shown on %s, and it restarted since, on %s",
                                 verdict_name(m->verdict), shown.s, started.s);
        unsettle(j, place, i, &x);
    }
}

void judge_settle_start(struct judge *j, uint32_t place)
{
    struct boot *b = &j->boots[place];
    if (boot_settle(b, j->now_ns))
        restarted(j, place, b->up_since_ns);
}
