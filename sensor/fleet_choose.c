#include "sensor/fleet_choose.h"

#include <stdint.h>
#include <string.h>

static const size_t none = SIZE_MAX;

enum kind { KIND_PROOF, KIND_SIGN, KIND_WITHDRAWN, KIND_OTHER };

static enum kind kind_of(const struct claim *c)
{
    if (c->verdict == VERDICT_FAIL || c->verdict == VERDICT_PASS)
        return KIND_PROOF;
    if (c->verdict == VERDICT_SUSPECT || c->verdict == VERDICT_LIKELY_OK)
        return KIND_SIGN;
    bool changed = c->verdict == VERDICT_UNKNOWN && c->since[0] != '\0';
    return changed && strcmp(c->reason, "expired") != 0 ? KIND_WITHDRAWN : KIND_OTHER;
}

static const char *later(const char *a, const char *b)
{
    return strcmp(a, b) >= 0 ? a : b;
}

/* When it was last shown. A FAIL stands, whatever else comes: only another FAIL shows it again. */
static const char *time_of(const struct claim *c)
{
    if (c->verdict == VERDICT_FAIL)
        return later(c->last_seen, c->since);
    if (kind_of(c) == KIND_WITHDRAWN)
        return c->since;
    return later(c->opportunity, c->since);
}

static int weight(enum verdict v)
{
    static const int weights[VERDICTS] = {
        [VERDICT_LIKELY_OK] = 1, [VERDICT_PASS] = 2, [VERDICT_SUSPECT] = 3, [VERDICT_FAIL] = 4
    };
    return weights[v];
}

/* Among claims of one kind. */
static bool outdoes(const struct claim *a, const struct claim *b)
{
    int order = strcmp(time_of(a), time_of(b));
    if (order == 0)
        order = weight(a->verdict) - weight(b->verdict);
    if (order == 0)
        order = a->vantage - b->vantage;
    return order > 0 || (order == 0 && strcmp(a->sensor, b->sensor) < 0);
}

static bool withdraws(const struct claim *w, const struct claim *c)
{
    bool knew = c->verdict != VERDICT_FAIL || w->before == VERDICT_FAIL;
    return kind_of(w) == KIND_WITHDRAWN && knew && strcmp(w->since, time_of(c)) > 0;
}

static bool is_withdrawn(const struct claim *c, size_t n, const struct claim *one)
{
    for (size_t i = 0; i < n; i++)
        if (withdraws(&c[i], one))
            return true;
    return false;
}

static size_t best_of(const struct claim *c, size_t n, enum kind kind)
{
    bool counts = kind == KIND_PROOF || kind == KIND_SIGN;
    size_t best = none;
    for (size_t i = 0; i < n; i++) {
        if (kind_of(&c[i]) != kind || (counts && is_withdrawn(c, n, &c[i])))
            continue;
        if (best == none || outdoes(&c[i], &c[best]))
            best = i;
    }
    return best;
}

size_t fleet_choose(const struct claim *c, size_t n)
{
    static const enum kind order[] = { KIND_PROOF, KIND_SIGN, KIND_WITHDRAWN, KIND_OTHER };
    for (size_t k = 0; k < sizeof order / sizeof order[0]; k++) {
        size_t best = best_of(c, n, order[k]);
        if (best != none)
            return best;
    }
    return 0;
}
