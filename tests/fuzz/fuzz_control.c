/* The control socket: what a client may send to a sensor, in portions of as many bytes as the first
 * byte says. Each line is answered with a line of JSON, and none of them does anything but what it
 * may. The workers are left out: the judge knows two cameras by itself. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "sensor/sensor.h"
#include "tests/fuzz/scratch.h"
#include "tests/support/judging.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROOM = 1 << 20, TURNS_MAX = 64 };

static void check(bool ok)
{
    if (!ok)
        abort();
}

/* ---- sensor/live_crew.h: there are no workers ---- */

bool live_crew_shunts(const struct live_crew *c)
{
    return c != NULL;
}

void live_crew_use_secrets(struct live_crew *c, const struct known_secrets *secrets)
{
    (void)c;
    (void)secrets;
}

/* ---- the sensor ---- */

static void pass_over(void *self, const struct alert *a)
{
    (void)self;
    check(a->ruling.item != NULL);
}

static void show(struct judge *j, struct observation o, uint64_t no)
{
    o.frame_no = no;
    o.time_ns = 1700000000000000000 + no;
    judge_see(j, &o);
}

static struct sensor *sensor_new(void)
{
    struct error e = { "" };
    struct sensor *s = calloc(1, sizeof *s);
    check(s != NULL);
    s->options.common.sensor = "fuzzed";
    s->options.capture = "none";
    check(verdicts_read_policy(&s->verdicts, &s->options.common, &e) &&
          verdicts_open(&s->verdicts, &s->judged, (struct alert_listener){ pass_over, NULL }, &e));
    const struct post_settings settings = { .sensor = "fuzzed", .style = { .host = "fuzzed" } };
    s->post = post_new(&settings, &e);
    check(s->post != NULL);
    s->tally = sandbox_tally_new();
    check(s->tally != NULL);
    show(s->verdicts.judge, shows_itself(), 1);
    struct observation other = answered_by_maker("http", 80, "GET", 200);
    other.server = at_host(11, 80);
    show(s->verdicts.judge, other, 2);
    return s;
}

/* ---- the client ---- */

struct client {
    struct control *control;
    int fd;
    size_t n;
    char said[ROOM];
};

static void serve(struct client *k)
{
    struct pollfd p[CONTROL_POLLS];
    int n = control_polls(k->control, p, CONTROL_POLLS);
    check(n >= 0 && n <= CONTROL_POLLS);
    if (n > 0 && poll(p, (nfds_t)n, 0) > 0)
        control_serve(k->control, p, n);
    ssize_t got = 0;
    while ((got = recv(k->fd, k->said + k->n, ROOM - 1 - k->n, MSG_DONTWAIT)) > 0)
        k->n += (size_t)got;
}

static void check_answers(const struct client *k)
{
    struct bytes rest = { (const uint8_t *)k->said, k->n };
    while (rest.n > 0 && bytes_find(rest, "\n") < rest.n) {
        struct bytes line = bytes_first(rest, bytes_find(rest, "\n"));
        json_t *o = json_loadb((const char *)line.p, line.n, JSON_REJECT_DUPLICATES, NULL);
        check(json_is_object(o));
        bool error = json_object_get(o, "error") != NULL;
        check(json_is_boolean(json_object_get(o, "ok")));
        check(json_is_true(json_object_get(o, "ok")) != error || json_object_get(o, "policy"));
        json_decref(o);
        rest = bytes_after(rest, line.n + 1);
    }
}

static void talk_to(struct client *k, struct bytes rest, size_t portion)
{
    for (int turn = 0; rest.n > 0 && turn < TURNS_MAX; turn++) {
        struct bytes here = bytes_first(rest, turn + 1 < TURNS_MAX ? portion : rest.n);
        if (send(k->fd, here.p, here.n, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno != EAGAIN)
            break;
        rest = bytes_after(rest, here.n);
        serve(k);
    }
    (void)shutdown(k->fd, SHUT_WR);
    for (int i = 0; i < 16; i++)
        serve(k);
}

static struct control *begin(const char *path)
{
    static struct sensor *s;
    struct error e = { "" };
    s = s != NULL ? s : sensor_new();
    const struct control_settings settings = { .path = path, .uid = getuid(), .gid = getgid() };
    struct control *c = control_open(&settings, (struct control_answerer){ sensor_answer, s }, &e);
    check(c != NULL);
    return c;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct control *control;
    static struct client k;
    char path[SCRATCH_PATH];
    scratch_hush();
    scratch_path("control.sock", path);
    control = control != NULL ? control : begin(path);
    if (size < 2)
        return 0;
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    (void)snprintf(to.sun_path, sizeof to.sun_path, "%.100s", path);
    k.control = control;
    k.n = 0;
    k.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    check(k.fd >= 0 && connect(k.fd, (const struct sockaddr *)&to, sizeof to) == 0);
    talk_to(&k, (struct bytes){ data + 1, size - 1 }, (size_t)1 + data[0] * 8U);
    check_answers(&k);
    check(close(k.fd) == 0);
    serve(&k);
    return 0;
}
