#include "alerts/dial.h"
#include "core/clock.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static char path[] = "/tmp/camwarden-dial-XXXXXX";
static int listener;
static struct dial d;
static struct error e;

static void begin(void)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    cr_assert(dial_begin(&d, &e));
    cr_assert_geq(close(mkstemp(path)), 0);
    cr_assert_eq(unlink(path), 0);
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    cr_assert_eq(listen(listener, 4), 0);
}

static void end(void)
{
    dial_end(&d);
    (void)close(listener);
    (void)unlink(path);
}

TestSuite(dial, .init = begin, .fini = end, .timeout = 30);

static int answer(void)
{
    cr_assert(dial_path(&d, path, 1000, &e), "%s", e.s);
    return accept(listener, NULL, NULL);
}

Test(dial, sends_and_receives)
{
    int other = answer();
    char got[8] = "";
    cr_expect(dial_send(&d, "hello", 5, 1000));
    cr_expect_eq(read(other, got, sizeof got), 5);
    cr_expect_str_eq(got, "hello");
    cr_expect_eq(write(other, "you", 3), 3);
    cr_expect_eq(dial_receive(&d, got, sizeof got, steady_ms() + 1000), 3);
    (void)close(other);
    cr_expect_eq(dial_receive(&d, got, sizeof got, steady_ms() + 1000), 0, "hung up");
    cr_expect_not(dial_send(&d, "x", 1, 1000));
    cr_expect_eq(errno, EPIPE, "and no signal");
}

Test(dial, waits_no_longer_than_it_should)
{
    static const char block[65536];
    int other = answer();
    char got[8];
    cr_expect_eq(dial_receive(&d, got, sizeof got, steady_ms() + 20), -1);
    cr_expect_eq(errno, ETIMEDOUT);
    bool sent = true;
    for (size_t i = 0; i < 1000 && sent; i++)
        sent = dial_send(&d, block, sizeof block, 20);
    cr_expect_not(sent);
    cr_expect_eq(errno, ETIMEDOUT);
    (void)close(other);
}

static void *stop(void *self)
{
    usleep(20000);
    dial_stop(self);
    return NULL;
}

Test(dial, can_be_ended_by_another_thread)
{
    int other = answer();
    char got[8];
    pthread_t thread;
    cr_assert_eq(pthread_create(&thread, NULL, stop, &d), 0);
    cr_expect_eq(dial_receive(&d, got, sizeof got, steady_ms() + 60000), -1);
    cr_expect_eq(errno, ECANCELED);
    cr_expect_eq(dial_receive(&d, got, sizeof got, steady_ms() + 60000), -1, "for good");
    (void)pthread_join(thread, NULL);
    (void)close(other);
}

static void *read_later(void *self)
{
    const int *fd = self;
    char got[8];
    usleep(20000);
    (void)!read(*fd, got, sizeof got);
    return NULL;
}

Test(dial, waits_until_what_it_sent_was_read)
{
    int other = answer();
    pthread_t thread;
    cr_expect(dial_drained(&d, 1000), "nothing was sent");
    cr_expect(dial_send(&d, "hello", 5, 1000));
    cr_expect_not(dial_drained(&d, 20));
    cr_expect_eq(errno, ETIMEDOUT);
    cr_assert_eq(pthread_create(&thread, NULL, read_later, &other), 0);
    cr_expect(dial_drained(&d, 30000));
    (void)pthread_join(thread, NULL);
    (void)close(other);
    cr_expect_not(dial_drained(&d, 1000), "hung up");
    cr_expect_eq(errno, ECONNRESET);
}
