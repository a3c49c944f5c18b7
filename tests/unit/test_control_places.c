/* Who has one of the eight places at the control socket, and who has to give way. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/control_client.h"

TestSuite(control_places, .init = serve_begin, .fini = serve_end);

Test(control_places, lets_the_ninth_client_wait_for_a_place)
{
    int fds[PLACES];
    for (size_t i = 0; i < PLACES; i++)
        fds[i] = client_new();
    serve_turns();
    int ninth = client_new();
    client_say(ninth, "{\"n\":9}\n");
    for (int i = 0; i < 4; i++) {
        for (size_t k = 0; k < PLACES; k++)
            client_say(fds[k], "{\"n\":1}\n");
        (void)serve_turn();
    }
    cr_expect_str_eq(client_heard(ninth), "");
    cr_expect_eq(serve_turn(), 0, "it does not spin meanwhile");
    (void)close(fds[3]);
    serve_turns();
    cr_expect_str_eq(client_heard(ninth), "{\"n\":9,\"ok\":true}\n");
    for (size_t i = 0; i < PLACES; i++) {
        if (i == 3)
            continue;
        cr_expect_eq(count_lines(client_heard(fds[i])), 4);
        cr_expect_not(client_is_hung_up(fds[i]));
        (void)close(fds[i]);
    }
    (void)close(ninth);
}

Test(control_places, lets_the_client_that_is_quiet_longest_give_way)
{
    int fds[PLACES];
    serve_impatiently();
    for (size_t i = 0; i < PLACES; i++) {
        fds[i] = client_new();
        serve_turns();
    }
    (void)usleep((QUIET_MS + 5) * 1000);
    serve_turns();
    cr_expect_not(client_is_hung_up(fds[1]), "nobody needs its place");
    client_say(fds[0], "{\"n\":1}\n");
    client_say(fds[1], "{\"n\":"); /* half a request is none */
    serve_turns();
    int ninth = client_new();
    client_say(ninth, "{\"n\":9}\n");
    serve_turns();
    cr_expect_str_eq(client_heard(ninth), "{\"n\":9,\"ok\":true}\n");
    cr_expect_str_eq(client_heard(fds[0]), "{\"n\":1,\"ok\":true}\n");
    cr_expect_not(client_is_hung_up(fds[0]));
    size_t gone = 0;
    for (size_t i = 0; i < PLACES; i++) {
        gone += client_is_hung_up(fds[i]);
        (void)close(fds[i]);
    }
    cr_expect_eq(gone, 1);
    (void)close(ninth);
}

Test(control_places, gives_the_place_of_a_client_that_does_not_read_to_another)
{
    int fds[PLACES];
    serve_impatiently();
    for (size_t i = 0; i < PLACES; i++) {
        fds[i] = client_new();
        client_say(fds[i], "{\"long\":1000000}\n");
    }
    serve_turns();
    (void)usleep((QUIET_MS + 5) * 1000);
    int ninth = client_new();
    client_say(ninth, "{\"n\":9}\n");
    serve_turns();
    cr_expect_str_eq(client_heard(ninth), "{\"n\":9,\"ok\":true}\n");
    for (size_t i = 0; i < PLACES; i++)
        (void)close(fds[i]);
    (void)close(ninth);
}

Test(control_places, is_not_held_up_by_a_client_that_does_not_read)
{
    int slow = client_new(), other = client_new();
    client_say(slow, "{\"long\":20000000}\n{\"n\":2}\n");
    serve_turns();
    cr_expect_eq(requests_answered, 1, "the second is not read yet");
    for (int i = 0; i < 10; i++) {
        client_say(other, "{\"n\":3}\n");
        serve_turns();
        cr_expect_str_eq(client_heard(other), "{\"n\":3,\"ok\":true}\n");
    }
    cr_expect_eq(client_take_long_line(slow),
                 LONG_ANSWER + strlen("{\"ok\":true,\"text\":\"\"}\n"));
    serve_turns();
    cr_expect_str_eq(client_heard(slow), "{\"n\":2,\"ok\":true}\n");
    (void)close(slow);
    (void)close(other);
}

Test(control_places, forgets_a_client_that_has_gone)
{
    static const char *const said[] = { "", "{\"n\":", "{\"n\":1}\n", "{\"n\":1}\n{\"n\":2}\n",
                                        "{\"long\":1000000}\n{\"n\":2}\n" };
    for (size_t i = 0; i < 4 * PLACES; i++) { /* more often than there are places */
        int fd = client_new();
        client_say(fd, said[i % 5]);
        if (i % 2 == 0)
            serve_turns();
        (void)close(fd);
        serve_turns();
    }
    struct pollfd p[CONTROL_POLLS];
    cr_expect_eq(control_polls(control, p, CONTROL_POLLS), 1, "only who listens is left");
}

Test(control_places, answers_a_client_that_says_no_more)
{
    int fd = client_new();
    client_say(fd, "{\"n\":1}\n{\"n\":2}\n{\"n\"");
    cr_assert_eq(shutdown(fd, SHUT_WR), 0);
    serve_turns();
    cr_expect_str_eq(client_heard(fd), "{\"n\":1,\"ok\":true}\n{\"n\":2,\"ok\":true}\n");
    cr_expect(client_is_hung_up(fd));
    (void)close(fd);
}
