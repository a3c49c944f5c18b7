#include <criterion/criterion.h>

#include "sensor/fact_ring.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static struct observation fact(uint64_t number)
{
    return (struct observation){
        .kind = OBS_SERVICE, .protocol = "tcp", .frame_no = number, .time_ns = ~number
    };
}

static bool put(struct fact_ring *r, uint64_t number)
{
    struct observation o = fact(number);
    return fact_ring_put(r, (struct moment){ number, UINT64_MAX }, &o);
}

Test(fact_ring, gives_back_what_was_put_in_its_order)
{
    struct fact_ring *r = fact_ring_new(8);
    struct told t;
    cr_assert_not(fact_ring_take(r, &t));
    for (uint64_t i = 1; i <= 5; i++)
        cr_assert(put(r, i));
    for (uint64_t i = 1; i <= 5; i++) {
        cr_assert(fact_ring_take(r, &t));
        cr_assert_eq(t.at.frame, i);
        cr_assert_eq(t.at.turn, UINT64_MAX);
        cr_assert_eq(t.o.frame_no, i);
        cr_assert_str_eq(t.o.protocol, "tcp");
    }
    cr_assert_not(fact_ring_take(r, &t));
    fact_ring_free(r);
}

Test(fact_ring, refuses_when_it_is_full_and_takes_again_when_there_is_room)
{
    struct fact_ring *r = fact_ring_new(8);
    struct told t;
    for (uint64_t i = 1; i <= 8; i++)
        cr_assert(put(r, i));
    cr_assert_not(put(r, 9));
    cr_assert(fact_ring_take(r, &t));
    cr_assert_eq(t.at.frame, 1);
    cr_assert(put(r, 9));
    cr_assert_not(put(r, 10));
    for (uint64_t i = 2; i <= 9; i++) {
        cr_assert(fact_ring_take(r, &t));
        cr_assert_eq(t.at.frame, i, "nothing is overwritten");
    }
    fact_ring_free(r);
}

Test(fact_ring, forgets_everything_for_another_capture)
{
    struct fact_ring *r = fact_ring_new(4);
    struct told t;
    cr_assert(put(r, 1));
    fact_ring_pass(r, UINT64_MAX);
    cr_assert_eq(fact_ring_passed(r), UINT64_MAX);
    fact_ring_rewind(r);
    cr_assert_eq(fact_ring_passed(r), 0);
    cr_assert_not(fact_ring_take(r, &t));
    fact_ring_free(r);
}

Test(fact_ring, is_taken_from_within_its_slots_whatever_the_other_side_says)
{
    struct fact_ring *r = fact_ring_new(8);
    struct told t;
    static const uint64_t lies[] = { UINT64_MAX, 9, 1ULL << 32, 0, UINT64_MAX - 7 };
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        fact_ring_ends(r)->put = lies[i];
        fact_ring_ends(r)->taken = lies[i] / 3;
        for (int n = 0; n < 20 && fact_ring_take(r, &t); n++)
            cr_assert_lt(n, 9, "it ends");
    }
    fact_ring_free(r);
}

Test(fact_ring, goes_on_where_a_process_died_that_put)
{
    struct fact_ring *r = fact_ring_new(8);
    struct told t;
    for (uint64_t first = 1; first < 40; first += 5) {
        pid_t child = fork();
        if (child == 0) {
            for (uint64_t i = first; i < first + 5; i++)
                (void)put(r, i);
            fact_ring_slots(r)[(first + 4) % 8].at.frame = 77; /* in the middle of another */
            (void)raise(SIGKILL);
        }
        cr_assert_eq(waitpid(child, NULL, 0), child);
        for (uint64_t i = first; i < first + 5; i++) {
            cr_assert(fact_ring_take(r, &t));
            cr_assert_eq(t.at.frame, i);
        }
        cr_assert_not(fact_ring_take(r, &t));
    }
    fact_ring_free(r);
}

enum { MANY = 100000 };

static void *put_many(void *ring)
{
    struct fact_ring *r = ring;
    for (uint64_t i = 1; i <= MANY; i++) {
        while (!put(r, i))
            fact_ring_nap();
        fact_ring_pass(r, i);
    }
    return NULL;
}

Test(fact_ring, loses_nothing_between_two_threads_and_its_watermark_never_runs_ahead)
{
    struct fact_ring *r = fact_ring_new(64);
    pthread_t thread;
    struct told t;
    uint64_t taken = 0;
    cr_assert_eq(pthread_create(&thread, NULL, put_many, r), 0);
    while (taken < MANY) {
        uint64_t passed = fact_ring_passed(r);
        if (fact_ring_take(r, &t)) {
            taken++;
            cr_assert_eq(t.at.frame, taken);
            cr_assert_eq(t.o.time_ns, ~taken);
        } else {
            cr_assert_leq(passed, taken);
            fact_ring_nap();
        }
    }
    cr_assert_eq(pthread_join(thread, NULL), 0);
    fact_ring_free(r);
}
