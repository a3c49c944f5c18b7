/* What the judge says aloud. */
#include "rules/judge_parts.h"
#include "rules/vendors.h"

struct observation judge_no_evidence(const struct judge *j)
{
    return (
        struct observation){ .kind = OBS_APPLICATION, .protocol = "judge", .time_ns = j->now_ns };
}

void judge_tell(struct judge *j, uint32_t place, size_t item, const struct ruling *spoken)
{
    struct ruling r = *spoken;
    judge_name(j, place);
    r.item = &items[item]->about;
    r.camera = book_at(j->book, place)->name;
    r.remedy = vendor_remedy(r.camera.make.s, r.item->number);
    r.suppressed = judge_suppresses(j, &r.camera, item, r.evidence.time_ns);
    j->listener.hear(j->listener.self, &r);
}

static void tell_held(struct judge *j, uint32_t place, size_t item, const struct observation *o)
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
    } else {
        sentence_format(&r.why, "seen before it proved a camera; the evidence was not kept");
        r.evidence = o != NULL ? *o : judge_no_evidence(j);
    }
    judge_tell(j, place, item, &r);
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

void judge_tell_held(struct judge *j, uint32_t place, const struct observation *o)
{
    uint64_t frame = 0;
    size_t i = next_held(j, place, &frame, items_n);
    for (; i != items_n; i = next_held(j, place, &frame, i))
        tell_held(j, place, i, o);
}

static void take_back(struct judge *j, uint32_t place, const struct observation *o,
                      const struct opinion *because)
{
    for (size_t i = 0; i < items_n; i++) {
        struct mark *m = slate_mark(j->slate, place, i);
        if (m == NULL || m->verdict == VERDICT_UNKNOWN)
            continue;
        struct ruling r = { .verdict = VERDICT_UNKNOWN,
                            .before = m->verdict,
                            .reason = because->reason,
                            .times = 1,
                            .why = because->why,
                            .evidence = judge_no_evidence(j) };
        if (o == NULL && m->evidence != NULL)
            r.evidence = m->evidence->o;
        if (o != NULL)
            r.evidence = *o;
        r.evidence.time_ns = j->now_ns;
        judge_tell(j, place, i, &r);
    }
}

void judge_take_back(struct judge *j, uint32_t place, const struct observation *o)
{
    const struct opinion x = opine(VERDICT_UNKNOWN, "no-camera", "this is not a camera after all");
    take_back(j, place, o, &x);
    judge_clean(j, place);
}

void judge_let_one_go(struct judge *j, uint32_t newcomer)
{
    const struct opinion x =
        opine(VERDICT_UNKNOWN, "forgotten", "more cameras than can be kept; it only showed itself");
    uint32_t place = book_loosest(j->book);
    if (place == nobody || place == newcomer)
        return;
    take_back(j, place, NULL, &x);
    judge_clean(j, place);
    book_let_go(j->book, place);
}

/* Whether the other one knows better: it was broken, and this one never; or nothing stands here. */
static bool is_known_better(const struct mark *m, const struct mark *other)
{
    bool broken = other->verdict == VERDICT_FAIL;
    return m->count == 0 && (m->verdict == VERDICT_UNKNOWN || broken);
}

/* What the other one did not show. */
static void take_over(struct judge *j, uint32_t place, uint32_t from, const struct observation *o)
{
    for (size_t i = 0; i < items_n; i++) {
        struct mark *m = slate_mark(j->slate, place, i);
        if (m == NULL || !is_known_better(m, slate_mark(j->slate, from, i)))
            continue;
        enum verdict verdict = m->verdict;
        const char *reason = m->reason;
        slate_adopt(j->slate, place, from, i);
        judge_note_mark(j, place, i, verdict, reason);
        m->held = m->verdict == VERDICT_FAIL ? m->count : 0; /* by this id none was told */
        if (book_at(j->book, place)->proof != NULL && m->verdict != VERDICT_UNKNOWN)
            tell_held(j, place, i, o);
    }
}

void judge_merge(struct judge *j, uint32_t place, uint32_t from, const struct observation *o)
{
    if (book_at(j->book, from)->proof != NULL) {
        const struct opinion x =
            opine(VERDICT_UNKNOWN, "same-camera", "this is a camera known by another name");
        take_back(j, from, o, &x);
    }
    camera_take_over(book_at(j->book, place), book_at(j->book, from));
    judge_note_sight(j, place, j->sight[from]);
    if (j->boots[place].up_since_ns == 0)
        j->boots[place] = j->boots[from];
    take_over(j, place, from, o);
    judge_clean(j, from);
    book_give_up(j->book, from);
}
