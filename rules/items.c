#include <stdarg.h>
#include <stdio.h>

#include "rules/nearest.h"
#include "rules/rule.h"

#define ITEM(name)   extern const struct item name##_item;
#define LISTED(name) extern const struct item name##_item;
#include "rules/rules.def"
#undef ITEM
#undef LISTED

#define ITEM(name)   &name##_item,
#define LISTED(name) &name##_item,
const struct item *const items[] = {
#include "rules/rules.def"
};
#undef ITEM
#undef LISTED

const size_t items_n = sizeof items / sizeof items[0];

const struct item *item_find(const char *number)
{
    for (size_t i = 0; i < items_n; i++)
        if (strcmp(items[i]->about.number, number) == 0)
            return items[i];
    return NULL;
}

const char *item_nearest(const char *word)
{
    struct nearest n = nearest_to(word);
    for (size_t i = 0; i < items_n; i++)
        nearest_try(&n, items[i]->about.number);
    return n.best;
}

struct opinion opine(enum verdict v, const char *reason, const char *format, ...)
{
    struct opinion x = { .verdict = v, .reason = reason };
    char s[sizeof x.why.s];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(s, sizeof s, format, args);
    va_end(args);
    sentence_format(&x.why, "%s", s);
    return x;
}

struct text user_words(const char *name)
{
    struct text words = { "" };
    if (name[0] != '\0')
        text_format(&words, "; user %s", name);
    return words;
}

struct opinion graver(struct opinion x, struct opinion y)
{
    int of_x = x.reason != NULL ? verdict_weight(x.verdict) : -1;
    int of_y = y.reason != NULL ? verdict_weight(y.verdict) : -1;
    bool mends = x.mends || y.mends;
    x = of_y > of_x ? y : x;
    x.mends = mends;
    return x;
}

bool is_by(const struct observation *o, const char *protocol)
{
    return o->protocol != NULL && strcmp(o->protocol, protocol) == 0;
}

enum outcome outcome_of_answer(const struct observation *o)
{
    uint16_t status = o->exchange.status;
    if (is_by(o, "ftp"))
        return status >= 400 ? OUTCOME_REFUSED : OUTCOME_ACCEPTED;
    if (status == 401 || status == 403 || status == 407)
        return OUTCOME_REFUSED;
    return status >= 200 && status < 300 ? OUTCOME_ACCEPTED : OUTCOME_UNKNOWN;
}

bool answers_anybody(const struct observation *o)
{
    return is_by(o, "rtsp") && bytes_equal_text(bytes_of_text(o->exchange.method.s), "OPTIONS");
}
