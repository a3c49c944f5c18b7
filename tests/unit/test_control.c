#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/control_client.h"

TestSuite(control, .init = serve_begin, .fini = serve_end);

Test(control, answers_a_request_a_line)
{
    int fd = client_new();
    client_say(fd, "{\"n\":7}\n");
    serve_turns();
    cr_expect_str_eq(client_heard(fd), "{\"n\":7,\"ok\":true}\n");
    client_say(fd, "{\"no\":1}\r\n");
    serve_turns();
    cr_expect_str_eq(client_heard(fd), "{\"error\":\"not today, caf\\u00E9\",\"ok\":false}\n");
    (void)close(fd);
    serve_turns();
}

Test(control, answers_in_order_what_was_asked_at_once)
{
    char requests[4000] = "", answers[8000] = "";
    size_t n = 0, m = 0;
    for (int i = 100; i < 400; i++) {
        n += (size_t)snprintf(requests + n, sizeof requests - n, "{\"n\":%d}\n", i);
        m += (size_t)snprintf(answers + m, sizeof answers - m, "{\"n\":%d,\"ok\":true}\n", i);
    }
    int fd = client_new();
    client_say(fd, requests);
    serve_turns();
    cr_expect_lt(requests_answered, 300, "it waits until answers are read");
    char all[8000] = "";
    const char *more = client_heard(fd);
    for (size_t k = 0; *more != '\0' && k + strlen(more) < sizeof all; more = client_heard(fd)) {
        k += (size_t)snprintf(all + k, sizeof all - k, "%s", more);
        serve_turns();
    }
    cr_expect_str_eq(all, answers);
    (void)close(fd);
}

Test(control, answers_one_request_of_each_client_a_turn)
{
    int many = client_new(), one = client_new();
    serve_turns();
    client_say(many, "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n");
    client_say(one, "{\"n\":9}\n");
    (void)serve_turn();
    cr_expect_eq(requests_answered, 2);
    cr_expect_str_eq(client_heard(one), "{\"n\":9,\"ok\":true}\n");
    cr_expect_str_eq(client_heard(many), "{\"n\":1,\"ok\":true}\n");
    serve_turns();
    cr_expect_eq(count_lines(client_heard(many)), 2);
    (void)close(many);
    (void)close(one);
}

Test(control, answers_a_request_that_comes_byte_by_byte)
{
    int fd = client_new();
    for (const char *s = "{\"n\":1}\n{\"n\":2}\n"; *s != '\0'; s++) {
        client_say(fd, (char[]){ *s, '\0' });
        serve_turns();
    }
    cr_expect_str_eq(client_heard(fd), "{\"n\":1,\"ok\":true}\n{\"n\":2,\"ok\":true}\n");
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
    int fd = client_new();
    for (size_t i = 0; i < sizeof garbage / sizeof garbage[0]; i++) {
        client_say(fd, garbage[i]);
        serve_turns();
        cr_expect_str_eq(client_heard(fd),
                         "{\"error\":\"a request is one JSON object on one line\","
                         "\"ok\":false}\n");
    }
    cr_assert_eq(send(fd, "{\"\0\":1}\n", 8, 0), 8);
    client_say(fd, "\n{\"n\":5}\n");
    serve_turns();
    const char *text = client_heard(fd);
    cr_expect_eq(count_lines(text), 3);
    cr_expect_not_null(strstr(text, "\n{\"n\":5,\"ok\":true}\n"));
    cr_expect_eq(requests_answered, 1);
    (void)close(fd);
}

Test(control, survives_brackets_in_brackets)
{
    char deep[4096];
    memset(deep, '[', sizeof deep);
    memcpy(deep, "{\"a\":", 5);
    deep[sizeof deep - 2] = '\n';
    deep[sizeof deep - 1] = '\0';
    int fd = client_new();
    client_say(fd, deep);
    serve_turns();
    cr_expect_not_null(strstr(client_heard(fd), "\"ok\":false"));
    (void)close(fd);
}

Test(control, takes_a_request_of_4_kib_and_hangs_up_on_a_longer_one)
{
    char line[4098];
    memset(line, ' ', sizeof line);
    memcpy(line, "{\"n\":1}", 7);
    line[4095] = '\n';
    line[4096] = '\0';
    int fd = client_new();
    client_say(fd, line);
    serve_turns();
    cr_expect_str_eq(client_heard(fd), "{\"n\":1,\"ok\":true}\n");
    line[4095] = ' ';
    line[4096] = '\n';
    line[4097] = '\0';
    client_say(fd, line);
    serve_turns();
    cr_expect_str_eq(client_heard(fd),
                     "{\"error\":\"a request is at most 4096 bytes long\",\"ok\":false}\n");
    cr_expect(client_is_hung_up(fd));
    cr_expect_eq(requests_answered, 1);
    (void)close(fd);
}

Test(control, does_not_wait_for_the_end_of_a_line_too_long)
{
    char line[4097];
    memset(line, 'x', sizeof line - 1);
    line[4096] = '\0';
    int fd = client_new();
    client_say(fd, line);
    serve_turns();
    cr_expect_not_null(strstr(client_heard(fd), "at most 4096 bytes"));
    cr_expect(client_is_hung_up(fd));
    (void)close(fd);
}

Test(control, ends_conversations_that_are_not_finished)
{
    int fd = client_new(), silent = client_new();
    client_say(fd, "{\"long\":1000000}\n{\"n\":2}\n");
    serve_turns();
    control_close(control);
    cr_expect(client_is_hung_up(silent));
    serve_patiently(0);
    (void)close(fd);
    (void)close(silent);
}

Test(control, asks_for_no_more_polls_than_there_is_room)
{
    struct pollfd p[3];
    int fds[] = { client_new(), client_new(), client_new() };
    serve_turns();
    cr_expect_eq(control_polls(control, p, 0), 0);
    cr_expect_eq(control_polls(control, p, 3), 3);
    p[0] = (struct pollfd){ .fd = -1, .revents = POLLIN };
    p[1] = (struct pollfd){ .fd = 0, .revents = POLLIN }; /* somebody else's */
    control_serve(control, p, 2);
    for (size_t i = 0; i < 3; i++)
        (void)close(fds[i]);
}
