#include "evidence/frame_ring.h"

#include <criterion/criterion.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/evidence.h"

enum { N = 8 };

static bool put(struct frame_ring *r, uint64_t no)
{
    struct kept_frame k = frame_kept(no, 1000, "frame");
    return frame_ring_put(r, &k);
}

Test(frame_ring, gives_frames_back_in_order_and_holds_no_more_than_it_has_room_for)
{
    struct kept_frame k;
    struct frame_ring *r = frame_ring_new(N);
    cr_expect(!frame_ring_take(r, &k));
    for (uint64_t no = 1; no <= N; no++)
        cr_expect(put(r, no));
    cr_expect(!put(r, N + 1));
    for (uint64_t no = 1; no <= N; no++) {
        cr_assert(frame_ring_take(r, &k));
        cr_expect_eq(k.frame_no, no);
    }
    cr_expect(!frame_ring_take(r, &k));
    frame_ring_free(r);
    frame_ring_free(NULL);
}

Test(frame_ring, goes_from_a_process_to_the_one_it_was_forked_from)
{
    struct kept_frame k;
    struct frame_ring *r = frame_ring_new(N);
    pid_t child = fork();
    if (child == 0)
        _exit(put(r, 7) ? 0 : 1);
    int status = -1;
    cr_assert(waitpid(child, &status, 0) == child && status == 0);
    cr_assert(frame_ring_take(r, &k));
    cr_expect_eq(k.frame_no, 7);
    cr_expect(put(r, 8));
    frame_ring_free(r);
}

Test(frame_ring, frames_that_no_worker_of_ours_hands_on_are_not_sound)
{
    struct kept_frame good = frame_kept(1, 1000, "frame"), bad = good;
    cr_expect(kept_frame_is_sound(&good));
    bad.n = KEPT_FRAME_MAX + 1;
    cr_expect(!kept_frame_is_sound(&bad));
    bad = good;
    bad.wire_n = bad.n - 1;
    cr_expect(!kept_frame_is_sound(&bad));
    bad = good;
    bad.transport = (enum transport)77;
    cr_expect(!kept_frame_is_sound(&bad));
}
