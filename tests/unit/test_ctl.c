/* Against a control socket of its own, served by a child. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sensor/control.h"
#include "sensor/ctl.h"

enum { TEXT = 65536, CAMERAS = 7, PAGE = 3 };

/* What one run of `camwarden ctl` did. */
struct run {
    int status;
    char out[TEXT], err[TEXT];
};

static char folder[64];
static char path[96];
static struct control *control;
static pid_t server;
static struct run run;

/* Pages of three cameras, with what was asked beside them. */
static json_t *page_of(const json_t *request)
{
    json_int_t from = json_integer_value(json_object_get(request, "from"));
    json_t *cameras = json_array();
    json_int_t i = from;
    for (; i < from + PAGE && i < CAMERAS; i++)
        (void)json_array_append_new(
            cameras, json_pack("{s:I, s:O?}", "id", i, "of", json_object_get(request, "camera")));
    json_t *page = json_pack("{s:o}", "cameras", cameras);
    if (i < CAMERAS)
        (void)json_object_set_new(page, "next", json_integer(i));
    return page;
}

static json_t *sinks(json_int_t a, json_int_t b)
{
    return json_pack("{s:[{s:I},{s:I}]}", "delivery", "queued", a, "queued", b);
}

static json_t *sensor(void *self, const json_t *request)
{
    json_int_t *left = self;
    const char *command = json_string_value(json_object_get(request, "command"));
    if (strcmp(command, "status") == 0) {
        *left -= *left > 0;
        return sinks(*left, *left > 0);
    }
    if (strcmp(command, "flush") == 0)
        return json_pack("{s:I}", "queued", *left + 1);
    if (strcmp(command, "cameras") == 0 || strcmp(command, "posture") == 0)
        return page_of(request);
    if (strcmp(command, "reload") == 0)
        return json_pack("{s:s}", "error", "policy.yaml:3: no \x1b[31msuch key\nthe old one stays");
    return json_pack("{s:O}", "was", request);
}

/* Goes back for ever. */
static json_t *mad(void *self, const json_t *request)
{
    (void)self;
    (void)request;
    return json_pack("{s:[i], s:i}", "cameras", 1, "next", 5);
}

static json_t *stuck(void *self, const json_t *request)
{
    (void)self;
    (void)request;
    return json_pack("{s:i, s:[{s:i}]}", "queued", 5, "delivery", "queued", 4);
}

static void serve(json_t *(*answer)(void *self, const json_t *request), json_int_t left)
{
    struct error e;
    struct control_settings s = { .path = path, .uid = getuid(), .gid = getgid() };
    control = control_open(&s, (struct control_answerer){ answer, &left }, &e);
    cr_assert_not_null(control, "%s", e.s);
    server = fork();
    if (server != 0)
        return;
    for (;;) {
        struct pollfd p[CONTROL_POLLS];
        int n = control_polls(control, p, CONTROL_POLLS);
        (void)poll(p, (nfds_t)n, 1000);
        control_serve(control, p, n);
    }
}

static void begin(void)
{
    (void)snprintf(folder, sizeof folder, "/tmp/camwarden-ctl-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/control.sock", folder);
}

static void remove_file(const char *name)
{
    char file[128];
    (void)snprintf(file, sizeof file, "%s/%s", folder, name);
    (void)unlink(file);
}

static void end(void)
{
    if (server > 0) {
        (void)kill(server, SIGKILL);
        (void)waitpid(server, NULL, 0);
    }
    if (control != NULL)
        control_close(control);
    remove_file("out");
    remove_file("err");
    cr_expect_eq(rmdir(folder), 0);
}

TestSuite(ctl, .init = begin, .fini = end);

static int create(const char *name)
{
    char file[128];
    (void)snprintf(file, sizeof file, "%s/%s", folder, name);
    return open(file, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

static void read_back(int fd, char text[static TEXT])
{
    ssize_t n = pread(fd, text, TEXT - 1, 0);
    cr_assert_geq(n, 0);
    text[n] = '\0';
    (void)close(fd);
}

/* Runs it with up to seven words after --control PATH. */
static void ctl(const char *const words[], size_t n)
{
    char *argv[12] = { (char[]){ "ctl" }, (char[]){ "--control" }, path };
    int out = create("out"), err = create("err"), status = 0;
    for (size_t i = 0; i < n; i++)
        argv[3 + i] = strdup(words[i]);
    (void)fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        (void)dup2(out, STDOUT_FILENO);
        (void)dup2(err, STDERR_FILENO);
        int result = ctl_main((int)n + 3, argv);
        (void)fflush(NULL);
        _exit(result);
    }
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status));
    run.status = WEXITSTATUS(status);
    read_back(out, run.out);
    read_back(err, run.err);
    for (size_t i = 0; i < n; i++)
        free(argv[3 + i]);
}

static void expect(int status, const char *out, const char *err)
{
    cr_expect_eq(run.status, status, "%d", run.status);
    cr_expect_str_eq(run.out, out);
    cr_expect_str_eq(run.err, err);
}

Test(ctl, prints_the_answer_with_sorted_keys_and_without_ok)
{
    serve(sensor, 0);
    ctl((const char *[]){ "status" }, 1);
    expect(CTL_DONE,
           "{\n  \"delivery\": [\n    {\n      \"queued\": 0\n    },\n    {\n      \"queued\": 0\n"
           "    }\n  ]\n}\n",
           "");
}

Test(ctl, asks_with_all_it_was_told)
{
    serve(sensor, 0);
    ctl((const char *[]){ "suppress", "c4", "8.1.2", "--for", "12h", "--reason", "caf\xc3\xa9" },
        7);
    expect(CTL_DONE,
           "{\n  \"was\": {\n    \"camera\": \"c4\",\n    \"command\": \"suppress\",\n"
           "    \"for_s\": 43200,\n    \"item\": \"8.1.2\",\n    \"reason\": \"caf\\u00E9\"\n"
           "  }\n}\n",
           "");
}

Test(ctl, passes_a_refusal_on_and_leaves_the_terminal_alone)
{
    serve(sensor, 0);
    ctl((const char *[]){ "reload" }, 1);
    expect(CTL_REFUSED, "", "camwarden: policy.yaml:3: no .[31msuch key\nthe old one stays\n");
}

Test(ctl, passes_on_that_a_request_is_too_long)
{
    char reason[300000];
    memset(reason, 'x', sizeof reason - 1);
    reason[sizeof reason - 1] = '\0';
    serve(sensor, 0);
    ctl((const char *[]){ "suppress", "a", "b", "--for", "1d", "--reason", reason }, 7);
    expect(CTL_REFUSED, "", "camwarden: a request is at most 4096 bytes long\n");
}

/* That the cameras are those of all pages, in order. */
static void expect_cameras(const char *of)
{
    json_t *o = json_loads(run.out, 0, NULL);
    const json_t *cameras = json_object_get(o, "cameras");
    cr_expect_eq(run.status, CTL_DONE, "%s", run.err);
    cr_assert_eq(json_object_size(o), 1, "%s", run.out);
    cr_assert_eq(json_array_size(cameras), CAMERAS);
    for (size_t i = 0; i < CAMERAS; i++) {
        const json_t *camera = json_array_get(cameras, i);
        cr_expect_eq(json_integer_value(json_object_get(camera, "id")), (json_int_t)i);
        const char *asked = json_string_value(json_object_get(camera, "of"));
        cr_expect(of == NULL ? asked == NULL : asked != NULL && strcmp(asked, of) == 0);
    }
    json_decref(o);
}

Test(ctl, turns_all_pages)
{
    serve(sensor, 0);
    ctl((const char *[]){ "cameras" }, 1);
    expect_cameras(NULL);
    ctl((const char *[]){ "posture", "c4" }, 2);
    expect_cameras("c4");
}

Test(ctl, does_not_turn_pages_for_ever)
{
    serve(mad, 0);
    ctl((const char *[]){ "cameras" }, 1);
    expect(CTL_REFUSED, "", "camwarden: the pages of the sensor's answer go back\n");
}

Test(ctl, waits_until_all_is_delivered)
{
    serve(sensor, 3);
    ctl((const char *[]){ "flush" }, 1);
    expect(CTL_DONE, "{\n  \"queued\": 0\n}\n", "");
}

Test(ctl, says_what_is_left_when_the_time_is_up)
{
    serve(stuck, 0);
    ctl((const char *[]){ "flush", "--timeout", "3" }, 3);
    expect(CTL_REFUSED, "{\n  \"queued\": 4\n}\n", "");
}

Test(ctl, says_when_no_sensor_is_there)
{
    char expected[160];
    (void)snprintf(expected, sizeof expected, "camwarden: no sensor is running at %s\n", path);
    ctl((const char *[]){ "status" }, 1);
    expect(CTL_NO_SENSOR, "", expected);
}

Test(ctl, says_when_the_sensor_stands_still)
{
    char expected[160];
    (void)snprintf(expected, sizeof expected, "camwarden: the sensor at %s does not answer\n",
                   path);
    serve(sensor, 0);
    (void)kill(server, SIGSTOP);
    ctl((const char *[]){ "status", "--timeout", "1" }, 3);
    expect(CTL_NO_SENSOR, "", expected);
}
