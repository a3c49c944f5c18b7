#include "rules/judge.h"

#include <stdlib.h>

#include "rules/camera.h"
#include "rules/learn.h"
#include "rules/party.h"
#include "rules/slate.h"

/* How often, in packet time, an item is asked what time alone has shown. */
static const uint64_t reflect_every_ns = 60000000000;

struct judge {
    const struct policy *policy;
    struct ruling_listener listener;
    struct camera_book *book;
    struct slate *slate;
    uint32_t listens[PARTS]; /* what any item, or learn(), listens to */
    uint32_t *order;         /* places of the cameras, by id */
    size_t cameras;
    uint64_t now_ns;
};

static void gather_listens(struct judge *j)
{
    for (size_t part = 0; part < PARTS; part++) {
        j->listens[part] = learn_listens[part];
        for (size_t i = 0; i < items_n; i++)
            j->listens[part] |= items[i]->listens[part];
    }
}

struct judge *judge_new(const struct policy *policy, struct counters *counters,
                        struct ruling_listener listener)
{
    struct judge *j = calloc(1, sizeof *j);
    if (j == NULL)
        return NULL;
    j->policy = policy;
    j->listener = listener;
    j->book = book_new(policy, counters);
    j->slate = slate_new(policy_hosts(policy));
    j->order = calloc(policy_hosts(policy), sizeof *j->order);
    if (j->book == NULL || j->slate == NULL || j->order == NULL) {
        judge_free(j);
        return NULL;
    }
    gather_listens(j);
    return j;
}

void judge_free(struct judge *j)
{
    if (j == NULL)
        return;
    book_free(j->book);
    slate_free(j->slate);
    free(j->order);
    free(j);
}

/* ---- telling ---- */

static void tell(struct judge *j, uint32_t place, size_t item, const struct ruling *spoken)
{
    struct suppression s;
    struct ruling r = *spoken;
    book_name(j->book, place);
    r.item = &items[item]->about;
    r.camera = book_at(j->book, place)->name;
    r.suppressed = policy_suppresses(j->policy, &r.camera, r.item->number, r.evidence.time_ns, &s);
    j->listener.hear(j->listener.self, &r);
}

/* What was held back of a host that has just proved to be a camera. */
static void tell_held(struct judge *j, uint32_t place, size_t item)
{
    struct mark *m = slate_mark(j->slate, place, item);
    struct ruling r = { .verdict = m->verdict,
                        .before = VERDICT_UNKNOWN,
                        .reason = m->reason,
                        .times = m->verdict == VERDICT_FAIL ? m->held : 1 };
    m->held = 0;
    if (m->evidence != NULL) {
        r.why = m->evidence->why;
        r.evidence = m->evidence->o;
    }
    tell(j, place, item, &r);
}

/* The item whose held ruling is the oldest not told, after (frame, item); items_n: none. */
static size_t next_held(struct judge *j, uint32_t place, uint64_t *frame, size_t after)
{
    size_t best = items_n;
    uint64_t best_frame = UINT64_MAX;
    for (size_t i = 0; i < items_n; i++) {
        const struct mark *m = slate_mark(j->slate, place, i);
        if (m == NULL || m->verdict == VERDICT_UNKNOWN)
            continue;
        uint64_t f = m->evidence != NULL ? m->evidence->o.frame_no : 0;
        bool later = after == items_n || f > *frame || (f == *frame && i > after);
        if (later && f < best_frame) {
            best = i;
            best_frame = f;
        }
    }
    *frame = best_frame;
    return best;
}

static void tell_all_held(struct judge *j, uint32_t place)
{
    uint64_t frame = 0;
    size_t i = next_held(j, place, &frame, items_n);
    for (; i != items_n; i = next_held(j, place, &frame, i))
        tell_held(j, place, i);
}

/* What was said of a host that turns out to be no camera is taken back. */
static void take_back(struct judge *j, uint32_t place, const struct observation *o)
{
    for (size_t i = 0; i < items_n; i++) {
        struct mark *m = slate_mark(j->slate, place, i);
        if (m == NULL || m->verdict == VERDICT_UNKNOWN)
            continue;
        struct opinion x = opine(VERDICT_UNKNOWN, "no-camera", "this is not a camera after all");
        struct ruling r = { .verdict = VERDICT_UNKNOWN,
                            .before = m->verdict,
                            .reason = x.reason,
                            .times = 1,
                            .why = x.why,
                            .evidence = *o };
        tell(j, place, i, &r);
    }
    slate_wipe(j->slate, place);
}

/* ---- weighing ---- */

static void enter(struct judge *j, uint32_t place, size_t item, const struct opinion *x,
                  const struct observation *o)
{
    struct mark *m = slate_mark(j->slate, place, item);
    enum verdict before = m->verdict;
    if (!slate_enter(j->slate, m, x, o) || book_at(j->book, place)->proof == NULL)
        return;
    struct ruling r = { .verdict = m->verdict,
                        .before = before,
                        .reason = x->reason,
                        .times = x->times > 0 ? x->times : 1,
                        .why = x->why,
                        .evidence = *o };
    m->held = 0;
    tell(j, place, item, &r);
}

static void weigh_all(struct judge *j, uint32_t place, struct weighing *w)
{
    for (size_t i = 0; i < items_n; i++) {
        const struct item *item = items[i];
        if (item->weigh == NULL || (item->listens[w->part] & 1u << w->o->kind) == 0)
            continue;
        w->memory = slate_memory(j->slate, place, i);
        struct opinion x = item->weigh(w);
        enter(j, place, i, &x, w->o);
    }
}

static void reflect(struct judge *j, uint32_t place, uint64_t now_ns)
{
    struct camera *c = book_at(j->book, place);
    struct weighing w = {
        .now_ns = now_ns, .alive_ns = c->alive_ns, .known_ns = c->first_ns, .policy = j->policy
    };
    c->reflected_ns = now_ns;
    for (size_t i = 0; i < items_n; i++) {
        if (items[i]->reflect == NULL)
            continue;
        struct mark *m = slate_mark(j->slate, place, i);
        w.memory = slate_memory(j->slate, place, i);
        struct opinion x = items[i]->reflect(&w);
        struct observation o = { .kind = OBS_KINDS };
        if (m->evidence != NULL)
            o = m->evidence->o;
        o.time_ns = now_ns;
        enter(j, place, i, &x, &o);
    }
}

static void consider(struct judge *j, uint32_t place, const struct observation *o, enum part part)
{
    struct camera *c = book_at(j->book, place);
    struct weighing w = {
        .o = o, .part = part, .now_ns = o->time_ns, .known_ns = c->first_ns, .policy = j->policy
    };
    bool sends = part == PART_SUBJECT ? o->kind != OBS_MAPPING : is_sender(&w);
    if (sends && o->time_ns > c->alive_ns)
        c->alive_ns = o->time_ns;
    w.alive_ns = c->alive_ns;
    bool was = c->proof != NULL;
    weigh_all(j, place, &w);
    learn(j->book, place, &w);
    if (!was && c->proof != NULL)
        tell_all_held(j, place);
    if (was && c->proof == NULL)
        take_back(j, place, o);
    if (o->time_ns >= c->reflected_ns + reflect_every_ns)
        reflect(j, place, o->time_ns);
}

void judge_see(void *judge, const struct observation *o)
{
    struct judge *j = judge;
    struct meeting m;
    j->now_ns = o->time_ns;
    book_see_neighbour(j->book, &o->client_mac, &o->client.ip);
    book_see_neighbour(j->book, &o->server_mac, &o->server.ip);
    for (enum part part = PART_CLIENT; part < PARTS; part++) {
        bool wanted = (j->listens[part] & 1u << o->kind) != 0;
        if (!party_of(o, part, &m) || (!wanted && !book_expects(j->book, &m.mac)))
            continue;
        bool fresh = false;
        uint32_t place = book_meet(j->book, &m, &fresh);
        if (fresh)
            slate_wipe(j->slate, place);
        if (place != nobody)
            consider(j, place, o, part);
    }
}

void judge_end(struct judge *j, uint64_t time_ns)
{
    j->now_ns = time_ns;
    size_t n = judge_cameras(j);
    for (size_t i = 0; i < n; i++)
        reflect(j, j->order[i], time_ns);
}

/* ---- the cameras ---- */

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
    for (uint32_t i = 0; i < book_size(j->book); i++) {
        if (book_at(j->book, i)->proof == NULL)
            continue;
        book_name(j->book, i);
        j->order[j->cameras++] = i;
    }
    qsort_r(j->order, j->cameras, sizeof j->order[0], by_id, j->book);
    return j->cameras;
}

struct judged judge_camera(const struct judge *j, size_t i)
{
    const struct camera *c = book_at(j->book, j->order[i]);
    return (struct judged){
        .name = c->name, .proof = c->proof, .first_ns = c->first_ns, .last_ns = c->alive_ns
    };
}

/* Of an item that does not judge. */
static struct standing fixed_standing(const struct item *item)
{
    return (struct standing){
        .item = item,
        .verdict = item->observable ? VERDICT_UNKNOWN : VERDICT_NOT_OBSERVABLE,
        .why = item->about.unseen,
    };
}

struct standing judge_standing(const struct judge *j, size_t i, size_t item)
{
    struct standing s = fixed_standing(items[item]);
    const struct camera *c = book_at(j->book, j->order[i]);
    struct suppression by;
    s.suppressed = policy_suppresses(j->policy, &c->name, s.item->about.number, j->now_ns, &by);
    const struct mark *m = slate_mark(j->slate, j->order[i], item);
    if (m == NULL)
        return s;
    s.verdict = m->verdict;
    s.reason = m->reason;
    s.count = m->count;
    s.first_ns = m->first_ns;
    s.last_ns = m->last_ns;
    memcpy(s.by, m->by, sizeof s.by);
    if (m->evidence != NULL) {
        s.evidence = &m->evidence->o;
        s.why = m->evidence->why.s;
    }
    return s;
}
