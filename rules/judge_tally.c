/* What of the cameras' standings is known without looking: which items fail, which are suppressed,
 * and how often that has changed.
 *
 * How it works: whether an item is suppressed depends on the policy, the operator's orders, the
 * camera's name and the time. The answers are kept as bits and found out again when the name is
 * another, when policy or orders are, and when the time leaves the period within which no
 * suppression ends. */
#include "rules/judge_parts.h"

bool judge_suppresses(const struct judge *j, const struct camera_name *camera, size_t item,
                      uint64_t time_ns)
{
    struct suppression s;
    const struct guide_item *about = &items[item]->about;
    return policy_suppresses(j->policy, camera, about->number, time_ns, &s) ||
           suppressions_hold(j->suppressions, camera, about, time_ns);
}

bool judge_holds_back(const struct judge *j, const struct ruling *r, uint64_t time_ns)
{
    for (size_t i = 0; i < items_n; i++)
        if (&items[i]->about == r->item)
            return judge_suppresses(j, &r->camera, i, time_ns);
    return false;
}

void judge_note_mark(struct judge *j, uint32_t place, size_t item, enum verdict verdict,
                     const char *reason)
{
    const struct mark *m = slate_mark(j->slate, place, item);
    struct tally *t = &j->tally[place];
    uint64_t bit = UINT64_C(1) << item;
    if (m->verdict == verdict && m->reason == reason)
        return;
    t->changes++;
    t->failing = m->verdict == VERDICT_FAIL ? t->failing | bit : t->failing & ~bit;
}

void judge_note_sight(struct judge *j, uint32_t place, uint8_t sight)
{
    uint8_t before = j->sight[place];
    j->sight[place] |= sight;
    j->seen |= sight;
    if (sees_both_ways(sight))
        book_firm(j->book, place);
    j->tally[place].changes += vantage_of(j->sight[place]) != vantage_of(before);
}

void judge_clean(struct judge *j, uint32_t place)
{
    struct tally *t = &j->tally[place];
    j->sight[place] = 0;
    j->boots[place] = (struct boot){ 0 };
    slate_wipe(j->slate, place);
    key_uses_forget(j->keys, place);
    key_uses_forget(j->passwords, place);
    *t = (struct tally){ .renamed = UINT64_MAX, .changes = t->changes + 1 };
}

static uint64_t suppressed_items(const struct judge *j, const struct camera_name *camera)
{
    uint64_t bits = policy_suppressed_items(j->policy, camera, j->now_ns);
    if (suppressions_n(j->suppressions, j->now_ns) == 0)
        return bits;
    for (size_t i = 0; i < items_n; i++)
        if (suppressions_hold(j->suppressions, camera, &items[i]->about, j->now_ns))
            bits |= UINT64_C(1) << i;
    return bits;
}

static void find_out(struct judge *j, uint32_t place)
{
    struct tally *t = &j->tally[place];
    const struct camera *c = book_at(j->book, place);
    uint64_t suppressed = suppressed_items(j, &c->name);
    t->changes += suppressed != t->suppressed || c->renamed != t->renamed;
    t->suppressed = suppressed;
    t->renamed = c->renamed;
}

void judge_name(struct judge *j, uint32_t place)
{
    book_name(j->book, place);
    if (book_at(j->book, place)->renamed != j->tally[place].renamed)
        find_out(j, place);
}

void judge_settle(struct judge *j)
{
    j->settled = (struct period){ 0, UINT64_MAX };
    policy_narrow(j->policy, j->now_ns, &j->settled);
    suppressions_narrow(j->suppressions, j->now_ns, &j->settled);
    for (uint32_t place = 0; place < book_size(j->book); place++) {
        if (book_at(j->book, place)->proof == NULL)
            continue;
        book_name(j->book, place);
        find_out(j, place);
    }
}

void judge_settle_if_due(struct judge *j)
{
    if (j->now_ns < j->settled.from_ns || j->now_ns >= j->settled.to_ns)
        judge_settle(j);
}

size_t judge_cameras_n(const struct judge *j)
{
    return book_cameras(j->book);
}

/* The items that the level asks for. */
static uint64_t items_of_level(enum level level)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < items_n; i++)
        bits |= items[i]->about.level <= level ? UINT64_C(1) << i : 0;
    return bits;
}

size_t judge_broken(struct judge *j, enum level level)
{
    size_t n = 0;
    uint64_t asked = items_of_level(level);
    judge_settle_if_due(j);
    for (uint32_t place = 0; place < book_size(j->book); place++) {
        const struct tally *t = &j->tally[place];
        const struct camera *c = book_at(j->book, place);
        if ((t->failing & asked) == 0 || c->proof == NULL)
            continue;
        if (t->renamed != c->renamed)
            judge_name(j, place);
        n += (size_t)__builtin_popcountll(t->failing & ~t->suppressed & asked);
    }
    return n;
}
