#include "tests/support/recalling.h"

#include <criterion/criterion.h>
#include <string.h>

struct remembered court_remembered;

const struct remembered *court_remember(struct court *c)
{
    cr_assert_geq(judge_cameras(c->judge), 1);
    judge_remember(c->judge, 0, &court_remembered);
    return &court_remembered;
}

struct court *court_next(struct court *c, struct policy *policy, bool again)
{
    const struct remembered *r = court_remember(c);
    struct court *n = court_open(policy);
    n->time_ns = c->time_ns;
    court_wait(n, 3600);
    cr_assert(judge_recall(n->judge, r, again));
    judge_recall_end(n->judge, again ? 0 : n->time_ns);
    court_close(c);
    return n;
}

struct court *court_recalling(const char *item, struct remembered_item as)
{
    struct court *c = court_with_camera(NULL);
    struct court *n = court_open(NULL);
    court_remember(c);
    n->time_ns = c->time_ns;
    while (strcmp(items[as.item]->about.number, item) != 0)
        as.item++;
    court_remembered.item[0] = as;
    court_remembered.items = 1;
    cr_assert(judge_recall(n->judge, &court_remembered, false));
    judge_recall_end(n->judge, n->time_ns);
    court_close(c);
    return n;
}
