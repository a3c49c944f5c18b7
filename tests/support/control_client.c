#include "tests/support/control_client.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static char folder[64];
static char path[96];
struct control *control;
unsigned requests_answered;

/* {"n":7} gives {"n":7}; {"long":n} a text of n letters; {"no":1} an error. */
static json_t *answer(void *self, const json_t *request)
{
    (void)self;
    requests_answered++;
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

void serve_patiently(int patience_ms)
{
    struct error e = { "" };
    struct control_settings s = { path, getuid(), getgid(), patience_ms };
    control = control_open(&s, (struct control_answerer){ answer, NULL }, &e);
    cr_assert_not_null(control, "%s", e.s);
}

/* Opened again, where a test is about quiet clients. */
void serve_impatiently(void)
{
    control_close(control);
    serve_patiently(QUIET_MS);
}

void serve_begin(void)
{
    (void)snprintf(folder, sizeof folder, "/tmp/camwarden-control-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/control.sock", folder);
    serve_patiently(0);
}

void serve_end(void)
{
    control_close(control);
    cr_expect_eq(rmdir(folder), 0, "nothing is left in the folder");
}

/* How many of what it polls for are ready now. */
int serve_turn(void)
{
    struct pollfd p[CONTROL_POLLS];
    int n = control_polls(control, p, CONTROL_POLLS);
    int ready = poll(p, (nfds_t)n, 0);
    cr_assert_geq(ready, 0);
    control_serve(control, p, n);
    return ready;
}

/* Until there is nothing more to do. */
void serve_turns(void)
{
    for (int i = 0; serve_turn() > 0; i++)
        cr_assert_lt(i, 10000, "it spins");
}

int client_new(void)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    memcpy(a.sun_path, path, strlen(path));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    cr_assert_eq(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    return fd;
}

void client_say(int fd, const char *text)
{
    cr_assert_eq(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

/* What has come so far. */
const char *client_heard(int fd)
{
    static char text[65536];
    ssize_t n = recv(fd, text, sizeof text - 1, 0);
    text[n > 0 ? n : 0] = '\0';
    return text;
}

bool client_is_hung_up(int fd)
{
    char c;
    ssize_t n = recv(fd, &c, 1, 0);
    return n == 0 || (n < 0 && errno == ECONNRESET);
}

/* Reads a line of any length while the control serves; how long it is. */
size_t client_take_long_line(int fd)
{
    static char piece[65536];
    size_t n = 0;
    bool whole = false;
    while (!whole) {
        (void)serve_turn();
        ssize_t got = recv(fd, piece, sizeof piece, 0);
        cr_assert(got > 0 || (got < 0 && errno == EAGAIN));
        n += got > 0 ? (size_t)got : 0;
        whole = got > 0 && memchr(piece, '\n', (size_t)got) != NULL;
    }
    return n;
}

size_t count_lines(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++)
        n += *text == '\n';
    return n;
}
