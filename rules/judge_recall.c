/* What the judge gives away to be kept, and takes back from an earlier run. */
#include "rules/judge_parts.h"
#include "rules/learn.h"
#include "rules/remembered.h"

static bool is_bad(enum verdict v)
{
    return v == VERDICT_FAIL || v == VERDICT_SUSPECT;
}

/* Whether the item is asked what it knew, and told. */
static bool is_asked(const struct item *item, enum verdict v)
{
    return is_bad(v) || item->recalls_good;
}

/* ---- given away ---- */

/* In the order in which they were added, as far as that is known. */
static void remember_addresses(const struct camera *c, struct remembered *out)
{
    for (size_t i = 0; i < ADDRESSES_MAX; i++) {
        const struct address *a = &c->address[(c->next_address + i) % ADDRESSES_MAX];
        if (a->used)
            out->address[out->addresses++] = *a;
    }
}

static void remember_item(const struct mark *m, size_t item, struct remembered_item *out)
{
    *out = (struct remembered_item){ .item = item,
                                     .verdict = m->verdict,
                                     .before = m->before,
                                     .count = m->count,
                                     .first_ns = m->first_ns,
                                     .last_ns = m->last_ns,
                                     .since_ns = m->since_ns,
                                     .proved_ns = m->proved_ns,
                                     .opportunities = m->opportunities,
                                     .opportunity_ns = m->opportunity_ns };
    text_format(&out->reason, "%s", m->reason);
    if (m->evidence != NULL)
        out->why = m->evidence->why;
    for (size_t i = 0; i < REASONS_MAX && m->by[i].reason != NULL; i++) {
        text_format(&out->by[i].reason, "%s", m->by[i].reason);
        out->by[i].n = m->by[i].n;
        out->by[i].stands = (m->standing >> i & 1) != 0;
    }
}

void judge_remember(const struct judge *j, size_t i, struct remembered *out)
{
    uint32_t place = j->order[i];
    const struct camera *c = book_at(j->book, place);
    *out = (struct remembered){ .name = c->name,
                                .title = c->title,
                                .mac_proved = c->mac_proved,
                                .frame_mac = c->frame_mac,
                                .sight = j->sight[place],
                                .seen = j->seen,
                                .first_ns = c->first_ns,
                                .alive_ns = c->alive_ns,
                                .up_since_ns = j->boots[place].up_since_ns,
                                .judged_ns = c->judged_ns,
                                .suppressed = j->tally[place].suppressed };
    text_format(&out->proof, "%s", c->proof);
    text_format(&out->own_proof, "%s", c->own_proof != NULL ? c->own_proof : "");
    remember_addresses(c, out);
    for (size_t item = 0; item < items_n; item++) {
        const struct mark *m = slate_mark(j->slate, place, item);
        if (m == NULL || m->reason == NULL)
            continue;
        struct remembered_item *r = &out->item[out->items++];
        remember_item(m, item, r);
        if (items[item]->remember != NULL && is_asked(items[item], m->verdict))
            items[item]->remember(slate_memory(j->slate, place, item), &r->words);
    }
}

static void fill(struct standing *s, const struct remembered_item *r)
{
    s->verdict = r->verdict;
    s->reason = r->reason.s;
    s->why = r->why.s[0] != '\0' ? r->why.s : standing_without_evidence;
    s->lift = r->verdict == VERDICT_UNKNOWN ? s->lift : NULL;
    s->count = r->count;
    s->first_ns = r->first_ns;
    s->last_ns = r->last_ns;
    s->before = r->before;
    s->since_ns = r->since_ns;
    s->opportunities = r->opportunities;
    s->opportunity_ns = r->opportunity_ns;
    for (size_t i = 0; i < REASONS_MAX && r->by[i].reason.s[0] != '\0'; i++)
        s->by[i] = (struct reason_count){ r->by[i].reason.s, r->by[i].n };
}

struct standing remembered_standing(const struct remembered *r, size_t item)
{
    struct standing s = judge_unseen(items[item], r->sight, r->seen);
    s.suppressed = (r->suppressed >> item & 1) != 0;
    for (size_t i = 0; i < r->items; i++) {
        if (r->item[i].item != item)
            continue;
        s.lift = items[item]->observable ? items[item]->about.decides : NULL;
        fill(&s, &r->item[i]);
    }
    return s;
}

/* ---- taken back ---- */

static const char *constant(struct judge *j, const struct text *t)
{
    const char *kept = words_keep(j->words, t->s);
    return kept != NULL ? kept : "remembered";
}

static void stand(struct judge *j, uint32_t place, size_t item, const struct mark *as,
                  const struct sentence *why)
{
    struct mark *m = slate_mark(j->slate, place, item);
    enum verdict verdict = m->verdict;
    const char *reason = m->reason;
    slate_recall(j->slate, m, as, why);
    judge_note_mark(j, place, item, verdict, reason);
}

/* The item is to know what was wrong, or how it stood. */
static void tell_item(struct judge *j, uint32_t place, const struct mark *m,
                      const struct remembered_item *r)
{
    const struct item *item = items[r->item];
    void *memory = slate_memory(j->slate, place, r->item);
    if (!is_asked(item, m->verdict))
        return;
    if (item->remind != NULL && r->words.s[0] != '\0')
        item->remind(memory, r->words.s);
    if (item->recall == NULL || m->verdict == VERDICT_UNKNOWN)
        return;
    item->recall(memory, m->reason);
    for (size_t i = 0; i < REASONS_MAX && m->by[i].reason != NULL; i++)
        if ((m->standing >> i & 1) != 0)
            item->recall(memory, m->by[i].reason);
}

static void recall_item(struct judge *j, uint32_t place, const struct remembered_item *r)
{
    struct mark m = { .verdict = r->verdict,
                      .reason = constant(j, &r->reason),
                      .before = r->before,
                      .count = r->count,
                      .first_ns = r->first_ns,
                      .last_ns = r->last_ns,
                      .since_ns = r->since_ns,
                      .proved_ns = r->proved_ns,
                      .opportunities = r->opportunities,
                      .opportunity_ns = r->opportunity_ns };
    for (size_t i = 0; i < REASONS_MAX && r->by[i].reason.s[0] != '\0'; i++)
        m.by[i] = (struct reason_count){ constant(j, &r->by[i].reason), r->by[i].n };
    for (size_t i = 0; i < REASONS_MAX; i++)
        m.standing |= (uint8_t)(r->by[i].stands << i);
    if (slate_mark(j->slate, place, r->item) == NULL)
        return;
    stand(j, place, r->item, &m, &r->why);
    tell_item(j, place, &m, r);
}

/* Who it is. Its place, or nobody. */
static uint32_t recall_host(struct judge *j, const struct remembered *r)
{
    uint32_t place = book_recall(j->book, r);
    if (place == nobody)
        return nobody;
    struct camera *c = book_at(j->book, place);
    judge_clean(j, place);
    if (r->own_proof.s[0] != '\0')
        c->own_proof = constant(j, &r->own_proof);
    bool own = strcmp(r->proof.s, r->own_proof.s) == 0;
    book_prove(j->book, place, own ? c->own_proof : constant(j, &r->proof));
    judge_note_sight(j, place, r->sight);
    j->boots[place].up_since_ns = r->up_since_ns;
    j->boots[place].sampled_ns = r->judged_ns; /* a start since then is one since it was seen */
    return place;
}

bool judge_recall(struct judge *j, const struct remembered *r, bool again)
{
    uint32_t place = recall_host(j, r);
    if (place == nobody)
        return false;
    j->now_ns = r->judged_ns > j->now_ns ? r->judged_ns : j->now_ns;
    j->seen |= r->seen;
    book_at(j->book, place)->known_ns = again ? r->judged_ns : 0;
    for (size_t i = 0; i < r->items; i++)
        recall_item(j, place, &r->item[i]);
    judge_name(j, place);
    judge_reconsider(j, place);
    return book_at(j->book, place)->proof != NULL;
}

/* ---- faults ---- */

static struct remembered_item item_of(const struct remembered_fault *f, size_t item)
{
    struct remembered_item r = { .item = item,
                                 .verdict = VERDICT_FAIL,
                                 .count = f->count,
                                 .first_ns = f->first_ns,
                                 .last_ns = f->last_ns,
                                 .since_ns = f->first_ns,
                                 .proved_ns = f->last_ns,
                                 .opportunities = f->count,
                                 .opportunity_ns = f->last_ns };
    text_format(&r.reason, "%s", f->reason != NULL ? f->reason : "remembered");
    sentence_format(&r.why, "%s", f->why);
    r.by[0] = (struct remembered_reason){ r.reason, f->count, true };
    return r;
}

/* It was spoken of as a camera; how it proved to be one was not kept. Its id is its MAC if that is
 * proved. */
static bool recall_by_name(struct judge *j, const struct remembered_fault *f, size_t item)
{
    struct remembered r = {
        .name = *f->camera, .first_ns = f->first_ns, .alive_ns = f->last_ns, .judged_ns = f->last_ns
    };
    char mac[MAC_TEXT_MAX];
    size_t n = strlen(mac_text(&f->camera->mac, mac));
    text_format(&r.own_proof, "was known as one before");
    r.proof = r.own_proof;
    r.mac_proved = mac_known(&f->camera->mac) && strncmp(f->camera->id.s, mac, n) == 0;
    r.frame_mac = f->camera->mac;
    r.address[0] = (struct address){ .ip = f->camera->ip, .vlan = f->camera->vlan };
    r.addresses = 1;
    r.items = 1;
    r.item[0] = item_of(f, item);
    return judge_recall(j, &r, false);
}

/* Its place in items[]; items_n: there is none that judges. */
static size_t place_of(const char *number)
{
    size_t item = 0;
    while (item < items_n && strcmp(items[item]->about.number, number) != 0)
        item++;
    return item < items_n && items[item]->weigh != NULL ? item : items_n;
}

bool judge_recall_fault(struct judge *j, const struct remembered_fault *f)
{
    size_t item = place_of(f->item);
    if (item == items_n)
        return false;
    uint32_t place = book_find_camera(j->book, f->camera);
    if (place == nobody)
        return recall_by_name(j, f, item);
    const struct mark *stands = slate_mark(j->slate, place, item);
    struct remembered_item r = item_of(f, item);
    r.before = stands->verdict;
    if (stands->verdict != VERDICT_FAIL)
        recall_item(j, place, &r);
    return true;
}

bool judge_recall_order(struct judge *j, const struct operator_suppression *x, uint64_t now_ns)
{
    struct error unheard;
    return suppressions_add(j->suppressions, x, now_ns, &unheard);
}

void judge_recall_end(struct judge *j, uint64_t now_ns)
{
    j->now_ns = now_ns;
    judge_settle(j);
}
