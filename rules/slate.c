#include "rules/slate.h"

#include <assert.h>
#include <stdlib.h>

/* So many hosts may each keep an evidence under every item: that many cameras are a large network.
 * Of more, most are strangers, of whom little is to be said. What is not used costs nothing but
 * addresses. */
enum { FULL_HOSTS = 4096, EVIDENCE_PER_OTHER = 4, ITEMS_MAX = 64 };

struct slate {
    size_t judging;           /* how many items judge */
    size_t column[ITEMS_MAX]; /* by place in items[]; SIZE_MAX: it does not judge */
    size_t offset[ITEMS_MAX]; /* of the item's memory in a host's */
    size_t memory_n;          /* a host's */
    struct mark *marks;       /* hosts x judging */
    unsigned char *memory;
    struct evidence *pool;
    size_t pool_n, pool_used; /* those before pool_used were taken at least once */
    struct evidence *free;
};

static void lay_out(struct slate *s)
{
    for (size_t i = 0; i < items_n; i++) {
        bool judges = items[i]->weigh != NULL;
        s->column[i] = judges ? s->judging++ : SIZE_MAX;
        s->offset[i] = s->memory_n;
        s->memory_n += judges ? (items[i]->memory_n + 15u) / 16 * 16 : 0;
    }
}

static size_t evidence_for(uint32_t hosts, size_t judging)
{
    size_t full = hosts < FULL_HOSTS ? hosts : FULL_HOSTS;
    return full * judging + (hosts - full) * EVIDENCE_PER_OTHER;
}

struct slate *slate_new(uint32_t hosts)
{
    struct slate *s = calloc(1, sizeof *s);
    if (s == NULL)
        return NULL;
    assert(items_n <= ITEMS_MAX);
    lay_out(s);
    assert(s->judging > 0 && s->memory_n > 0);
    s->pool_n = evidence_for(hosts, s->judging);
    s->marks = calloc(hosts * s->judging, sizeof *s->marks);
    s->memory = calloc(hosts, s->memory_n);
    s->pool = calloc(s->pool_n, sizeof *s->pool);
    if (s->marks == NULL || s->memory == NULL || s->pool == NULL) {
        slate_free(s);
        return NULL;
    }
    return s;
}

void slate_free(struct slate *s)
{
    if (s == NULL)
        return;
    free(s->marks);
    free(s->memory);
    free(s->pool);
    free(s);
}

struct mark *slate_mark(struct slate *s, uint32_t host, size_t item)
{
    return s->column[item] == SIZE_MAX ? NULL : &s->marks[host * s->judging + s->column[item]];
}

void *slate_memory(struct slate *s, uint32_t host, size_t item)
{
    return s->memory + host * s->memory_n + s->offset[item];
}

static struct evidence *borrow(struct slate *s)
{
    struct evidence *e = s->free;
    if (e != NULL)
        s->free = e->next_free;
    else if (s->pool_used < s->pool_n)
        e = &s->pool[s->pool_used++];
    return e;
}

static void release(struct slate *s, struct mark *m)
{
    if (m->evidence == NULL)
        return;
    m->evidence->next_free = s->free;
    s->free = m->evidence;
    m->evidence = NULL;
}

void slate_wipe(struct slate *s, uint32_t host)
{
    for (size_t i = 0; i < s->judging; i++) {
        struct mark *m = &s->marks[host * s->judging + i];
        release(s, m);
        *m = (struct mark){ .verdict = VERDICT_UNKNOWN };
    }
    memset(s->memory + host * s->memory_n, 0, s->memory_n);
}

void slate_adopt(struct slate *s, uint32_t to, uint32_t from, size_t item)
{
    struct mark *m = slate_mark(s, to, item), *other = slate_mark(s, from, item);
    if (m == NULL)
        return;
    release(s, m);
    *m = *other;
    *other = (struct mark){ .verdict = VERDICT_UNKNOWN };
    memcpy(slate_memory(s, to, item), slate_memory(s, from, item), items[item]->memory_n);
    memset(slate_memory(s, from, item), 0, items[item]->memory_n);
}

static void keep_evidence(struct slate *s, struct mark *m, const struct opinion *x,
                          const struct observation *o)
{
    if (m->evidence == NULL)
        m->evidence = borrow(s);
    if (m->evidence == NULL)
        return;
    m->evidence->o = *o;
    m->evidence->why = x->why;
    m->evidence->recalled = false;
}

/* The same is shown again: that is a fact to keep, where there were only words. */
static bool shows_again(const struct mark *m, const struct opinion *x)
{
    return m->evidence != NULL && m->evidence->recalled && m->verdict == x->verdict &&
           m->reason != NULL && strcmp(m->reason, x->reason) == 0 && x->proved_ns == 0;
}

static void count_reason(struct mark *m, const char *reason, uint64_t times)
{
    size_t i = 0;
    while (i + 1 < REASONS_MAX && m->by[i].reason != NULL && strcmp(m->by[i].reason, reason) != 0)
        i++;
    if (m->by[i].reason == NULL)
        m->by[i].reason = reason;
    m->by[i].n += times;
    m->standing |= (uint8_t)(1u << i);
}

static void count_fail(struct mark *m, const struct opinion *x, uint64_t now_ns)
{
    uint64_t times = x->times > 0 ? x->times : 1;
    m->first_ns = m->count == 0 ? now_ns : m->first_ns;
    m->last_ns = now_ns;
    m->count += times;
    m->held += times;
    count_reason(m, x->reason, times);
}

static void note_opportunity(struct mark *m, const struct opinion *x, uint64_t now_ns)
{
    if (x->proved_ns != 0)
        return; /* time alone led to it */
    m->opportunities++;
    m->opportunity_ns = now_ns;
    m->begun_ns = m->begun_ns == 0 ? now_ns : m->begun_ns;
}

static void note_change(struct mark *m, enum verdict to, uint64_t now_ns)
{
    m->before = m->verdict;
    m->since_ns = now_ns;
    m->verdict = to;
    m->standing = to == VERDICT_FAIL ? m->standing : 0;
}

static void note_proof(struct mark *m, const struct opinion *x, uint64_t now_ns)
{
    m->proved_ns = x->proved_ns != 0 ? x->proved_ns : now_ns;
}

bool slate_enter(struct slate *s, struct mark *m, const struct opinion *x,
                 const struct observation *o)
{
    if (x->reason == NULL)
        return false;
    if (x->remarks) {
        if (m->evidence != NULL && m->verdict == x->verdict)
            m->evidence->why = x->why;
        return false;
    }
    note_opportunity(m, x, o->time_ns);
    if (x->verdict == VERDICT_PASS && m->opportunities == 0)
        return false;
    if (x->verdict == VERDICT_FAIL)
        count_fail(m, x, o->time_ns);
    bool changes = x->verdict != m->verdict &&
                   (x->mends || verdict_weight(x->verdict) > verdict_weight(m->verdict));
    bool notes = x->verdict == VERDICT_UNKNOWN && m->verdict == VERDICT_UNKNOWN;
    if (changes)
        note_change(m, x->verdict, o->time_ns);
    if (changes || notes || shows_again(m, x)) {
        m->reason = x->reason;
        keep_evidence(s, m, x, o);
    } else if (x->proves && x->verdict == m->verdict && m->evidence != NULL)
        m->evidence->why = x->why;
    if (x->verdict == m->verdict)
        note_proof(m, x, o->time_ns);
    return changes || x->verdict == VERDICT_FAIL;
}

void slate_unsettle(struct slate *s, struct mark *m, const struct opinion *x,
                    const struct observation *o)
{
    note_change(m, VERDICT_UNKNOWN, o->time_ns);
    m->reason = x->reason;
    m->proved_ns = 0;
    m->held = 0;
    if (m->evidence != NULL)
        m->evidence->why = x->why;
    else
        keep_evidence(s, m, x, o);
}

void slate_recall(struct slate *s, struct mark *m, const struct mark *as,
                  const struct sentence *why)
{
    release(s, m);
    *m = *as;
    struct evidence *e = why->s[0] != '\0' ? borrow(s) : NULL;
    m->evidence = e;
    if (e == NULL)
        return;
    e->o = (struct observation){ .kind = OBS_APPLICATION,
                                 .protocol = "judge",
                                 .time_ns = as->last_ns };
    e->why = *why;
    e->recalled = true;
}
