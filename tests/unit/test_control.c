#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "sensor/control.h"

enum { PLACES = 8, LONG_ANSWER = 20000000, QUIET_MS = 20 };

static char folder[64];
static char path[96];
static struct control *control;
static unsigned asked;

/* {"n":7} gives {"n":7}; {"long":n} a text of n letters; {"no":1} an error. */
static json_t *answer(void *self, const json_t *request)
{
    (void)self;
    asked++;
    size_t n = (size_t)json_integer_value(json_object_get(request, "long"));
    if (json_object_get(request, "no") != NULL)
        return json_pack("{s:s}", "error", "not today, caf\xc3\xa9");
    if (n == 0)
        return json_pack("{s:I}", "n", json_integer_value(json_object_get(request, "n")));
    char *text = malloc(n);
    cr_assert_not_null(text);
    memset(text, 'x', n);
    json_t *o = json_pack("{s:o}", "text", json_stringn(text, n));
    free(text);
    return o;
}

static void open_with_patience(int patience_ms)
{
    struct error e = { "" };
    struct control_settings s = { path, getuid(), getgid(), patience_ms };
    control = control_open(&s, (struct control_answerer){ answer, NULL }, &e);
    cr_assert_not_null(control, "%s", e.s);
}

/* Opened again, where a test is about quiet clients. */
static void be_impatient(void)
{
    control_close(control);
    open_with_patience(QUIET_MS);
}

static void begin(void)
{
    (void)snprintf(folder, sizeof folder, "/tmp/camwarden-control-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/control.sock", folder);
    open_with_patience(0);
}

static void end(void)
{
    control_close(control);
    cr_expect_eq(rmdir(folder), 0, "nothing is left in the folder");
}

TestSuite(control, .init = begin, .fini = end);

/* How many of what it polls for are ready now. */
static int take_turn(void)
{
    struct pollfd p[CONTROL_POLLS];
    int n = control_polls(control, p, CONTROL_POLLS);
    int ready = poll(p, (nfds_t)n, 0);
    cr_assert_geq(ready, 0);
    control_serve(control, p, n);
    return ready;
}

/* Until there is nothing more to do. */
static void take_turns(void)
{
    for (int i = 0; take_turn() > 0; i++)
        cr_assert_lt(i, 10000, "it spins");
}

static int client(void)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    memcpy(a.sun_path, path, strlen(path));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    cr_assert_eq(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    return fd;
}

static void say(int fd, const char *text)
{
    cr_assert_eq(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

/* What has come so far. */
static const char *heard(int fd)
{
    static char text[65536];
    ssize_t n = recv(fd, text, sizeof text - 1, 0);
    text[n > 0 ? n : 0] = '\0';
    return text;
}

static bool is_hung_up(int fd)
{
    char c;
    ssize_t n = recv(fd, &c, 1, 0);
    return n == 0 || (n < 0 && errno == ECONNRESET);
}

static size_t count_lines(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++)
        n += *text == '\n';
    return n;
}

/* Reads a line of any length while the control serves; how long it is. */
static size_t take_long_line(int fd)
{
    static char piece[65536];
    size_t n = 0;
    bool whole = false;
    while (!whole) {
        (void)take_turn();
        ssize_t got = recv(fd, piece, sizeof piece, 0);
        cr_assert(got > 0 || (got < 0 && errno == EAGAIN));
        n += got > 0 ? (size_t)got : 0;
        whole = got > 0 && memchr(piece, '\n', (size_t)got) != NULL;
    }
    return n;
}

Test(control, answers_a_request_a_line)
{
    int fd = client();
    say(fd, "{\"n\":7}\n");
    take_turns();
    cr_expect_str_eq(heard(fd), "{\"n\":7,\"ok\":true}\n");
    say(fd, "{\"no\":1}\r\n");
    take_turns();
    cr_expect_str_eq(heard(fd), "{\"error\":\"not today, caf\\u00E9\",\"ok\":false}\n");
    (void)close(fd);
    take_turns();
}

Test(control, answers_in_order_what_was_asked_at_once)
{
    char requests[4000] = "", answers[8000] = "";
    size_t n = 0, m = 0;
    for (int i = 100; i < 400; i++) {
        n += (size_t)snprintf(requests + n, sizeof requests - n, "{\"n\":%d}\n", i);
        m += (size_t)snprintf(answers + m, sizeof answers - m, "{\"n\":%d,\"ok\":true}\n", i);
    }
    int fd = client();
    say(fd, requests);
    take_turns();
    cr_expect_lt(asked, 300, "it waits until answers are read");
    char all[8000] = "";
    const char *more = heard(fd);
    for (size_t k = 0; *more != '\0' && k + strlen(more) < sizeof all; more = heard(fd)) {
        k += (size_t)snprintf(all + k, sizeof all - k, "%s", more);
        take_turns();
    }
    cr_expect_str_eq(all, answers);
    (void)close(fd);
}

Test(control, answers_one_request_of_each_client_a_turn)
{
    int many = client(), one = client();
    take_turns();
    say(many, "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n");
    say(one, "{\"n\":9}\n");
    (void)take_turn();
    cr_expect_eq(asked, 2);
    cr_expect_str_eq(heard(one), "{\"n\":9,\"ok\":true}\n");
    cr_expect_str_eq(heard(many), "{\"n\":1,\"ok\":true}\n");
    take_turns();
    cr_expect_eq(count_lines(heard(many)), 2);
    (void)close(many);
    (void)close(one);
}

Test(control, answers_a_request_that_comes_byte_by_byte)
{
    int fd = client();
    for (const char *s = "{\"n\":1}\n{\"n\":2}\n"; *s != '\0'; s++) {
        say(fd, (char[]){ *s, '\0' });
        take_turns();
    }
    cr_expect_str_eq(heard(fd), "{\"n\":1,\"ok\":true}\n{\"n\":2,\"ok\":true}\n");
    (void)close(fd);
}

Test(control, says_no_to_garbage_and_goes_on)
{
    static const char *const garbage[] = { "\n",
                                           "hello\n",
                                           "[1]\n",
                                           "{\"n\":1\n",
                                           "{\"n\":1}{}\n",
                                           "{\"n\":1,\"n\":2}\n",
                                           "\"x\"\n",
                                           "{\"n\":\"\xff\"}\n",
                                           "{} x\n" };
    int fd = client();
    for (size_t i = 0; i < sizeof garbage / sizeof garbage[0]; i++) {
        say(fd, garbage[i]);
        take_turns();
        cr_expect_str_eq(heard(fd), "{\"error\":\"a request is one JSON object on one line\","
                                    "\"ok\":false}\n");
    }
    cr_assert_eq(send(fd, "{\"\0\":1}\n", 8, 0), 8);
    say(fd, "\n{\"n\":5}\n");
    take_turns();
    const char *text = heard(fd);
    cr_expect_eq(count_lines(text), 3);
    cr_expect_not_null(strstr(text, "\n{\"n\":5,\"ok\":true}\n"));
    cr_expect_eq(asked, 1);
    (void)close(fd);
}

Test(control, survives_brackets_in_brackets)
{
    char deep[4096];
    memset(deep, '[', sizeof deep);
    memcpy(deep, "{\"a\":", 5);
    deep[sizeof deep - 2] = '\n';
    deep[sizeof deep - 1] = '\0';
    int fd = client();
    say(fd, deep);
    take_turns();
    cr_expect_not_null(strstr(heard(fd), "\"ok\":false"));
    (void)close(fd);
}

Test(control, takes_a_request_of_4_kib_and_hangs_up_on_a_longer_one)
{
    char line[4098];
    memset(line, ' ', sizeof line);
    memcpy(line, "{\"n\":1}", 7);
    line[4095] = '\n';
    line[4096] = '\0';
    int fd = client();
    say(fd, line);
    take_turns();
    cr_expect_str_eq(heard(fd), "{\"n\":1,\"ok\":true}\n");
    line[4095] = ' ';
    line[4096] = '\n';
    line[4097] = '\0';
    say(fd, line);
    take_turns();
    cr_expect_str_eq(heard(fd),
                     "{\"error\":\"a request is at most 4096 bytes long\",\"ok\":false}\n");
    cr_expect(is_hung_up(fd));
    cr_expect_eq(asked, 1);
    (void)close(fd);
}

Test(control, does_not_wait_for_the_end_of_a_line_too_long)
{
    char line[4097];
    memset(line, 'x', sizeof line - 1);
    line[4096] = '\0';
    int fd = client();
    say(fd, line);
    take_turns();
    cr_expect_not_null(strstr(heard(fd), "at most 4096 bytes"));
    cr_expect(is_hung_up(fd));
    (void)close(fd);
}

Test(control, lets_the_ninth_client_wait_for_a_place)
{
    int fds[PLACES];
    for (size_t i = 0; i < PLACES; i++)
        fds[i] = client();
    take_turns();
    int ninth = client();
    say(ninth, "{\"n\":9}\n");
    for (int i = 0; i < 4; i++) {
        for (size_t k = 0; k < PLACES; k++)
            say(fds[k], "{\"n\":1}\n");
        (void)take_turn();
    }
    cr_expect_str_eq(heard(ninth), "");
    cr_expect_eq(take_turn(), 0, "it does not spin meanwhile");
    (void)close(fds[3]);
    take_turns();
    cr_expect_str_eq(heard(ninth), "{\"n\":9,\"ok\":true}\n");
    for (size_t i = 0; i < PLACES; i++) {
        if (i == 3)
            continue;
        cr_expect_eq(count_lines(heard(fds[i])), 4);
        cr_expect_not(is_hung_up(fds[i]));
        (void)close(fds[i]);
    }
    (void)close(ninth);
}

Test(control, lets_the_client_that_is_quiet_longest_give_way)
{
    int fds[PLACES];
    be_impatient();
    for (size_t i = 0; i < PLACES; i++) {
        fds[i] = client();
        take_turns();
    }
    (void)usleep((QUIET_MS + 5) * 1000);
    take_turns();
    cr_expect_not(is_hung_up(fds[1]), "nobody needs its place");
    say(fds[0], "{\"n\":1}\n");
    say(fds[1], "{\"n\":"); /* half a request is none */
    take_turns();
    int ninth = client();
    say(ninth, "{\"n\":9}\n");
    take_turns();
    cr_expect_str_eq(heard(ninth), "{\"n\":9,\"ok\":true}\n");
    cr_expect_str_eq(heard(fds[0]), "{\"n\":1,\"ok\":true}\n");
    cr_expect_not(is_hung_up(fds[0]));
    size_t gone = 0;
    for (size_t i = 0; i < PLACES; i++) {
        gone += is_hung_up(fds[i]);
        (void)close(fds[i]);
    }
    cr_expect_eq(gone, 1);
    (void)close(ninth);
}

Test(control, gives_the_place_of_a_client_that_does_not_read_to_another)
{
    int fds[PLACES];
    be_impatient();
    for (size_t i = 0; i < PLACES; i++) {
        fds[i] = client();
        say(fds[i], "{\"long\":1000000}\n");
    }
    take_turns();
    (void)usleep((QUIET_MS + 5) * 1000);
    int ninth = client();
    say(ninth, "{\"n\":9}\n");
    take_turns();
    cr_expect_str_eq(heard(ninth), "{\"n\":9,\"ok\":true}\n");
    for (size_t i = 0; i < PLACES; i++)
        (void)close(fds[i]);
    (void)close(ninth);
}

Test(control, is_not_held_up_by_a_client_that_does_not_read)
{
    int slow = client(), other = client();
    say(slow, "{\"long\":20000000}\n{\"n\":2}\n");
    take_turns();
    cr_expect_eq(asked, 1, "the second is not read yet");
    for (int i = 0; i < 10; i++) {
        say(other, "{\"n\":3}\n");
        take_turns();
        cr_expect_str_eq(heard(other), "{\"n\":3,\"ok\":true}\n");
    }
    cr_expect_eq(take_long_line(slow), LONG_ANSWER + strlen("{\"ok\":true,\"text\":\"\"}\n"));
    take_turns();
    cr_expect_str_eq(heard(slow), "{\"n\":2,\"ok\":true}\n");
    (void)close(slow);
    (void)close(other);
}

Test(control, forgets_a_client_that_has_gone)
{
    static const char *const said[] = { "", "{\"n\":", "{\"n\":1}\n", "{\"n\":1}\n{\"n\":2}\n",
                                        "{\"long\":1000000}\n{\"n\":2}\n" };
    for (size_t i = 0; i < 4 * PLACES; i++) { /* more often than there are places */
        int fd = client();
        say(fd, said[i % 5]);
        if (i % 2 == 0)
            take_turns();
        (void)close(fd);
        take_turns();
    }
    struct pollfd p[CONTROL_POLLS];
    cr_expect_eq(control_polls(control, p, CONTROL_POLLS), 1, "only who listens is left");
}

Test(control, answers_a_client_that_says_no_more)
{
    int fd = client();
    say(fd, "{\"n\":1}\n{\"n\":2}\n{\"n\"");
    cr_assert_eq(shutdown(fd, SHUT_WR), 0);
    take_turns();
    cr_expect_str_eq(heard(fd), "{\"n\":1,\"ok\":true}\n{\"n\":2,\"ok\":true}\n");
    cr_expect(is_hung_up(fd));
    (void)close(fd);
}

Test(control, ends_conversations_that_are_not_finished)
{
    int fd = client(), silent = client();
    say(fd, "{\"long\":1000000}\n{\"n\":2}\n");
    take_turns();
    control_close(control);
    cr_expect(is_hung_up(silent));
    open_with_patience(0);
    (void)close(fd);
    (void)close(silent);
}

Test(control, asks_for_no_more_polls_than_there_is_room)
{
    struct pollfd p[3];
    int fds[] = { client(), client(), client() };
    take_turns();
    cr_expect_eq(control_polls(control, p, 0), 0);
    cr_expect_eq(control_polls(control, p, 3), 3);
    p[0] = (struct pollfd){ .fd = -1, .revents = POLLIN };
    p[1] = (struct pollfd){ .fd = 0, .revents = POLLIN }; /* somebody else's */
    control_serve(control, p, 2);
    for (size_t i = 0; i < 3; i++)
        (void)close(fds[i]);
}
