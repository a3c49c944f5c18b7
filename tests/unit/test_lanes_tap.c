/* Lanes at a real tap: each direction at an interface of its own. */
#include <criterion/criterion.h>

#include "sensor/lanes.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "capture/interface.h"
#include "core/clock.h"
#include "tests/support/span.h"

enum { BATCH = 64 };

static struct lanes *lanes;
static struct frame batch[BATCH];
static struct error e;

static void begin(void)
{
    lanes = lanes_new(2);
    cr_assert_not_null(lanes);
}

static void end(void)
{
    lanes_close(lanes);
}

TestSuite(lanes_tap, .init = begin, .fini = end);

enum { PAIRS = 300 };

static void begin_tap(int far[2])
{
    if (!span_begin())
        cr_skip_test("needs root and network namespaces");
    span_run("ip link add far2 type veth peer name span2 && ip link set far2 arp off up && "
             "ip link set span2 arp off up");
    far[0] = span_socket("far");
    far[1] = span_socket("far2");
    cr_assert(
        lanes_add(lanes, &af_packet_source, &(struct live_settings){ .interface = "span" }, &e));
    cr_assert(
        lanes_add(lanes, &af_packet_source, &(struct live_settings){ .interface = "span2" }, &e));
}

static bool is_text(const struct frame *f, const char *text)
{
    size_t n = strlen(text);
    return f->bytes.n >= n && memcmp(f->bytes.p + f->bytes.n - n, text, n) == 0;
}

Test(lanes_tap, show_a_request_before_its_answer_on_a_tap)
{
    int far[2];
    begin_tap(far);
    for (int i = 0; i < PAIRS; i++) {
        span_send_text(far[0], "request", 1);
        span_send_text(far[1], "answer!", 1);
        if (i % 50 == 0)
            (void)usleep(30000);
    }
    uint64_t seen = 0;
    int n = 0;
    lanes_stop(lanes);
    span_send_text(far[0], "not heard any more", 10);
    while ((n = lanes_next(lanes, batch, BATCH, 100, &e)) != SOURCE_END) {
        cr_assert_geq(n, 0, "%s", e.s);
        for (int i = 0; i < n; i++, seen++) {
            cr_expect(is_text(&batch[i], seen % 2 == 0 ? "request" : "answer!"), "frame %d",
                      (int)seen);
            cr_expect_eq(batch[i].frame_no, seen + 1);
        }
    }
    cr_expect_eq(seen, 2 * PAIRS);
    for (size_t i = 0; i < 2; i++) {
        struct live_counts counts;
        lanes_counts(lanes, i, &counts);
        cr_expect_eq(counts.received, PAIRS);
        cr_expect_eq(counts.ring_full, 0);
    }
}

/* Sends at both until it is told to end, as fast as it can; in another process. */
static pid_t send_for_ever(const int far[2])
{
    pid_t sender = fork();
    if (sender != 0)
        return sender;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) {
        span_send_text(far[0], "request", 20);
        span_send_text(far[1], "answer!", 20);
    }
}

static struct live_counts both(void)
{
    struct live_counts sum, other;
    lanes_counts(lanes, 0, &sum);
    lanes_counts(lanes, 1, &other);
    sum.received += other.received;
    sum.ring_full += other.ring_full;
    return sum;
}

Test(lanes_tap, hand_out_every_frame_that_is_counted_when_they_stop_under_load)
{
    int far[2];
    begin_tap(far);
    pid_t sender = send_for_ever(far);
    uint64_t seen = 0, until = steady_ns() + 1000000000;
    int n = 0;
    for (bool stopped = false; n >= 0;) {
        if (!stopped && steady_ns() > until) {
            lanes_stop(lanes);
            stopped = true;
        }
        n = lanes_next(lanes, batch, BATCH, 100, &e);
        seen += n > 0 ? (uint64_t)n : 0;
    }
    cr_assert_eq(kill(sender, SIGKILL), 0);
    cr_expect_eq(n, SOURCE_END);
    cr_expect_gt(seen, 1000);
    cr_expect_eq(both().received, seen);
    cr_expect_eq(both().ring_full, 0);
}

Test(lanes_tap, hear_one_interface_while_the_other_is_away)
{
    int far[2];
    begin_tap(far);
    span_run("ip link del far2");
    uint64_t seen = 0;
    for (int turn = 0; turn < 5; turn++) {
        span_send_text(far[0], "hello", 10);
        for (int i = 0; i < 4; i++) {
            int n = lanes_next(lanes, batch, BATCH, 100, &e);
            seen += n > 0 ? (uint64_t)n : 0;
        }
    }
    lanes_stop(lanes);
    for (int n = 0; n >= 0; seen += n > 0 ? (uint64_t)n : 0)
        n = lanes_next(lanes, batch, BATCH, 100, &e);
    cr_expect_eq(seen, 50);
    struct live_counts counts;
    lanes_counts(lanes, 1, &counts);
    cr_expect_eq(counts.outages, 1);
    cr_expect_gt(counts.away_ns, 0);
}
