#include "core/guide.h"

const char *verdict_name(enum verdict v)
{
    static const char *const names[VERDICTS] = {
        [VERDICT_UNKNOWN] = "UNKNOWN",     [VERDICT_FAIL] = "FAIL",
        [VERDICT_PASS] = "PASS",           [VERDICT_SUSPECT] = "SUSPECT",
        [VERDICT_LIKELY_OK] = "LIKELY_OK", [VERDICT_NOT_OBSERVABLE] = "NOT_OBSERVABLE",
    };
    return names[v];
}

const char *level_name(enum level l)
{
    static const char *const names[] = { "entry", "standard", "advanced" };
    return names[l];
}

const char *vantage_name(enum vantage v)
{
    static const char *const names[VANTAGES] = { "broadcast", "one way", "mirror", "link" };
    return names[v];
}

int verdict_weight(enum verdict v)
{
    static const int weights[VERDICTS] = {
        [VERDICT_UNKNOWN] = 0, [VERDICT_LIKELY_OK] = 1, [VERDICT_PASS] = 2,
        [VERDICT_SUSPECT] = 3, [VERDICT_FAIL] = 4,      [VERDICT_NOT_OBSERVABLE] = 0,
    };
    return weights[v];
}
