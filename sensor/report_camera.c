#include "sensor/report_camera.h"

#include <string.h>

void report_camera_of(struct report_camera *c, const struct verdicts *v, size_t i)
{
    c->is = judge_camera(v->judge, i);
    c->n = 0;
    memset(c->score, 0, sizeof c->score);
    for (size_t k = 0; k < items_n && c->n < ROWS_MAX; k++) {
        enum level level = items[k]->about.level;
        if (level > v->level)
            continue;
        struct standing s = judge_standing(v->judge, i, k);
        for (; level <= v->level; level++)
            score_add(&c->score[level], s.verdict, s.suppressed);
        c->standing[c->n++] = s;
    }
}

const char *report_camera_label(const struct camera_name *c)
{
    return c->name.s[0] != '\0' ? c->name.s : c->id.s;
}
