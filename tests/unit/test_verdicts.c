#include "sensor/verdicts.h"

#include <criterion/criterion.h>

#include "tests/support/judging.h"
#include "tests/support/port_facts.h"

enum { TOLD_MAX = 16 };

/* A live sensor from facts to alerts, at a level. */
struct chain {
    struct verdicts v;
    struct counters counters;
    uint64_t time_ns;
    size_t n;
    struct alert told[TOLD_MAX];
};

static void hear(void *self, const struct alert *a)
{
    struct chain *p = self;
    cr_assert_lt(p->n, TOLD_MAX);
    p->told[p->n++] = *a;
}

static struct chain *chain_at(enum level level)
{
    static struct chain p;
    struct error e;
    p = (struct chain){ .time_ns = 1700000000000000000 };
    p.v = (struct verdicts){ .policy = policy_default(), .live = true, .level = level };
    cr_assert(verdicts_open(&p.v, &p.counters, (struct alert_listener){ hear, &p }, &e));
    return &p;
}

static void show(struct chain *p, struct observation o)
{
    o.time_ns = p->time_ns += 1000000;
    judge_see(p->v.judge, &o);
}

static void wait_a_minute(struct chain *p)
{
    p->time_ns += 60000000000;
    judge_reflect(p->v.judge, p->time_ns);
    verdicts_reflect(&p->v, p->time_ns);
}

/* A camera shows itself, and answers on a port of TCP that 3.1, an item of the standard level,
 * wants closed. */
static struct chain *chain_with_open_port(enum level level)
{
    struct chain *p = chain_at(level);
    show(p, shows_itself());
    show(p, port_seen(23, SERVICE_OPEN));
    return p;
}

Test(verdicts, tell_what_the_level_asks_for_and_no_more)
{
    struct chain *p = chain_with_open_port(LEVEL_STANDARD);
    cr_assert_eq(p->n, 1);
    cr_expect_str_eq(p->told[0].ruling.item->number, "3.1");
    verdicts_close(&p->v);
    p = chain_with_open_port(LEVEL_ENTRY);
    wait_a_minute(p);
    cr_expect_eq(p->n, 0);
    verdicts_close(&p->v);
}

Test(verdicts, tell_what_is_broken_already_when_the_level_is_raised)
{
    struct chain *p = chain_with_open_port(LEVEL_ENTRY);
    p->v.level = LEVEL_STANDARD;
    wait_a_minute(p);
    cr_assert_eq(p->n, 1);
    cr_expect_eq(p->told[0].event, ALERT_OPENED);
    cr_expect_str_eq(p->told[0].ruling.item->number, "3.1");
    verdicts_close(&p->v);
}

Test(verdicts, leave_nobody_with_an_open_alert_when_the_level_is_lowered)
{
    struct chain *p = chain_with_open_port(LEVEL_STANDARD);
    p->v.level = LEVEL_ENTRY;
    show(p, port_refuses(23));
    cr_assert_eq(p->n, 2);
    cr_expect_eq(p->told[1].event, ALERT_RESOLVED);
    cr_expect_str_eq(p->told[1].id, p->told[0].id);
    verdicts_close(&p->v);
}
