/* How it works: a capture is replayed by a child of ours that says its result as `replay --json`
 * does, so that there is one way in which a result is read. */
#include "sensor/posture_gather.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alerts/redis_url.h"
#include "core/clock.h"
#include "sensor/common_options.h"
#include "sensor/ctl.h"
#include "sensor/ctl_ask.h"
#include "sensor/posture_state.h"
#include "sensor/replay.h"

enum { TIMEOUT_MS = 10000 };

static json_t *ask_sensor(const struct posture_options *o, int *status, struct error *e)
{
    struct ctl_link link;
    *status = CTL_NO_SENSOR;
    if (!ctl_link_open(&link, o->control, TIMEOUT_MS, e))
        return NULL;
    json_t *request = json_pack("{s:s, s:s*}", "command", "posture", "camera", o->camera);
    json_t *answer = ctl_ask_pages(&link, request, status, e);
    ctl_link_close(&link);
    json_t *cameras = json_incref(json_object_get(answer, "cameras"));
    json_decref(answer);
    return cameras;
}

static bool read_redis(const struct posture_options *o, struct fleet *f, int *status,
                       struct error *e)
{
    bool read = fleet_read(f, o->redis, !o->sensors, real_ns(), e);
    redis_url_hide(o->redis);
    *status = read ? *status : EXIT_INPUT;
    return read;
}

/* A result begins with a brace, and no capture does. */
static bool is_result(const char *path)
{
    FILE *f = strcmp(path, "-") != 0 ? fopen(path, "re") : NULL;
    int first = f != NULL ? fgetc(f) : EOF;
    if (f != NULL)
        (void)fclose(f);
    return first == '{';
}

static json_t *cameras_of(json_t *result, const char *from, struct error *e)
{
    json_t *cameras = json_incref(json_object_get(result, "cameras"));
    json_decref(result);
    if (json_is_array(cameras))
        return cameras;
    json_decref(cameras);
    (void)fail(e, "%s: this is no result of `camwarden replay --json`", from);
    return NULL;
}

static json_t *read_result(const char *path, struct error *e)
{
    return cameras_of(json_load_file(path, JSON_REJECT_DUPLICATES, NULL), path, e);
}

/* In the child: its standard output is the pipe. */
static int replay_into(int pipe_end, const struct posture_options *o)
{
    char **argv = calloc(o->paths_n + 7, sizeof *argv);
    static char words[][12] = { "replay", "--json", "--quiet", "--policy", "--" };
    int argc = 0;
    if (argv == NULL || dup2(pipe_end, STDOUT_FILENO) < 0)
        return EXIT_INPUT;
    for (int i = 0; i < 3; i++)
        argv[argc++] = words[i];
    if (o->policy != NULL) {
        argv[argc++] = words[3];
        argv[argc++] = strdup(o->policy);
    }
    argv[argc++] = words[4];
    for (size_t i = 0; i < o->paths_n; i++)
        argv[argc++] = o->paths[i];
    return replay_main(argc, argv);
}

static json_t *read_child(int pipe_end)
{
    FILE *f = fdopen(pipe_end, "re");
    json_t *result = f != NULL ? json_loadf(f, 0, NULL) : NULL;
    if (f != NULL)
        (void)fclose(f);
    else
        (void)close(pipe_end);
    return result;
}

static json_t *replay_captures(const struct posture_options *o, int *status, struct error *e)
{
    int ends[2];
    *status = EXIT_INPUT;
    pid_t child = pipe2(ends, O_CLOEXEC) == 0 ? fork() : -1;
    if (child < 0) {
        (void)fail(e, "cannot replay: %s", strerrordesc_np(errno));
        return NULL;
    }
    if (child == 0)
        _exit(replay_into(ends[1], o));
    (void)close(ends[1]);
    json_t *result = read_child(ends[0]);
    int ended = 0;
    while (waitpid(child, &ended, 0) < 0 && errno == EINTR)
        continue;
    *status = WIFEXITED(ended) ? WEXITSTATUS(ended) : EXIT_INPUT;
    if (result != NULL)
        return cameras_of(result, "the captures named", e);
    (void)fail(e, "the captures named could not be replayed");
    return NULL;
}

static json_t *read_files(const struct posture_options *o, int *status, struct error *e)
{
    if (!is_result(o->paths[0]))
        return replay_captures(o, status, e);
    json_t *all = json_array();
    for (size_t i = 0; i < o->paths_n; i++) {
        json_t *cameras = read_result(o->paths[i], e);
        if (cameras == NULL) {
            *status = EXIT_INPUT;
            json_decref(all);
            return NULL;
        }
        (void)json_array_extend(all, cameras);
        json_decref(cameras);
    }
    return all;
}

bool posture_gather(const struct posture_options *o, struct fleet *f, int *status, struct error *e)
{
    *f = (struct fleet){ NULL, NULL };
    if (o->redis != NULL)
        return read_redis(o, f, status, e);
    if (o->state != NULL)
        f->cameras = posture_state_read(o->state, status, e);
    else
        f->cameras = o->paths_n > 0 ? read_files(o, status, e) : ask_sensor(o, status, e);
    return f->cameras != NULL;
}
