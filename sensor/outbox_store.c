#include "sensor/outbox_store.h"

#include <stdio.h>

#include "core/clock.h"

static void keep(void *self, const char *kind, struct bytes key, struct bytes value, bool with_next)
{
    outbox_keep(self, kind, key, value, with_next);
}

static void recall(void *self, const char *kind, struct outbox_hearer to)
{
    outbox_recall(self, kind, to);
}

struct store outbox_store(struct outbox *o)
{
    return (struct store){ keep, recall, o };
}

bool outbox_remember(struct memory **m, struct outbox *o, struct verdicts *v, struct error *e)
{
    *m = memory_new(outbox_store(o), v, v->live);
    if (*m == NULL)
        return fail(e, "no memory");
    struct memory_figures f = memory_recall(*m, outbox_last(o), v->live ? real_ns() : 0);
    if (f.passed_over > 0)
        (void)fprintf(stderr, "camwarden: %zu of what was remembered cannot be read\n",
                      f.passed_over);
    return true;
}
