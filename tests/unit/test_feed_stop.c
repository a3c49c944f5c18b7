#include "sensor/feed_stop.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "core/clock.h"

static int stopped[2];

static void fake_stop(void *self)
{
    (void)write(stopped[1], self, 1);
}

static const struct sink fake = { .name = "fake", .stop = fake_stop };
static struct error e;
static struct redis *r;

static void block_signals(void)
{
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGINT);
    (void)sigprocmask(SIG_BLOCK, &set, NULL);
    cr_assert_eq(pipe(stopped), 0);
    r = redis_new("unix:/nowhere", &e);
    cr_assert_not_null(r, "%s", e.s);
}

static void free_redis(void)
{
    redis_free(r);
}

TestSuite(feed_stop, .init = block_signals, .fini = free_redis, .timeout = 30);

static bool readable(int fd, int wait_ms)
{
    return poll(&(struct pollfd){ fd, POLLIN, 0 }, 1, wait_ms) == 1;
}

Test(feed_stop, says_when_it_is_time_to_end)
{
    static char self = 'x';
    struct feed_stop *s = feed_stop_new(&fake, &self, r, &e);
    cr_assert_not_null(s, "%s", e.s);
    cr_expect_not(readable(feed_stop_fd(s), 0));
    (void)kill(getpid(), SIGINT);
    cr_expect(readable(feed_stop_fd(s), 10000));
    feed_stop_free(s);
    cr_expect_not(readable(stopped[0], 0), "nothing waited any more");
}

Test(feed_stop, ends_what_still_waits_a_moment_later)
{
    static char self = 'x';
    struct feed_stop *s = feed_stop_new(&fake, &self, r, &e);
    cr_assert_not_null(s, "%s", e.s);
    uint64_t begun = steady_ms();
    (void)kill(getpid(), SIGTERM);
    cr_expect(readable(stopped[0], 10000));
    cr_expect_geq(steady_ms() - begun, 1900);
    feed_stop_free(s);
}

Test(feed_stop, ends_without_a_signal)
{
    struct feed_stop *s = feed_stop_new(&fake, NULL, r, &e);
    cr_assert_not_null(s, "%s", e.s);
    feed_stop_free(s);
    feed_stop_free(NULL);
}
