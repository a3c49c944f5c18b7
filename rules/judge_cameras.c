/* The cameras, and how each stands. */
#include <stdlib.h>

#include "rules/judge_parts.h"

const char standing_without_evidence[] = "it was seen, but there was no room to keep the evidence";

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

/* From here it cannot see anything, or there was no opportunity. */
struct standing judge_unseen(const struct item *item, uint8_t own, uint8_t all)
{
    struct standing s = fixed_standing(item);
    if (item->weigh == NULL)
        return s;
    struct blindness b = blindness_of(item->needs, own, all);
    if (b.why != NULL) {
        s.why = b.why;
        s.lift = b.lift;
    }
    return s;
}

/* Of what was seen. */
static void fill(struct standing *s, const struct mark *m)
{
    s->verdict = m->verdict;
    s->reason = m->reason;
    s->count = m->count;
    s->first_ns = m->first_ns;
    s->last_ns = m->last_ns;
    s->before = m->before;
    s->since_ns = m->since_ns;
    s->opportunities = m->opportunities;
    s->opportunity_ns = m->opportunity_ns;
    memcpy(s->by, m->by, sizeof s->by);
    s->lift = m->verdict == VERDICT_UNKNOWN ? s->lift : NULL;
    s->why = standing_without_evidence;
    if (m->evidence == NULL)
        return;
    s->evidence = m->evidence->recalled ? NULL : &m->evidence->o;
    s->why = m->evidence->why.s;
}

struct standing judge_standing(const struct judge *j, size_t i, size_t item)
{
    uint32_t place = j->order[i];
    const struct camera *c = book_at(j->book, place);
    const struct mark *m = slate_mark(j->slate, place, item);
    bool seen = m != NULL && m->reason != NULL;
    struct standing s =
        seen ? fixed_standing(items[item]) : judge_unseen(items[item], j->sight[place], j->seen);
    s.suppressed = judge_suppresses(j, &c->name, item, j->now_ns);
    if (seen)
        fill(&s, m);
    return s;
}

enum vantage judge_vantage(const struct judge *j)
{
    return vantage_of(j->seen);
}
