#include "alerts/delivery.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "tests/support/alerting.h"

/* A sink that remembers, and fails when it is told to. */
struct shelf {
    size_t lines;
    size_t batches;
    size_t postures;
    size_t fail_at; /* the batch that fails; 0: none */
    bool fail_close;
    bool closed;
    char last[EVE_LINE_MAX];
    char camera[64];
};

static void *shelf_open(const char *where, struct error *e)
{
    (void)where;
    (void)e;
    return NULL;
}

static bool shelf_deliver(void *self, const struct batch *b, struct error *e)
{
    struct shelf *s = self;
    if (++s->batches == s->fail_at)
        return fail(e, "the shelf is full");
    s->lines += b->n;
    const struct bytes *last = &b->line[b->n - 1];
    (void)snprintf(s->last, sizeof s->last, "%.*s", (int)last->n, (const char *)last->p);
    return true;
}

static bool shelf_keep(void *self, const struct whose *w, struct bytes posture, struct error *e)
{
    struct shelf *s = self;
    (void)e;
    s->postures += posture.n > 0;
    (void)snprintf(s->camera, sizeof s->camera, "%s at %s", w->camera, w->sensor);
    return true;
}

static bool shelf_close(void *self, struct error *e)
{
    struct shelf *s = self;
    s->closed = true;
    return !s->fail_close || fail(e, "the shelf fell");
}

static const struct sink shelf_sink = { .name = "shelf",
                                        .open = shelf_open,
                                        .deliver = shelf_deliver,
                                        .keep = shelf_keep,
                                        .close = shelf_close };
static const struct sink plain_sink = {
    .name = "plain", .open = shelf_open, .deliver = shelf_deliver, .close = shelf_close
};

static struct shelf one;
static struct shelf other;

static struct delivery *delivery(void)
{
    struct error e;
    struct delivery *d = delivery_new((struct eve_style){ .host = "sensor-a", .compat = EVE_8 },
                                      &(struct outbox_settings){ .folder = NULL }, &e);
    cr_assert(delivery_add(d, &shelf_sink, &one));
    cr_assert(delivery_add(d, &plain_sink, &other));
    return d;
}

static uint64_t told;

static void hear(struct delivery *d, size_t n)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct alert a = alert_of(&r);
    for (size_t i = 0; i < n; i++) {
        a.sequence = ++told;
        delivery_hear(d, &a);
    }
}

Test(delivery, brings_every_alert_to_every_sink)
{
    struct delivery *d = delivery();
    hear(d, 1000);
    struct error e;
    cr_expect_not(delivery_failed(d, &e));
    cr_expect(delivery_close(d, &e));
    cr_expect_eq(one.lines, 1000);
    cr_expect_eq(other.lines, 1000);
    cr_expect_lt(one.batches, 100, "in batches");
    cr_expect_not_null(strstr(one.last, "\"sequence\":1000"));
    cr_expect(one.closed && other.closed);
}

Test(delivery, brings_more_by_way_of_a_disk_than_there_is_memory_for)
{
    char folder[] = "/tmp/camwarden-delivery-XXXXXX";
    cr_assert_not_null(mkdtemp(folder));
    const struct outbox_settings settings = { .folder = folder, .memory_bytes = 6 << 20 };
    struct error e;
    struct delivery *d =
        delivery_new((struct eve_style){ .host = "sensor-a", .compat = EVE_8 }, &settings, &e);
    cr_assert_not_null(d);
    cr_assert(delivery_add(d, &shelf_sink, &one));
    cr_assert(delivery_start(d, &e));
    hear(d, 6000);
    cr_expect(delivery_close(d, &e));
    cr_expect_eq(one.lines, 6000);
    cr_expect_not_null(strstr(one.last, "\"sequence\":6000"));
    char command[64];
    (void)snprintf(command, sizeof command, "rm -r %s", folder);
    cr_expect_eq(system(command), 0);
}

Test(delivery, does_not_trouble_sinks_with_nothing)
{
    struct error e;
    cr_expect(delivery_close(delivery(), &e));
    cr_expect_eq(one.batches, 0);
}

Test(delivery, brings_postures_after_the_alerts_before_them)
{
    struct delivery *d = delivery();
    hear(d, 3);
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct posture_row row = { .item = &clear_item, .verdict = VERDICT_FAIL };
    delivery_posture(d, &(struct posture){ .camera = &r.camera, .row = &row, .n = 1 });
    cr_expect_eq(one.lines, 3);
    cr_expect_eq(one.postures, 1);
    cr_expect_str_eq(one.camera, "bc:c3:42:00:00:05 at sensor-a");
    cr_expect_eq(other.postures, 0);
    hear(d, 2);
    struct error e;
    cr_expect(delivery_close(d, &e));
    cr_expect_eq(other.lines, 5);
}

Test(delivery, ends_with_the_first_failure)
{
    struct delivery *d = delivery();
    other.fail_at = 2;
    one.fail_close = true;
    hear(d, 1000);
    struct error e;
    cr_expect(delivery_failed(d, NULL));
    cr_expect_not(delivery_close(d, &e));
    cr_expect_str_eq(e.s, "the shelf is full");
    cr_expect_eq(one.batches, 2);
    cr_expect_eq(other.batches, 2);
    cr_expect(one.closed && other.closed);
}

Test(delivery, tells_of_a_sink_that_fails_when_it_is_closed)
{
    struct delivery *d = delivery();
    other.fail_close = true;
    hear(d, 1);
    struct error e;
    cr_expect_not(delivery_close(d, &e));
    cr_expect_str_eq(e.s, "the shelf fell");
}

Test(delivery, takes_six_sinks)
{
    struct delivery *d = delivery();
    for (int i = 2; i < 6; i++)
        cr_expect(delivery_add(d, &plain_sink, &other));
    cr_expect_not(delivery_add(d, &plain_sink, &other));
    struct error e;
    (void)delivery_close(d, &e);
}

Test(delivery, says_which_alert_is_too_long)
{
    struct delivery *d = delivery();
    static char remedy[EVE_LINE_MAX];
    memset(remedy, 'x', sizeof remedy - 1);
    struct guide_item item = clear_item;
    item.remedy = remedy;
    struct ruling r = ruling_at(&item, VERDICT_FAIL, 0);
    struct alert a = alert_of(&r);
    delivery_hear(d, &a);
    struct error e;
    cr_expect(delivery_failed(d, &e));
    cr_expect_not_null(strstr(e.s, "3.5"));
    (void)delivery_close(d, &e);
}
