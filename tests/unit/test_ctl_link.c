/* Against somebody who listens where the sensor should, and says what a test gives him to say. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sensor/ctl_link.h"

enum { PATIENCE_MS = 30000, IMPATIENCE_MS = 50 };

static char folder[64];
static char path[96];
static pid_t other;
static struct error e;
static struct ctl_link link_to;

static void begin(void)
{
    (void)snprintf(folder, sizeof folder, "/tmp/camwarden-link-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/s", folder);
}

static void end(void)
{
    if (other > 0) {
        (void)kill(other, SIGKILL);
        (void)waitpid(other, NULL, 0);
    }
    (void)unlink(path);
    (void)rmdir(folder);
}

TestSuite(ctl_link, .init = begin, .fini = end);

static int listener(int queue)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    memcpy(a.sun_path, path, strlen(path));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    cr_assert_eq(listen(fd, queue), 0);
    return fd;
}

/* Sends n bytes after the request has come, in pieces; then hangs up, or keeps silent. */
static void reply(const char *text, size_t n, size_t piece, bool hangs_up)
{
    int listens = listener(1);
    other = fork();
    if (other != 0) {
        (void)close(listens);
        return;
    }
    char request[8192];
    int fd = accept(listens, NULL, NULL);
    (void)!read(fd, request, sizeof request);
    for (size_t i = 0; i < n; i += piece)
        (void)!send(fd, text + i, n - i < piece ? n - i : piece, MSG_NOSIGNAL);
    if (!hangs_up)
        (void)pause();
    _exit(0);
}

static json_t *ask(int timeout_ms)
{
    cr_assert(ctl_link_open(&link_to, path, timeout_ms, &e), "%s", e.s);
    json_t *answer = ctl_link_ask(&link_to, json_pack("{s:s}", "command", "status"), &e);
    ctl_link_close(&link_to);
    return answer;
}

static void expect_refusal(const char *text, size_t n, bool hangs_up, const char *why)
{
    reply(text, n, n, hangs_up);
    cr_expect_null(ask(hangs_up ? PATIENCE_MS : IMPATIENCE_MS));
    cr_expect_not_null(strstr(e.s, why), "%s", e.s);
}

Test(ctl_link, brings_an_answer)
{
    static const char text[] = "{\"ok\":true}\n";
    reply(text, strlen(text), 1, false);
    json_t *answer = ask(PATIENCE_MS);
    cr_assert_not_null(answer, "%s", e.s);
    cr_expect(json_is_true(json_object_get(answer, "ok")));
    json_decref(answer);
}

Test(ctl_link, brings_a_long_answer)
{
    enum { LONG = 20000000 };
    char *text = malloc(LONG);
    cr_assert_not_null(text);
    memset(text, ' ', LONG);
    memcpy(text, "{\"ok\":true", 10);
    memcpy(text + LONG - 2, "}\n", 2);
    reply(text, LONG, 100000, true);
    json_t *answer = ask(PATIENCE_MS);
    cr_expect_not_null(answer, "%s", e.s);
    json_decref(answer);
    free(text);
}

Test(ctl_link, refuses_an_answer_that_has_no_end)
{
    enum { ENDLESS = 66 * 1024 * 1024 };
    char *text = malloc(ENDLESS);
    cr_assert_not_null(text);
    memset(text, ' ', ENDLESS);
    expect_refusal(text, ENDLESS, true, "too long");
    free(text);
}

Test(ctl_link, waits_no_longer_than_it_was_told)
{
    expect_refusal("{\"ok\":true}", 11, false, "does not answer");
}

Test(ctl_link, says_when_the_sensor_hangs_up)
{
    expect_refusal("{\"ok\":true}", 11, true, "has hung up");
}

Test(ctl_link, refuses_what_is_no_answer)
{
    expect_refusal("[1]\n", 4, true, "no answer");
}

Test(ctl_link, refuses_what_is_not_json)
{
    expect_refusal("ok\n", 3, true, "no answer");
}

Test(ctl_link, says_when_no_sensor_is_there)
{
    cr_expect_not(ctl_link_open(&link_to, path, PATIENCE_MS, &e));
    cr_expect_not_null(strstr(e.s, "no sensor is running at"), "%s", e.s);
    (void)close(listener(1));
    cr_expect_not(ctl_link_open(&link_to, path, PATIENCE_MS, &e));
    cr_expect_not_null(strstr(e.s, "no sensor is running at"), "%s", e.s);
}

Test(ctl_link, says_when_the_path_is_no_path)
{
    char long_path[200];
    memset(long_path, 'x', sizeof long_path - 1);
    long_path[sizeof long_path - 1] = '\0';
    cr_expect_not(ctl_link_open(&link_to, long_path, PATIENCE_MS, &e));
    cr_expect_not_null(strstr(e.s, "cannot reach"), "%s", e.s);
    cr_expect_not(ctl_link_open(&link_to, "", PATIENCE_MS, &e));
}

Test(ctl_link, says_when_the_sensor_has_no_time)
{
    struct ctl_link waiting;
    int fd = listener(0);
    cr_assert(ctl_link_open(&waiting, path, IMPATIENCE_MS, &e), "%s", e.s);
    cr_expect_not(ctl_link_open(&link_to, path, IMPATIENCE_MS, &e));
    cr_expect_not_null(strstr(e.s, "has no time"), "%s", e.s);
    ctl_link_close(&waiting);
    (void)close(fd);
}

Test(ctl_link, says_when_it_is_not_allowed)
{
    int status = 0;
    if (getuid() != 0)
        cr_skip_test("only root can be somebody else");
    int fd = listener(1);
    other = fork();
    if (other == 0) {
        bool refused = setuid(64001) == 0 && !ctl_link_open(&link_to, path, PATIENCE_MS, &e);
        _exit(refused && strstr(e.s, "you may not ask") != NULL ? 7 : 0);
    }
    cr_assert_eq(waitpid(other, &status, 0), other);
    other = 0;
    cr_expect_eq(WEXITSTATUS(status), 7);
    (void)close(fd);
}
