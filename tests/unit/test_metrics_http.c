#include "sensor/metrics_http.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static char folder[] = "/tmp/camwarden-metrics.XXXXXX";
static char place_text[128];
static struct metrics_http *http;
static struct error e;

static struct metrics_http *open_there(void)
{
    struct metrics_place place;
    cr_assert(metrics_place_read(place_text, &place));
    return metrics_http_open(&place, getuid(), getgid(), &e);
}

static void set_up(void)
{
    cr_assert_not_null(mkdtemp(folder));
    (void)snprintf(place_text, sizeof place_text, "unix:%s/sock", folder);
    http = open_there();
    cr_assert_not_null(http, "%s", e.s);
    struct metrics m = { .sensor = "gate", .listening = true };
    metrics_http_note(http, &m);
    cr_assert(metrics_http_start(http, &e), "%s", e.s);
}

static void tear_down(void)
{
    metrics_http_close(http);
    cr_expect_eq(rmdir(folder), 0, "nothing is left");
}

TestSuite(metrics_http, .init = set_up, .fini = tear_down, .timeout = 30);

/* What comes back until the other end hangs up. */
static const char *ask(const char *request)
{
    static char answer[65536];
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    (void)snprintf(a.sun_path, sizeof a.sun_path, "%s", place_text + strlen("unix:"));
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    cr_assert_eq(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    (void)send(fd, request, strlen(request), MSG_NOSIGNAL);
    size_t n = 0;
    for (ssize_t got; (got = recv(fd, answer + n, sizeof answer - 1 - n, 0)) > 0;)
        n += (size_t)got;
    answer[n] = '\0';
    (void)close(fd);
    return answer;
}

static bool begins(const char *s, const char *with)
{
    return strncmp(s, with, strlen(with)) == 0;
}

static const char *ask_for(const char *what)
{
    char request[256];
    (void)snprintf(request, sizeof request, "%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                   what);
    return ask(request);
}

Test(metrics_http, tells_the_figures_of_the_last_snapshot)
{
    const char *answer = ask_for("GET /metrics");
    cr_expect(begins(answer, "HTTP/1.1 200 "), "%s", answer);
    cr_expect_not_null(strstr(answer, "text/plain; version=0.0.4"));
    cr_expect_not_null(strstr(answer, "\ncamwarden_cameras 0\n"));
    struct metrics m = { .sensor = "gate", .figures = { .cameras = 12 } };
    metrics_http_note(http, &m);
    cr_expect_not_null(strstr(ask_for("GET /metrics"), "\ncamwarden_cameras 12\n"));
}

Test(metrics_http, says_whether_it_lives_and_is_ready)
{
    cr_expect(begins(ask_for("GET /healthz"), "HTTP/1.1 200 "));
    cr_expect(begins(ask_for("GET /readyz"), "HTTP/1.1 200 "));
    struct metrics m = { .sensor = "gate", .listening = false };
    metrics_http_note(http, &m);
    const char *answer = ask_for("GET /readyz");
    cr_expect(begins(answer, "HTTP/1.1 503 ") && strstr(answer, "capture: ") != NULL, "%s", answer);
    cr_expect(begins(ask_for("GET /healthz"), "HTTP/1.1 200 "), "it lives all the same");
}

Test(metrics_http, answers_nothing_else)
{
    cr_expect(begins(ask_for("GET /"), "HTTP/1.1 404 "));
    cr_expect(begins(ask_for("GET /metrics/../etc"), "HTTP/1.1 404 "));
    cr_expect(begins(ask_for("DELETE /metrics"), "HTTP/1.1 405 "));
    cr_expect(begins(ask("POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nabcd"),
                     "HTTP/1.1 405 "));
    const char *answer = ask_for("HEAD /metrics");
    cr_expect(begins(answer, "HTTP/1.1 200 ") && strstr(answer, "camwarden_") == NULL, "%s",
              answer);
}

Test(metrics_http, lives_through_nonsense)
{
    static char long_line[40000] = "GET /";
    memset(long_line + 5, 'a', sizeof long_line - 6);
    (void)ask("nonsense\r\n\r\n");
    (void)ask(
        "GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc");
    cr_expect_not(begins(ask(long_line), "HTTP/1.1 200 "));
    cr_expect(begins(ask_for("GET /healthz"), "HTTP/1.1 200 "));
}

Test(metrics_http, has_a_socket_for_us_and_our_group_alone)
{
    struct stat st;
    cr_assert_eq(stat(place_text + strlen("unix:"), &st), 0);
    cr_expect_eq(st.st_mode & 0777, 0660);
    cr_expect_null(open_there(), "another sensor is there");
    cr_expect(begins(e.s, "cannot serve metrics: "), "%s", e.s);
}
