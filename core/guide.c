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
