#include "sensor/score.h"

void score_add(struct score *s, enum verdict v, bool suppressed)
{
    size_t *const of[VERDICTS] = {
        [VERDICT_UNKNOWN] = &s->unseen,   [VERDICT_FAIL] = &s->broken,
        [VERDICT_PASS] = &s->kept,        [VERDICT_SUSPECT] = &s->suspect,
        [VERDICT_LIKELY_OK] = &s->likely, [VERDICT_NOT_OBSERVABLE] = &s->never,
    };
    (*of[v])++;
    s->suppressed += v == VERDICT_FAIL && suppressed;
}

void score_join(struct score *s, const struct score *other)
{
    s->kept += other->kept;
    s->likely += other->likely;
    s->broken += other->broken;
    s->suppressed += other->suppressed;
    s->suspect += other->suspect;
    s->unseen += other->unseen;
    s->never += other->never;
}

static size_t decided(const struct score *s)
{
    return s->kept + s->likely + s->broken + s->suspect;
}

static int percent(size_t part, size_t whole)
{
    return whole > 0 ? (int)(part * 100 / whole) : -1;
}

int score_percent(const struct score *s)
{
    return percent(s->kept + s->likely, decided(s));
}

int score_seen_percent(const struct score *s)
{
    return percent(decided(s), decided(s) + s->unseen);
}
