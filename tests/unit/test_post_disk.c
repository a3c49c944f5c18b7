/* The live sensor's end, when its disk hangs. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdlib.h>

#include "alerts/post.h"
#include "core/clock.h"
#include "tests/support/alerting.h"
#include "tests/support/disk_faults.h"
#include "tests/support/outboxes.h"

TestSuite(post_disk, .init = outboxes_begin, .fini = outboxes_end, .timeout = 60);

/* A sink whose other end is not there until it is, and is connected to in a while. */
struct other_end {
    _Atomic bool there;
    _Atomic bool stopped;
    _Atomic size_t tried;
    _Atomic size_t arrived;
};

static struct other_end other;

static void *get_ready(const char *where, struct error *e)
{
    (void)where, (void)e;
    return &other;
}

static bool mend(void *self, struct error *e)
{
    struct other_end *o = self;
    o->tried++;
    for (int i = 0; i < 100 && o->there && !o->stopped; i++)
        (void)usleep(1000);
    return (o->there && !o->stopped) || fail(e, "nobody is there");
}

static bool deliver(void *self, const struct batch *b, struct error *e)
{
    struct other_end *o = self;
    (void)e;
    o->arrived += b->n;
    disk_hangs = false;
    return true;
}

static void stop(void *self)
{
    struct other_end *o = self;
    o->stopped = true;
    disk_hangs = false;
}

static bool close_it(void *self, struct error *e)
{
    (void)self, (void)e;
    return true;
}

static const struct sink sink = { .name = "other",
                                  .ready = get_ready,
                                  .mend = mend,
                                  .deliver = deliver,
                                  .stop = stop,
                                  .close = close_it };

static void hear(struct post *p, uint64_t from, uint64_t to)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct alert a = alert_of(&r);
    for (a.sequence = from; a.sequence <= to; a.sequence++)
        post_hear(p, &a);
}

Test(post_disk, that_hangs_leaves_the_sinks_time_at_the_end)
{
    enum { IN_TIME_MS = 2000 };
    struct error e;
    const struct post_settings s = { .style = { .host = "sensor-a" },
                                     .outbox = { .folder = outboxes_folder() },
                                     .retry_min_ms = 3600000,
                                     .retry_max_ms = 3600000 };
    struct post *p = post_new(&s, &e);
    cr_assert_not_null(p);
    cr_assert(post_add(p, &sink, "there", &e), "%s", e.s);
    cr_assert(post_start(p, &e), "%s", e.s);
    hear(p, 1, 10);
    outbox_settle(post_outbox(p), steady_ms() + 20000);
    while (other.tried == 0)
        (void)usleep(1000);
    disk_hangs = true;
    hear(p, 11, 11);
    other.there = true;
    (void)post_close(p, IN_TIME_MS);
    cr_expect_geq(other.arrived, 10, "what was raised arrived");
}
