/* How few alerts a camera makes that breaks an item every second: judge and ledger put together. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "alerts/ledger.h"
#include "tests/support/judging.h"
#include "tests/support/policies.h"

enum { DAY = 24 * 3600, TOLD_MAX = 4096, CAMERAS = 50 };

static const uint64_t second = 1000000000;
static const uint64_t begun_ns = UINT64_C(1700000000000000000); /* 2023-11-14 22:13:20 UTC */

struct office {
    struct policy *policy;
    struct counters counters;
    struct ledger *ledger;
    struct judge *judge;
    uint64_t time_ns;
    uint64_t frame_no;
    size_t n;
    struct alert told[TOLD_MAX];
};

static void remember(void *self, const struct alert *a)
{
    struct office *f = self;
    cr_assert_lt(f->n, TOLD_MAX);
    f->told[f->n++] = *a;
}

static struct office *office(const char *policy)
{
    struct office *f = calloc(1, sizeof *f);
    cr_assert_not_null(f);
    f->time_ns = begun_ns;
    f->policy = policy != NULL ? good_policy(policy) : policy_default();
    f->ledger = ledger_new(1 << 12, (struct alert_listener){ remember, f });
    f->judge =
        judge_new(f->policy, &f->counters, (struct ruling_listener){ ledger_hear, f->ledger });
    cr_assert_not_null(f->judge);
    return f;
}

static void close_office(struct office *f)
{
    judge_free(f->judge);
    ledger_free(f->ledger);
    policy_free(f->policy);
    free(f);
}

static void show(struct office *f, struct observation o)
{
    o.time_ns = f->time_ns;
    o.frame_no = ++f->frame_no;
    judge_see(f->judge, &o);
}

static void set_up(struct office *f)
{
    show(f, shows_itself());
    f->time_ns += 60 * second;
}

/* It has run for an hour and more, and its window of 20 minutes is open. */
static void break_it(struct office *f)
{
    struct observation up = served("snmp", OBS_MANAGEMENT, 161);
    up.transport = TRANSPORT_UDP;
    up.management.act = ACT_RESPONSE;
    up.management.version = 3;
    up.management.level = LEVEL_PRIV;
    up.management.has_uptime = true;
    up.management.uptime_s = (uint32_t)(3600 + (f->time_ns - begun_ns) / second);
    show(f, up);
    show(f, easy_ip(ACT_RESPONSE, WINDOW_OPEN, ADMINISTRATOR_REGISTERED));
}

static void break_for(struct office *f, unsigned seconds)
{
    for (unsigned s = 0; s < seconds; s++, f->time_ns += second)
        break_it(f);
}

static void mend_it(struct office *f)
{
    show(f, easy_ip(ACT_RESPONSE, WINDOW_EXPIRED, ADMINISTRATOR_REGISTERED));
}

/* The alerts of 3.2.4 only, in their order; how many. */
static size_t of_window(const struct office *f, const struct alert *out[], size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->told[i].ruling.item->number, "3.2.4") == 0 && n < max)
            out[n++] = &f->told[i];
    return n;
}

static void expect_days(unsigned days)
{
    struct office *f = office(NULL);
    const struct alert *a[16];
    set_up(f);
    break_for(f, days * DAY);
    mend_it(f);
    size_t n = of_window(f, a, 16);
    cr_assert_eq(n, days + 1, "%zu alerts", n);
    cr_expect_eq(a[0]->event, ALERT_OPENED);
    cr_expect_eq(a[0]->count, 1);
    for (unsigned i = 1; i < days; i++) {
        cr_expect_eq(a[i]->event, ALERT_ONGOING);
        cr_expect_eq(a[i]->count, i * DAY + 1);
    }
    cr_expect_eq(a[days]->event, ALERT_RESOLVED);
    cr_expect_eq(a[days]->count, days * DAY);
    for (size_t i = 1; i < n; i++)
        cr_expect_str_eq(a[i]->id, a[0]->id);
    close_office(f);
}

Test(economy, a_day_of_a_break_every_second_is_two_alerts)
{
    expect_days(1);
}

Test(economy, three_days_of_it_are_four)
{
    expect_days(3);
}

static const char suppressed[] =
    "suppressions:\n"
    "  - {camera: '192.0.2.10', item: '3.2.4', reason: 'known', until: 2023-11-16}\n";

/* The policy's day ends with it: the first moment that it no longer holds. */
static uint64_t end_of_policy(void)
{
    return UINT64_C(1700179200) * second; /* 2023-11-17 00:00 UTC */
}

Test(economy, what_the_policy_suppresses_is_told_on_time_with_the_whole_count)
{
    struct office *f = office(suppressed);
    const struct alert *a[16];
    set_up(f);
    uint64_t breaks = 0;
    for (; f->n == 0 && breaks < 4 * DAY; breaks++, f->time_ns += second)
        break_it(f);
    size_t n = of_window(f, a, 16);
    cr_assert_eq(n, 1);
    cr_expect_eq(a[0]->event, ALERT_OPENED);
    cr_expect_eq(a[0]->count, breaks);
    uint64_t at = a[0]->ruling.evidence.time_ns;
    cr_expect(at >= end_of_policy() && at < end_of_policy() + second, "told at %llu",
              (unsigned long long)(at / second));
    mend_it(f);
    n = of_window(f, a, 16);
    cr_assert_eq(n, 2);
    cr_expect_eq(a[1]->event, ALERT_RESOLVED);
    cr_expect_eq(a[1]->count, breaks);
    close_office(f);
}

static void order(struct office *f, uint64_t seconds)
{
    struct error e;
    struct suppress_order o = { "192.0.2.10", "3.2.4", "works", f->time_ns + seconds * second };
    cr_assert(judge_suppress(f->judge, &o, &e), "%s", e.s);
}

Test(economy, an_order_holds_to_the_second)
{
    struct office *f = office(NULL);
    const struct alert *a[16];
    set_up(f);
    order(f, DAY);
    break_for(f, DAY);
    cr_assert_eq(of_window(f, a, 16), 0);
    break_it(f);
    cr_assert_eq(of_window(f, a, 16), 1);
    cr_expect_eq(a[0]->event, ALERT_OPENED);
    cr_expect_eq(a[0]->count, DAY + 1);
    close_office(f);
}

static bool holds_back(const void *judge, const struct ruling *r, uint64_t time_ns)
{
    return judge_holds_back(judge, r, time_ns);
}

Test(economy, an_order_that_ends_without_another_break_is_told)
{
    struct office *f = office(NULL);
    const struct alert *a[16];
    set_up(f);
    uint64_t end_ns = f->time_ns + DAY * second;
    order(f, DAY);
    break_for(f, 100);
    struct ledger_hush hush = { holds_back, f->judge };
    ledger_reflect(f->ledger, end_ns - 1, hush);
    cr_assert_eq(of_window(f, a, 16), 0);
    ledger_reflect(f->ledger, end_ns, hush);
    cr_assert_eq(of_window(f, a, 16), 1);
    cr_expect_eq(a[0]->event, ALERT_OPENED);
    cr_expect_eq(a[0]->count, 100);
    close_office(f);
}

Test(economy, what_was_told_is_resolved_though_it_is_suppressed_since)
{
    struct office *f = office(NULL);
    const struct alert *a[16];
    set_up(f);
    break_for(f, 100);
    order(f, (uint64_t)2 * DAY);
    break_for(f, 2 * DAY - 1);
    mend_it(f);
    cr_assert_eq(of_window(f, a, 16), 2);
    cr_expect_eq(a[0]->event, ALERT_OPENED);
    cr_expect_eq(a[1]->event, ALERT_RESOLVED);
    cr_expect_eq(a[1]->count, 100 + 2 * DAY - 1);
    close_office(f);
}

/* Cameras of their own, each with a login in clear and a stream that anybody can watch. */
static struct observation of_camera(struct observation o, unsigned i)
{
    o.server.ip = ip_host(100 + i);
    o.server_mac = camera_mac;
    o.server_mac.b[5] = (uint8_t)(100 + i);
    return o;
}

static void break_two_items(struct office *f, unsigned camera)
{
    struct observation clear = served("rtp", OBS_MEDIA, 554);
    clear.media.encrypted = ENCRYPTED_NO;
    clear.media.type = MEDIA_VIDEO;
    clear.media.because = "it is a test";
    show(f, of_camera(clear, camera));
    struct observation login = asked("rtsp", OBS_LOGIN, 554);
    login.login.scheme = SCHEME_BASIC;
    login.login.outcome = OUTCOME_ACCEPTED;
    show(f, of_camera(login, camera));
}

Test(economy, many_cameras_and_items_are_kept_apart)
{
    struct office *f = office(NULL);
    for (unsigned i = 0; i < CAMERAS; i++)
        show(f, of_camera(answered_by_maker("http", 80, "GET", 200), i));
    for (unsigned s = 0; s < 1800; s++, f->time_ns += second)
        for (unsigned i = 0; i < CAMERAS; i++)
            break_two_items(f, i);
    unsigned opened = 0;
    for (size_t i = 0; i < f->n; i++) {
        const struct alert *a = &f->told[i];
        cr_expect_eq(a->event, ALERT_OPENED);
        for (size_t k = 0; k < i; k++)
            cr_assert_str_neq(f->told[k].id, a->id);
        opened += strcmp(a->ruling.item->number, "2.5") == 0;
        opened += strcmp(a->ruling.item->number, "3.5") == 0;
    }
    cr_expect_eq(opened, 2 * CAMERAS);
    size_t n = f->n;
    ledger_end(f->ledger);
    for (size_t i = n; i < f->n; i++)
        if (strcmp(f->told[i].ruling.item->number, "2.5") == 0)
            cr_expect_eq(f->told[i].count, 1800);
    close_office(f);
}
