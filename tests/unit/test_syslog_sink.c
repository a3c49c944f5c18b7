#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "alerts/sink.h"

/* A receiver of our own: what came, in its frames. */
static int listener = -1;
static int other = -1;
static char where[128];
static char path[64];
static struct error e;

static const struct bytes lines[] = { { (const uint8_t *)"{\"a\":1}", 7 },
                                      { (const uint8_t *)"{\"b\":2}", 7 } };
static const struct batch two = { .n = 2, .line = lines };

static const char first[] = "<134>1 - - camwarden - - [camwarden@32473] {\"a\":1}";
static const char second[] = "<134>1 - - camwarden - - [camwarden@32473] {\"b\":2}";

static void end(void)
{
    if (listener >= 0)
        (void)close(listener);
    if (other >= 0)
        (void)close(other);
    if (path[0] != '\0')
        (void)unlink(path);
}

TestSuite(syslog_sink, .fini = end, .timeout = 60);

static void listen_tcp(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t n = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    cr_assert_eq(listen(listener, 4), 0);
    cr_assert_eq(getsockname(listener, (struct sockaddr *)&address, &n), 0);
    (void)snprintf(where, sizeof where, "syslog+tcp://127.0.0.1:%u", ntohs(address.sin_port));
}

static void listen_unix(int type)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    (void)snprintf(path, sizeof path, "/tmp/camwarden-syslog-XXXXXX");
    cr_assert_geq(close(mkstemp(path)), 0);
    cr_assert_eq(unlink(path), 0);
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    listener = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
    cr_assert_eq(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    cr_assert(type == SOCK_DGRAM || listen(listener, 4) == 0);
    (void)snprintf(where, sizeof where, "syslog+unix://%s", path);
}

static void *opened(void)
{
    void *s = syslog_sink.open(where, &e);
    cr_assert_not_null(s, "%s", e.s);
    return s;
}

/* Over a Unix socket deliver() waits until somebody reads. */
static void *deliver_two(void *self)
{
    return syslog_sink.deliver(self, &two, &e) ? self : NULL;
}

static pthread_t deliver_meanwhile(void *s)
{
    pthread_t thread;
    cr_assert_eq(pthread_create(&thread, NULL, deliver_two, s), 0);
    return thread;
}

static void expect_delivered(pthread_t thread)
{
    void *done = NULL;
    (void)pthread_join(thread, &done);
    cr_expect_not_null(done, "%s", e.s);
}

static void expect_bytes(int fd, const char *expected)
{
    char got[512] = "";
    size_t n = 0;
    while (n < strlen(expected)) {
        ssize_t more = read(fd, got + n, sizeof got - 1 - n);
        cr_assert_gt(more, 0);
        n += (size_t)more;
    }
    cr_expect_str_eq(got, expected);
}

Test(syslog_sink, counts_octets_over_tcp)
{
    char expected[256];
    listen_tcp();
    void *s = opened();
    cr_expect_str_eq(syslog_sink.where(s), where);
    other = accept(listener, NULL, NULL);
    cr_assert(syslog_sink.deliver(s, &two, &e), "%s", e.s);
    (void)snprintf(expected, sizeof expected, "%zu %s%zu %s", sizeof first - 1, first,
                   sizeof second - 1, second);
    expect_bytes(other, expected);
    cr_expect(syslog_sink.close(s, &e));
}

Test(syslog_sink, sends_a_datagram_a_message)
{
    listen_unix(SOCK_DGRAM);
    void *s = opened();
    pthread_t thread = deliver_meanwhile(s);
    expect_bytes(listener, first);
    expect_bytes(listener, second);
    expect_delivered(thread);
    cr_expect(syslog_sink.close(s, &e));
}

Test(syslog_sink, sends_a_line_a_message_over_a_stream_of_unix)
{
    char expected[256];
    listen_unix(SOCK_STREAM);
    void *s = opened();
    other = accept(listener, NULL, NULL);
    pthread_t thread = deliver_meanwhile(s);
    (void)snprintf(expected, sizeof expected, "%s\n%s\n", first, second);
    expect_bytes(other, expected);
    expect_delivered(thread);
    cr_expect(syslog_sink.close(s, &e));
}

/* Nothing is sent into a connection that the receiver has closed, and lost there. */
Test(syslog_sink, notices_that_the_receiver_has_hung_up_and_connects_again)
{
    listen_tcp();
    void *s = opened();
    other = accept(listener, NULL, NULL);
    cr_expect_eq(write(other, "unheard", 7), 7);
    cr_assert(syslog_sink.deliver(s, &two, &e), "%s", e.s);
    char got[256];
    cr_assert_gt(read(other, got, sizeof got), 0);
    (void)close(other);
    cr_expect_not(syslog_sink.deliver(s, &two, &e));
    cr_expect_not_null(strstr(e.s, "hung up"), "%s", e.s);
    cr_expect(syslog_sink.broken(s));
    cr_expect_not(syslog_sink.deliver(s, &two, &e));
    cr_assert(syslog_sink.mend(s, &e), "%s", e.s);
    cr_expect_not(syslog_sink.broken(s));
    other = accept(listener, NULL, NULL);
    cr_assert(syslog_sink.deliver(s, &two, &e), "%s", e.s);
    cr_expect(syslog_sink.close(s, &e));
}

Test(syslog_sink, is_told_when_a_datagrams_receiver_is_gone)
{
    listen_unix(SOCK_DGRAM);
    void *s = opened();
    (void)close(listener);
    listener = -1;
    cr_expect_not(syslog_sink.deliver(s, &two, &e));
    cr_expect_not(syslog_sink.mend(s, &e));
    (void)unlink(path);
    listen_unix(SOCK_DGRAM);
    cr_expect_not(syslog_sink.mend(s, &e), "another name");
    cr_expect(syslog_sink.close(s, &e));
}

/* Many times more than a connection's buffers hold, of which the receiver reads nothing for long.
 */
static void *deliver_much(void *self)
{
    static char line[16384];
    static struct bytes many[1024];
    memset(line, 'x', sizeof line);
    memcpy(line, "{\"a\":\"", 6);
    memcpy(line + sizeof line - 2, "\"}", 2);
    for (size_t i = 0; i < 1024; i++)
        many[i] = (struct bytes){ (const uint8_t *)line, sizeof line };
    const struct batch b = { .n = 1024, .line = many };
    return syslog_sink.deliver(self, &b, &e) ? self : NULL;
}

Test(syslog_sink, can_be_ended_while_a_receiver_takes_nothing)
{
    listen_tcp();
    void *s = opened();
    pthread_t thread;
    void *done = s;
    other = accept(listener, NULL, NULL);
    cr_assert_eq(pthread_create(&thread, NULL, deliver_much, s), 0);
    char one;
    cr_assert_eq(recv(other, &one, 1, MSG_PEEK), 1);
    syslog_sink.stop(s);
    (void)pthread_join(thread, &done);
    cr_expect_null(done);
    cr_expect_not_null(strstr(e.s, "canceled"), "%s", e.s);
    cr_expect(syslog_sink.close(s, &e));
}

Test(syslog_sink, waits_for_a_receiver_that_is_slow)
{
    listen_tcp();
    void *s = opened();
    pthread_t thread;
    void *done = NULL;
    other = accept(listener, NULL, NULL);
    cr_assert_eq(pthread_create(&thread, NULL, deliver_much, s), 0);
    static char got[65536];
    const size_t all = 1024 * (sizeof "16427 " - 1 + 43 + 16384);
    size_t n = 0;
    while (n < all) {
        ssize_t more = read(other, got, sizeof got);
        cr_assert_gt(more, 0);
        n += (size_t)more;
    }
    cr_expect_eq(n, all);
    (void)pthread_join(thread, &done);
    cr_expect_not_null(done, "%s", e.s);
    cr_expect(syslog_sink.close(s, &e));
}

Test(syslog_sink, says_why_it_cannot_be_used)
{
    cr_expect_null(syslog_sink.open("syslog+udp://h", &e));
    cr_expect_eq(strncmp(e.s, "that is no syslog URL", 21), 0);
    cr_expect_null(syslog_sink.open("syslog+tcp://127.0.0.1:1", &e));
    cr_expect_str_eq(e.s, "syslog+tcp://127.0.0.1:1: Connection refused");
    cr_expect_null(syslog_sink.open("syslog+unix:///nowhere/log", &e));
    cr_expect_str_eq(e.s, "syslog+unix:///nowhere/log: No such file or directory");
    void *s = syslog_sink.ready("syslog+tcp://[::1]:1", &e);
    cr_assert_not_null(s);
    cr_expect_str_eq(syslog_sink.where(s), "syslog+tcp://[::1]:1");
    cr_expect(syslog_sink.broken(s));
    cr_expect_not(syslog_sink.mend(s, &e));
    cr_expect(syslog_sink.close(s, &e));
}
