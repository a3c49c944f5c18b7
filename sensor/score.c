#include "sensor/score.h"

void score_add(struct score *s, enum level level, enum verdict v, bool suppressed)
{
    struct score_line *l = &s->level[level];
    switch (v) {
    case VERDICT_PASS:
    case VERDICT_LIKELY_OK:
        l->kept++;
        return;
    case VERDICT_FAIL:
        l->broken += !suppressed;
        l->suppressed += suppressed;
        return;
    case VERDICT_SUSPECT:
        l->suspect++;
        return;
    case VERDICT_NOT_OBSERVABLE:
        l->never++;
        return;
    case VERDICT_UNKNOWN:
    case VERDICTS:
        break;
    }
    l->unknown++;
}

static void join(struct score_line *l, const struct score_line *other)
{
    l->kept += other->kept;
    l->broken += other->broken;
    l->suspect += other->suspect;
    l->unknown += other->unknown;
    l->never += other->never;
    l->suppressed += other->suppressed;
}

void score_join(struct score *s, const struct score *other)
{
    for (size_t i = 0; i < SCORE_LEVELS; i++)
        join(&s->level[i], &other->level[i]);
}

struct score_line score_sum(const struct score *s)
{
    struct score_line all = { 0 };
    for (size_t i = 0; i < SCORE_LEVELS; i++)
        join(&all, &s->level[i]);
    return all;
}

size_t score_items(const struct score_line *l)
{
    return l->kept + l->broken + l->suspect + l->unknown + l->never + l->suppressed;
}
