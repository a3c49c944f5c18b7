#include "rules/judge.h"

#include <stdlib.h>

#include "rules/judge_parts.h"
#include "rules/learn.h"
#include "rules/party.h"

/* How often, in packet time, an item is asked what time alone has shown. */
static const uint64_t reflect_every_ns = 60000000000;

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
    j->suppressions = suppressions_new();
    j->keys = key_uses_new();
    j->passwords = key_uses_new();
    j->order = calloc(policy_hosts(policy), sizeof *j->order);
    j->tally = calloc(policy_hosts(policy), sizeof *j->tally);
    j->sight = calloc(policy_hosts(policy), sizeof *j->sight);
    j->boots = calloc(policy_hosts(policy), sizeof *j->boots);
    j->words = words_new();
    if (j->keys == NULL || j->passwords == NULL || j->book == NULL || j->slate == NULL ||
        j->suppressions == NULL || j->order == NULL || j->tally == NULL || j->sight == NULL ||
        j->boots == NULL || j->words == NULL) {
        judge_free(j);
        return NULL;
    }
    gather_listens(j);
    judge_settle(j);
    return j;
}

void judge_free(struct judge *j)
{
    if (j == NULL)
        return;
    book_free(j->book);
    slate_free(j->slate);
    suppressions_free(j->suppressions);
    key_uses_free(j->keys);
    key_uses_free(j->passwords);
    free(j->order);
    free(j->tally);
    free(j->sight);
    free(j->boots);
    words_free(j->words);
    free(j);
}

/* ---- weighing ---- */

static void enter(struct judge *j, uint32_t place, size_t item, const struct opinion *x,
                  const struct observation *o)
{
    struct mark *m = slate_mark(j->slate, place, item);
    enum verdict before = m->verdict;
    const char *reason = m->reason;
    bool tells = slate_enter(j->slate, m, x, o);
    judge_note_mark(j, place, item, before, reason);
    if (!tells || book_at(j->book, place)->proof == NULL)
        return;
    struct ruling r = { .verdict = m->verdict,
                        .before = before,
                        .reason = x->reason,
                        .times = x->times > 0 ? x->times : 1,
                        .why = x->why,
                        .evidence = *o };
    m->held = 0;
    judge_tell(j, place, item, &r);
}

/* The id of another camera that used the same; NULL: none did. */
static const char *other_user(struct judge *j, struct key_uses *uses, uint32_t place, uint64_t key)
{
    uint32_t other = key_uses_note(uses, j->book, place, key);
    if (other == nobody)
        return NULL;
    judge_name(j, other);
    return book_at(j->book, other)->name.id.s;
}

/* The item found that the host took a password. */
static void weigh_shared(struct judge *j, uint32_t place, size_t item, struct weighing *w,
                         uint32_t password)
{
    w->same_password = other_user(j, j->passwords, place, password);
    if (w->same_password == NULL)
        return;
    struct opinion x = items[item]->weigh_shared(w);
    enter(j, place, item, &x, w->o);
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
        if (x.password != 0 && policy_fingerprints(j->policy))
            weigh_shared(j, place, i, w, x.password);
    }
}

/* What an earlier run saw of it is no watch that lasted until now. */
static uint64_t watched_since(struct camera *c, uint64_t now_ns)
{
    c->watched_ns = c->watched_ns != 0 ? c->watched_ns : now_ns;
    return c->watched_ns;
}

/* Silence shows nothing of a camera that is gone. */
static bool is_gone(const struct judge *j, const struct camera *c, uint64_t now_ns)
{
    return now_ns > c->alive_ns && now_ns - c->alive_ns >= policy_facts_age(j->policy);
}

static void reflect(struct judge *j, uint32_t place, uint64_t now_ns)
{
    struct camera *c = book_at(j->book, place);
    struct weighing w = {
        .now_ns = now_ns,
        .alive_ns = c->alive_ns,
        .known_ns = watched_since(c, now_ns),
        .policy = j->policy,
        .mirrored = sees_both_ways(j->sight[place]),
    };
    c->reflected_ns = now_ns;
    judge_settle_start(j, place);
    w.up_since_ns = j->boots[place].up_since_ns;
    for (size_t i = 0; i < items_n && !is_gone(j, c, now_ns); i++) {
        if (items[i]->reflect == NULL)
            continue;
        struct mark *m = slate_mark(j->slate, place, i);
        w.memory = slate_memory(j->slate, place, i);
        struct opinion x = items[i]->reflect(&w);
        x.proved_ns = c->alive_ns;
        struct observation o = judge_no_evidence(j);
        if (m->evidence != NULL)
            o = m->evidence->o;
        o.time_ns = now_ns;
        enter(j, place, i, &x, &o);
    }
    judge_expire(j, place);
}

/* Also if the last time lies in the future: an older capture, or the clock was set back. */
static bool is_due(const struct camera *c, uint64_t now_ns)
{
    return now_ns >= c->reflected_ns + reflect_every_ns ||
           c->reflected_ns >= now_ns + reflect_every_ns;
}

/* A server's certificate: which other camera showed that key. */
static const char *same_key(struct judge *j, uint32_t place, const struct weighing *w)
{
    if (w->part != PART_SERVER || w->o->kind != OBS_CERTIFICATE || !is_sender(w))
        return NULL;
    return other_user(j, j->keys, place, w->o->certificate.key_id);
}

/* Whether the subject of a fact is the one that sent it, or had it sent. */
static bool speaks_of_itself(const struct observation *o)
{
    return o->kind != OBS_MAPPING && o->kind != OBS_ADDRESS &&
           (o->kind != OBS_PORT_AUTH || o->from_client);
}

static void consider(struct judge *j, uint32_t place, const struct observation *o, enum part part)
{
    struct camera *c = book_at(j->book, place);
    struct weighing w = {
        .o = o,
        .part = part,
        .now_ns = o->time_ns,
        .known_ns = watched_since(c, o->time_ns),
        .policy = j->policy,
        .mirrored = sees_both_ways(j->sight[place]),
    };
    bool sends = part == PART_SUBJECT ? speaks_of_itself(o) : is_sender(&w);
    if (sends && o->time_ns > c->alive_ns)
        c->alive_ns = o->time_ns;
    if (o->time_ns > c->judged_ns)
        c->judged_ns = o->time_ns;
    w.alive_ns = c->alive_ns;
    judge_settle_start(j, place);
    judge_see_start(j, place, &w);
    w.up_since_ns = j->boots[place].up_since_ns;
    bool was = c->proof != NULL;
    w.same_key = same_key(j, place, &w);
    weigh_all(j, place, &w);
    learn(j->book, place, &w);
    if (!was && c->proof != NULL)
        judge_tell_held(j, place, o);
    if (!was && c->proof != NULL && book_is_crowded(j->book))
        judge_let_one_go(j, place);
    if (was && c->proof == NULL)
        judge_take_back(j, place, o);
    if (is_due(c, o->time_ns))
        reflect(j, place, o->time_ns);
}

/* Of a fact that no item listens to only what it shows of a host that is known. */
static void meet(struct judge *j, const struct observation *o, enum part part)
{
    struct meeting m;
    if (!party_of(o, part, &m))
        return;
    bool wanted = (j->listens[part] & 1u << o->kind) != 0 || learn_wants(o, part) ||
                  book_expects(j->book, &m.mac);
    if (!wanted)
        m = (struct meeting){ .ip = m.ip, .vlan = m.vlan, .only_known = true };
    bool fresh = false;
    uint32_t place = book_meet(j->book, &m, &fresh);
    if (fresh)
        judge_clean(j, place);
    if (place == nobody)
        return;
    if (book_same(j->book) != nobody)
        judge_merge(j, place, book_same(j->book), o);
    judge_note_sight(j, place, sight_of(o, part));
    if (wanted && o->time_ns > book_at(j->book, place)->known_ns)
        consider(j, place, o, part);
}

void judge_see(void *judge, const struct observation *o)
{
    struct judge *j = judge;
    if (o->kind == OBS_ANOMALY) /* nobody's word: it may be forged */
        return;
    judge_note_time(j, o->time_ns);
    book_see_neighbour(j->book, &o->client_mac, &o->client.ip);
    book_see_neighbour(j->book, &o->server_mac, &o->server.ip);
    if (o->kind == OBS_ADDRESS) {
        book_see_address(j->book, o);
        judge_see_address(j, o);
    }
    for (enum part part = PART_CLIENT; part < PARTS; part++)
        meet(j, o, part);
}

void judge_end(struct judge *j, uint64_t time_ns)
{
    j->now_ns = time_ns;
    size_t n = judge_cameras(j);
    for (size_t i = 0; i < n; i++)
        reflect(j, j->order[i], time_ns);
    j->ended_ns = time_ns;
}

void judge_reflect(struct judge *j, uint64_t time_ns)
{
    j->live = true;
    judge_note_time(j, time_ns);
    judge_settle_if_due(j);
    for (uint32_t place = 0; place < book_size(j->book); place++)
        if (book_at(j->book, place)->proof != NULL)
            reflect(j, place, time_ns);
}
