#include "tests/support/recalling.h"

#include <criterion/criterion.h>

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
