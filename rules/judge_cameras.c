/* The cameras, and how each stands. */
#include <stdlib.h>

#include "rules/judge_parts.h"

static int by_id(const void *a, const void *b, void *book)
{
    const struct camera *x = book_at(book, *(const uint32_t *)a);
    const struct camera *y = book_at(book, *(const uint32_t *)b);
    int order = strcmp(x->name.id.s, y->name.id.s);
    return order != 0 ? order : memcmp(x->name.ip.b, y->name.ip.b, sizeof x->name.ip.b);
}

size_t judge_cameras(struct judge *j)
{
    j->cameras = 0;
    judge_settle_if_due(j);
    for (uint32_t i = 0; i < book_size(j->book); i++) {
        if (book_at(j->book, i)->proof == NULL)
            continue;
        judge_name(j, i);
        j->order[j->cameras++] = i;
    }
    qsort_r(j->order, j->cameras, sizeof j->order[0], by_id, j->book);
    return j->cameras;
}

struct judged judge_camera(const struct judge *j, size_t i)
{
    uint32_t place = j->order[i];
    const struct camera *c = book_at(j->book, place);
    return (struct judged){ .name = c->name,
                            .proof = c->proof,
                            .first_ns = c->first_ns,
                            .last_ns = c->alive_ns,
                            .vantage = vantage_of(j->sight[place]),
                            .up_since_ns = j->boots[place].up_since_ns,
                            .place = place,
                            .changes = j->tally[place].changes };
}

/* Of an item that does not judge. */
static struct standing fixed_standing(const struct item *item)
{
    return (struct standing){
        .item = item,
        .verdict = item->observable ? VERDICT_UNKNOWN : VERDICT_NOT_OBSERVABLE,
        .why = item->about.unseen,
        .lift = item->observable ? item->about.decides : NULL,
    };
}

/* Of an item that has seen nothing: from here it cannot, or there was no opportunity. */
static void say_why(const struct judge *j, uint32_t place, struct standing *s)
{
    const struct item *item = s->item;
    struct blindness b = blindness_of(item->needs, j->sight[place], j->seen);
    if (b.why == NULL)
        return;
    s->why = b.why;
    s->lift = b.lift;
}

struct standing judge_standing(const struct judge *j, size_t i, size_t item)
{
    struct standing s = fixed_standing(items[item]);
    const struct camera *c = book_at(j->book, j->order[i]);
    s.suppressed = judge_suppresses(j, &c->name, item, j->now_ns);
    const struct mark *m = slate_mark(j->slate, j->order[i], item);
    if (m == NULL)
        return s;
    if (m->reason == NULL) {
        say_why(j, j->order[i], &s);
        return s;
    }
    s.verdict = m->verdict;
    s.reason = m->reason;
    s.count = m->count;
    s.first_ns = m->first_ns;
    s.last_ns = m->last_ns;
    s.before = m->before;
    s.since_ns = m->since_ns;
    s.opportunities = m->opportunities;
    s.opportunity_ns = m->opportunity_ns;
    memcpy(s.by, m->by, sizeof s.by);
    s.lift = m->verdict == VERDICT_UNKNOWN ? s.lift : NULL;
    s.why = "it was seen, but there was no room to keep the evidence";
    if (m->evidence != NULL) {
        s.evidence = m->evidence->recalled ? NULL : &m->evidence->o;
        s.why = m->evidence->why.s;
    }
    return s;
}

enum vantage judge_vantage(const struct judge *j)
{
    return vantage_of(j->seen);
}
