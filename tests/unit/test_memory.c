#include "sensor/memory.h"

#include <criterion/criterion.h>

#include "tests/support/fake_store.h"
#include "tests/support/judging.h"
#include "tests/support/policies.h"

enum { TOLD_MAX = 64 };

/* A sensor's part from facts to alerts that is killed and started again upon the same store. */
struct sensor_part {
    struct fake_store *store;
    struct verdicts verdicts;
    struct counters counters;
    struct memory *memory;
    struct memory_figures recalled;
    bool live;
    uint64_t time_ns;
    size_t n;
    struct alert told[TOLD_MAX];
};

static void hear(void *self, const struct alert *a)
{
    struct sensor_part *s = self;
    cr_assert_lt(s->n, TOLD_MAX);
    s->told[s->n++] = *a;
}

static void keep(void *self, const char *kind, struct bytes key, struct bytes value, bool with_next)
{
    (void)with_next;
    fake_store_keep(self, kind, key, value);
}

static void recall(void *self, const char *kind, struct outbox_hearer to)
{
    fake_store_recall(self, kind, to.hear, to.self);
}

static void begin(struct sensor_part *s, const char *policy)
{
    struct error e;
    struct alert_listener to = { hear, s };
    s->verdicts =
        (struct verdicts){ .policy = policy != NULL ? good_policy(policy) : policy_default(),
                           .live = s->live,
                           .level = LEVEL_ADVANCED };
    cr_assert(verdicts_open(&s->verdicts, &s->counters, to, &e));
    s->memory = memory_new((struct store){ keep, recall, s->store }, &s->verdicts, s->live);
    uint64_t last = s->n > 0 ? s->told[s->n - 1].sequence : 0;
    s->recalled = memory_recall(s->memory, last, s->live ? s->time_ns : 0);
}

static void kill_it(struct sensor_part *s)
{
    memory_free(s->memory);
    verdicts_close(&s->verdicts);
}

static struct sensor_part *start(bool live)
{
    struct sensor_part *s = calloc(1, sizeof *s);
    s->store = fake_store_new();
    s->live = live;
    s->time_ns = UINT64_C(1783479247000000000);
    begin(s, NULL);
    return s;
}

static void end(struct sensor_part *s)
{
    kill_it(s);
    fake_store_free(s->store);
    free(s);
}

static void show(struct sensor_part *s, struct observation o)
{
    s->time_ns += 1000000;
    o.time_ns = s->time_ns;
    judge_see(s->verdicts.judge, &o);
}

static struct observation basic(void)
{
    return answered_by_maker("http", 80, "GET", 200);
}

/* How many alerts on the item were told. */
static size_t told(const struct sensor_part *s, const char *item, enum alert_event event)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++)
        n += s->told[i].event == event && strcmp(s->told[i].ruling.item->number, item) == 0;
    return n;
}

static struct standing standing(struct sensor_part *s, const char *item)
{
    cr_assert_eq(judge_cameras(s->verdicts.judge), 1);
    size_t i = 0;
    while (strcmp(items[i]->about.number, item) != 0)
        i++;
    return judge_standing(s->verdicts.judge, 0, i);
}

Test(memory, opens_each_alert_once_however_often_the_sensor_is_killed)
{
    struct sensor_part *s = start(true);
    for (int run = 0; run < 10; run++) {
        show(s, shows_itself());
        show(s, basic());
        kill_it(s);
        begin(s, NULL);
    }
    cr_expect_eq(told(s, "3.4", ALERT_OPENED), 1);
    cr_expect_eq(told(s, "3.4", ALERT_RESOLVED), 0);
    for (size_t i = 1; i < s->n; i++)
        cr_expect_eq(s->told[i].sequence, s->told[i - 1].sequence + 1);
    cr_expect_eq(s->recalled.alerts, s->n);
    cr_expect_eq(s->recalled.passed_over, 0);
    end(s);
}

Test(memory, knows_what_was_told_a_moment_before_the_sensor_was_killed)
{
    struct sensor_part *s = start(true);
    show(s, shows_itself());
    show(s, basic());
    kill_it(s);
    begin(s, NULL);
    struct standing now = standing(s, "3.4");
    cr_expect_eq(now.verdict, VERDICT_FAIL);
    cr_expect_eq(now.count, 1);
    cr_expect_neq(strlen(now.why), 0);
    end(s);
}

Test(memory, keeps_a_standing_when_it_has_changed_and_then_at_most_once_a_minute)
{
    struct sensor_part *s = start(true);
    show(s, shows_itself());
    memory_keep_some(s->memory, 5);
    cr_assert_eq(s->store->n, 1);
    size_t kept = s->store->kept;
    show(s, basic());
    size_t alerts = s->store->kept - kept;
    for (uint64_t second = 6; second < 65; second++)
        memory_keep_some(s->memory, second);
    cr_expect_eq(s->store->kept, kept + alerts);
    memory_keep_some(s->memory, 65);
    cr_expect_eq(s->store->kept, kept + alerts + 1);
    for (uint64_t second = 66; second < 3600; second++)
        memory_keep_some(s->memory, second);
    cr_expect_eq(s->store->kept, kept + alerts + 1, "nothing has changed");
    end(s);
}

Test(memory, shows_the_same_after_a_restart)
{
    struct sensor_part *s = start(true);
    show(s, shows_itself());
    show(s, basic());
    struct standing before = standing(s, "3.4");
    struct sentence why;
    sentence_format(&why, "%s", before.why);
    memory_keep_all(s->memory);
    kill_it(s);
    begin(s, NULL);
    cr_expect_eq(s->recalled.cameras, 1);
    struct standing after = standing(s, "3.4");
    cr_expect_eq(after.since_ns, before.since_ns);
    cr_expect_eq(after.opportunities, before.opportunities);
    cr_expect_str_eq(after.why, why.s);
    size_t kept = s->store->kept;
    memory_keep_all(s->memory);
    cr_expect_eq(s->store->kept, kept, "it is kept already");
    end(s);
}

Test(memory, forgets_a_camera_that_is_none_any_more)
{
    struct sensor_part *s = start(true);
    show(s, shows_itself());
    memory_keep_all(s->memory);
    cr_assert_eq(s->store->n, 1);
    struct observation recorder = shows_itself();
    recorder.device.recorder = true;
    recorder.device.camera = false;
    show(s, recorder);
    cr_assert_eq(judge_cameras(s->verdicts.judge), 0);
    memory_keep_some(s->memory, 5);
    cr_expect_eq(s->store->n, 0);
    end(s);
}

Test(memory, resolves_what_the_policy_calls_a_server_now)
{
    struct sensor_part *s = start(true);
    show(s, shows_itself());
    show(s, basic());
    memory_keep_all(s->memory);
    kill_it(s);
    begin(s, "servers: { ftp: [ 192.0.2.10 ] }\n");
    cr_expect_eq(told(s, "3.4", ALERT_RESOLVED), 1);
    cr_expect_eq(s->recalled.cameras, 0);
    cr_expect_eq(s->store->n, 0, "nothing is left of it");
    end(s);
}

Test(memory, resolves_it_also_if_only_the_alert_was_kept)
{
    struct sensor_part *s = start(true);
    show(s, shows_itself());
    show(s, basic());
    kill_it(s);
    begin(s, "servers: { ftp: [ 192.0.2.10 ] }\n");
    cr_expect_eq(told(s, "3.4", ALERT_RESOLVED), 1);
    cr_expect_eq(s->store->n, 0);
    end(s);
}

Test(memory, holds_orders_until_they_end)
{
    struct sensor_part *s = start(true);
    struct error e;
    show(s, shows_itself());
    struct suppress_order order = { .camera = "*",
                                    .item = "3.4",
                                    .reason = "being replaced",
                                    .until_ns = s->time_ns + UINT64_C(3600000000000) };
    cr_assert(judge_suppress(s->verdicts.judge, &order, &e), "%s", e.s);
    memory_keep_orders(s->memory);
    memory_keep_all(s->memory);
    kill_it(s);
    begin(s, NULL);
    cr_expect_eq(s->recalled.orders, 1);
    show(s, basic());
    cr_expect_eq(told(s, "3.4", ALERT_OPENED), 0);
    cr_expect(standing(s, "3.4").suppressed);
    memory_keep_all(s->memory);
    kill_it(s);
    s->time_ns += UINT64_C(3600000000000);
    begin(s, NULL);
    cr_expect_eq(s->recalled.orders, 0);
    show(s, basic());
    cr_expect_eq(told(s, "3.4", ALERT_OPENED), 1);
    cr_expect_eq(s->told[s->n - 1].count, 2, "what was suppressed counts");
    end(s);
}

Test(memory, tells_nothing_of_a_replay_that_comes_again)
{
    struct sensor_part *s = start(false);
    uint64_t then_ns = s->time_ns;
    for (int time = 0; time < 3; time++) {
        size_t before = s->n;
        s->time_ns = then_ns;
        show(s, basic()); /* before it proves a camera */
        show(s, shows_itself());
        show(s, basic());
        show(s, basic());
        judge_end(s->verdicts.judge, s->time_ns);
        ledger_end(s->verdicts.ledger);
        memory_keep_all(s->memory);
        cr_expect(time == 0 || s->n == before, "told again");
        cr_expect_eq(standing(s, "3.4").count, 3);
        kill_it(s);
        begin(s, NULL);
    }
    end(s);
}

Test(memory, passes_over_what_it_cannot_read)
{
    struct sensor_part *s = start(true);
    static const char *const kinds[] = { "ledger", "standing", "suppress" };
    for (size_t i = 0; i < 3; i++)
        fake_store_keep(s->store, kinds[i], bytes_of_text("key"),
                        bytes_of_text("{\"version\":99}"));
    kill_it(s);
    begin(s, NULL);
    cr_expect_eq(s->recalled.passed_over, 3);
    cr_expect_eq(s->store->n, 3, "a newer program may read it");
    end(s);
}

Test(memory, prefers_the_cameras_that_were_alive_last)
{
    struct sensor_part *s = start(true);
    for (unsigned i = 0; i < 24; i++) {
        struct observation o = shows_itself();
        o.device.mac.b[5] = o.client_mac.b[5] = o.server_mac.b[5] = (uint8_t)(100 + i * 7 % 24);
        o.client = o.server = at_host(100 + i * 7 % 24, 80);
        show(s, o);
    }
    size_t all = judge_cameras(s->verdicts.judge);
    cr_assert_eq(all, 24);
    memory_keep_all(s->memory);
    kill_it(s);
    begin(s, "limits: { hosts: 16 }\n");
    cr_assert_eq(judge_cameras(s->verdicts.judge), 16);
    uint64_t oldest = UINT64_MAX;
    for (size_t i = 0; i < 16; i++) {
        struct judged c = judge_camera(s->verdicts.judge, i);
        oldest = c.last_ns < oldest ? c.last_ns : oldest;
    }
    cr_expect_eq(oldest, s->time_ns - 15 * 1000000);
    end(s);
}
