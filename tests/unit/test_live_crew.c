#include "sensor/live_crew.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "core/clock.h"
#include "tests/support/span.h"

enum { LONG_MS = 10000, LOOK_MS = 10 };

static int far = -1;

static void begin(void)
{
    if (!span_begin())
        cr_skip_test("needs root and network namespaces");
    far = span_socket("far");
}

TestSuite(live_crew, .init = begin);

static const struct password_default login = { "admin", "admin" };
static const struct known_secrets some = { .passwords = { 1, &login, 0, NULL } };

static struct live_crew *open_crew(size_t workers)
{
    struct error e = { "" };
    struct sensor_options o = { .common = common_options_default(),
                                .interface = { "span" },
                                .interfaces = 1,
                                .capture = "af_packet",
                                .no_shunt = true,
                                .ring_mib = 4 };
    o.common.workers = workers;
    struct flow_settings settings = flow_settings_default();
    settings.secrets = &some;
    struct live_crew *c =
        live_crew_open(&(struct crew_settings){ .options = &o, .flows = &settings }, &e);
    cr_assert_not_null(c, "%s", e.s);
    cr_assert(live_crew_start(c, &e), "%s", e.s);
    return c;
}

static uint64_t accounted(struct live_crew *c)
{
    struct crew_report r;
    live_crew_report(c, &r);
    return r.frames + r.fell + r.interface[0].ring_full;
}

static void expect_count(struct live_crew *c, uint64_t n)
{
    for (int left = LONG_MS; accounted(c) != n && left > 0; left -= LOOK_MS)
        (void)poll(NULL, 0, LOOK_MS);
    cr_assert_eq(accounted(c), n, "%lu, not %lu", accounted(c), n);
}

/* The eldest child of a process; 0: it has none. */
static int child_of(int pid)
{
    char path[64];
    int child = 0;
    (void)snprintf(path, sizeof path, "/proc/%d/task/%d/children", pid, pid);
    FILE *f = fopen(path, "r");
    if (f == NULL)
        return 0;
    if (fscanf(f, "%d", &child) != 1)
        child = 0;
    (void)fclose(f);
    return child;
}

static int worker_of_us(void)
{
    int worker = 0;
    for (int left = LONG_MS; worker == 0 && left > 0; left -= LOOK_MS) {
        (void)poll(NULL, 0, LOOK_MS);
        worker = child_of(child_of(getpid()));
    }
    cr_assert_gt(worker, 0);
    return worker;
}

static struct nursery_word next_fall(struct live_crew *c)
{
    struct nursery_word fell = { 0 };
    for (int left = LONG_MS; !live_crew_fall(c, &fell); left -= LOOK_MS) {
        cr_assert_gt(left, 0, "it was never told");
        (void)poll(NULL, 0, LOOK_MS);
    }
    return fell;
}

static void end_crew(struct live_crew *c)
{
    struct nursery_word fell;
    live_crew_stop(c);
    for (int left = LONG_MS; !live_crew_ended(c); left -= LOOK_MS) {
        cr_assert_gt(left, 0, "it never ends");
        cr_assert_not(live_crew_fall(c, &fell));
        (void)poll(NULL, 0, LOOK_MS);
    }
}

Test(live_crew, reads_every_frame_and_ends_when_it_is_told)
{
    struct live_crew *c = open_crew(2);
    cr_expect_str_eq(live_crew_manner(c), "af_packet, 2 workers");
    span_send_text(far, "a frame", 500);
    expect_count(c, 500);
    end_crew(c);
    struct error e;
    cr_expect_not(live_crew_complaint(c, &e));
    live_crew_close(c);
}

Test(live_crew, goes_on_counting_when_a_worker_was_killed)
{
    struct live_crew *c = open_crew(1);
    struct crew_report r;
    for (uint64_t i = 1; i <= 3; i++) {
        span_send_text(far, "a frame", 500);
        (void)kill(worker_of_us(), SIGSEGV);
        struct nursery_word fell = next_fall(c);
        cr_expect_eq(fell.worker, 0);
        span_send_text(far, "a frame", 500);
        expect_count(c, i * 1000);
        live_crew_report(c, &r);
        cr_expect_eq(r.falls, i);
        cr_expect_eq(r.counters.n[COUNT_worker_falls], i);
    }
    end_crew(c);
    expect_count(c, 3000);
    live_crew_close(c);
}

/* Of a login of admin:admin, in a connection of its own. */
static void send_login(unsigned port)
{
    static const char request[] =
        "GET / HTTP/1.1\r\nHost: camera\r\nAuthorization: Basic YWRtaW46YWRtaW4=\r\n\r\n";
    struct wire *w = wire_new();
    put_ethernet(w, 0x0800);
    put_ipv4(w, 6, 20 + sizeof request - 1);
    put_tcp(w, port, 80, TCP_ACK | TCP_PSH);
    put_text(w, request);
    span_send(far, w);
    wire_free(w);
}

enum factory { NO_LOGIN, OF_ITS_OWN, FACTORY };

/* Fits struct observer. */
static void see_login(void *self, const struct observation *o)
{
    enum factory *found = self;
    if (o->kind == OBS_LOGIN && o->login.password.seen)
        *found = o->login.password.is_default ? FACTORY : OF_ITS_OWN;
}

/* Logs in until that comes of it. */
static bool is_found(struct live_crew *c, enum factory wanted)
{
    static unsigned port = 20000;
    enum factory found = NO_LOGIN;
    for (int left = LONG_MS; found != wanted && left > 0; left -= LOOK_MS) {
        send_login(port++);
        (void)poll(NULL, 0, LOOK_MS);
        (void)live_crew_tell(c, (struct observer){ see_login, &found }, 100);
    }
    return found == wanted;
}

Test(live_crew, every_worker_takes_over_new_secrets_also_one_that_came_later)
{
    struct live_crew *c = open_crew(1);
    const struct known_secrets none = { .passwords = { 0 } };
    cr_assert(is_found(c, FACTORY));
    live_crew_use_secrets(c, &none);
    cr_expect(is_found(c, OF_ITS_OWN));
    (void)kill(worker_of_us(), SIGKILL);
    live_crew_use_secrets(c, &some);
    cr_expect(is_found(c, FACTORY));
    live_crew_close(c);
}

Test(live_crew, says_that_it_is_lost_when_the_process_of_the_workers_is)
{
    struct live_crew *c = open_crew(1);
    struct nursery_word fell;
    struct error e = { "" };
    (void)worker_of_us();
    (void)kill(child_of(getpid()), SIGKILL);
    for (int left = LONG_MS; !live_crew_ended(c) && left > 0; left -= LOOK_MS) {
        (void)live_crew_fall(c, &fell);
        (void)poll(NULL, 0, LOOK_MS);
    }
    cr_expect(live_crew_ended(c));
    cr_expect(live_crew_complaint(c, &e));
    cr_expect_not_null(strstr(e.s, "nothing is listened to"), "%s", e.s);
    cr_expect_not(live_crew_complaint(c, &e), "said twice");
    live_crew_close(c);
}

Test(live_crew, cannot_be_opened_where_there_is_no_such_interface)
{
    struct error e = { "" };
    struct sensor_options o = { .common = common_options_default(),
                                .interface = { "nowhere" },
                                .interfaces = 1,
                                .capture = "af_packet",
                                .no_shunt = true };
    struct flow_settings settings = flow_settings_default();
    cr_expect_null(
        live_crew_open(&(struct crew_settings){ .options = &o, .flows = &settings }, &e));
    cr_expect_str_eq(e.s, "nowhere is not there");
    cr_expect_eq(child_of(getpid()), 0, "a process was left");
}
