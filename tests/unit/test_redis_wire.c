/* With a Redis of the test's own at the other end of a Unix socket: it says what it is told to. */
#include "alerts/redis_wire.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/camwarden-wire-XXXXXX";
static struct redis_url url;
static struct redis_place nowhere;
static struct redis_wire wire;
static struct error e;
static pid_t speaker;
static int door = -1;

static void begin(void)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    cr_assert_not_null(mkdtemp(folder));
    (void)snprintf(url.path, sizeof url.path, "%s/redis", folder);
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", url.path);
    door = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(bind(door, (struct sockaddr *)&address, sizeof address), 0);
    cr_assert_eq(listen(door, 4), 0);
    wire.dial = (struct dial){ .fd = -1, .stop = -1 };
    cr_assert(redis_wire_begin(&wire, &e), "%s", e.s);
    cr_assert(redis_wire_reach(&wire, &url, NULL, &nowhere, &e), "%s", e.s);
}

static void end(void)
{
    redis_wire_end(&wire);
    if (speaker > 0) {
        (void)kill(speaker, SIGKILL);
        (void)waitpid(speaker, NULL, 0);
    }
    (void)close(door);
    (void)unlink(url.path);
    (void)rmdir(folder);
}

TestSuite(redis_wire, .init = begin, .fini = end, .timeout = 60);

/* Says `first`, then `again` so many times, and then nothing more. */
static void say(const char *first, const char *again, size_t times)
{
    speaker = fork();
    if (speaker != 0)
        return;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    FILE *f = fdopen(accept(door, NULL, NULL), "we");
    (void)fputs(first, f);
    for (size_t i = 0; i < times; i++)
        (void)fputs(again, f);
    (void)fflush(f);
    (void)pause();
    _exit(0);
}

static bool is(struct bytes b, const char *text)
{
    return bytes_equal(b, bytes_of_text(text));
}

Test(redis_wire, gives_one_answer_after_the_other)
{
    say("+OK\r\n:42\r\n$-1\r\n-ERR no\r\n*2\r\n$3\r\none\r\n*1\r\n:2\r\n", "", 0);
    cr_expect_not(wire.heard);
    struct redis_answer *a = redis_wire_receive(&wire);
    cr_expect(is(redis_answer_text(a), "OK") && wire.heard);
    cr_expect(redis_answer_number(a) == -1 && redis_answer_error(a).p == NULL);
    redis_answer_free(a);
    a = redis_wire_receive(&wire);
    cr_expect_eq(redis_answer_number(a), 42);
    cr_expect_null(redis_answer_text(a).p);
    redis_answer_free(a);
    a = redis_wire_receive(&wire);
    cr_expect(redis_answer_is_nil(a));
    redis_answer_free(a);
    a = redis_wire_receive(&wire);
    cr_expect(is(redis_answer_error(a), "ERR no") && redis_answer_text(a).p == NULL);
    redis_answer_free(a);
    a = redis_wire_receive(&wire);
    cr_expect_eq(redis_answer_count(a), 2);
    cr_expect(is(redis_answer_text(redis_answer_part(a, 0)), "one"));
    cr_expect_eq(redis_answer_number(redis_answer_part(redis_answer_part(a, 1), 0)), 2);
    cr_expect_null(redis_answer_part(a, 2));
    redis_answer_free(a);
}

Test(redis_wire, takes_nothing_for_no_answer)
{
    cr_expect_eq(redis_answer_count(NULL), 0);
    cr_expect_null(redis_answer_part(NULL, 0));
    cr_expect_null(redis_answer_text(NULL).p);
    cr_expect_eq(redis_answer_number(NULL), -1);
    cr_expect_not(redis_answer_is_nil(NULL));
    cr_expect_null(redis_answer_error(NULL).p);
}

Test(redis_wire, sends_a_command_as_redis_wants_it)
{
    const char *words[] = { "SET", "key", "a\r\nb" };
    const size_t lengths[] = { 3, 3, 4 };
    const struct command c = { "a test", false, 3, words, lengths };
    static const char expected[] = "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$4\r\na\r\nb\r\n";
    char got[sizeof expected] = "";
    cr_assert(redis_wire_send(&wire, &c));
    int other = accept(door, NULL, NULL);
    cr_assert_eq(recv(other, got, sizeof got - 1, MSG_WAITALL), (ssize_t)sizeof got - 1);
    cr_expect_str_eq(got, expected);
    cr_expect_not(redis_wire_stale(&wire));
    (void)close(other);
    cr_expect(redis_wire_stale(&wire));
}

Test(redis_wire, says_why_there_is_no_answer)
{
    int other = accept(door, NULL, NULL);
    (void)close(other);
    cr_expect_null(redis_wire_receive(&wire));
    cr_expect_eq(errno, ECONNRESET);
    redis_wire_hang_up(&wire);
    cr_expect_not(redis_wire_connected(&wire));
    (void)unlink(url.path);
    cr_expect_not(redis_wire_reach(&wire, &url, NULL, &nowhere, &e));
    cr_expect_not_null(strstr(e.s, url.path));
}

static void expect_failure(int why)
{
    errno = 0;
    cr_expect_null(redis_wire_receive(&wire));
    cr_expect_eq(errno, why, "%s", strerrorname_np(errno));
}

Test(redis_wire, knows_what_is_no_redis)
{
    say("HTTP/1.1 400 Bad Request\r\n", "", 0);
    expect_failure(EPROTO);
}

Test(redis_wire, makes_no_room_for_a_list_that_is_only_announced)
{
    say("*2147483647\r\n", "", 0);
    expect_failure(EMSGSIZE);
}

/* Four bytes each over the wire, and eighty and more in memory. */
Test(redis_wire, takes_no_answer_that_is_small_and_would_grow)
{
    say("*1000000\r\n", "*0\r\n", 1000000);
    expect_failure(EMSGSIZE);
}

Test(redis_wire, takes_no_answer_that_is_too_long)
{
    static char text[100003];
    memset(text, 'x', sizeof text - 3);
    memcpy(text + sizeof text - 3, "\r\n", 3);
    say("*1\r\n$999999999\r\n", text, 400);
    expect_failure(EMSGSIZE);
}

Test(redis_wire, takes_a_long_one_that_is_within_bounds)
{
    say("*200000\r\n", ":7\r\n", 200000);
    struct redis_answer *a = redis_wire_receive(&wire);
    cr_expect_eq(redis_answer_count(a), 200000);
    cr_expect_eq(redis_answer_number(redis_answer_part(a, 199999)), 7);
    redis_answer_free(a);
}

Test(redis_wire, names_a_place_as_people_write_it)
{
    char name[300];
    redis_place_name(&(struct redis_place){ .host = "::1", .port = 6379 }, name, sizeof name);
    cr_expect_str_eq(name, "[::1]:6379");
    redis_place_name(&(struct redis_place){ .host = "gate", .port = 1 }, name, sizeof name);
    cr_expect_str_eq(name, "gate:1");
}
