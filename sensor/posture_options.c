#include "sensor/posture_options.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/clock.h"
#include "sensor/command_line.h"
#include "sensor/common_options.h"
#include "sensor/control.h"

enum {
    KEY_CONTROL = 256,
    KEY_REDIS,
    KEY_STATE,
    KEY_POLICY,
    KEY_CAMERA,
    KEY_LEVEL,
    KEY_SINCE,
    KEY_UNSEEN,
    KEY_SENSORS,
    KEY_JSON
};

static const struct argp_option table[] = {
    { "control", KEY_CONTROL, "PATH", 0,
      "Ask the sensor with this control socket (default: /run/camwarden/control.sock)", 1 },
    { "redis", KEY_REDIS, "URL", 0, "Read what sensors and replays keep in this Redis", 1 },
    { "state", KEY_STATE, "DIR", 0,
      "Read what a sensor or a replay keeps in that folder, whether it still runs or not", 1 },
    { "policy", KEY_POLICY, "FILE", 0, "Hold the captures named against this policy", 1 },
    { "camera", KEY_CAMERA, "CAMERA", 0, "Only this camera: id, MAC, address or name", 2 },
    { "level", KEY_LEVEL, "LEVEL", 0,
      "Leave out the items above this protection level: entry, standard, advanced", 2 },
    { "since", KEY_SINCE, "WHEN", 0,
      "What has changed since: 2026-11-01, 2026-11-01T08:00 (UTC), 7d, 12h", 2 },
    { "unseen", KEY_UNSEEN, NULL, 0, "Why items stand unseen, and what would decide them", 2 },
    { "sensors", KEY_SENSORS, NULL, 0, "Of a Redis: which sensors there are, and how they do", 2 },
    { "json", KEY_JSON, NULL, 0, "Print JSON", 2 },
    { 0 },
};

static const char usage[] = "\nFILE...\n--redis URL\n--state DIR";

static const char doc[] =
    "How every camera stands under every item of the guide: the matrix, a score for each "
    "protection "
    "level, what has changed, what would decide what was not seen."
    "\v"
    "Without a FILE it asks the sensor that runs on this host. A FILE is a capture, or a result of "
    "`camwarden replay --json`. In a Redis the sensors of a fleet keep what each sees: of a camera "
    "that several "
    "see, the newest proof counts under each item. The score is the share of what is kept (PASS "
    "and LIKELY_OK) in "
    "what "
    "could be decided; each level includes those below it.\n"
    "Exit status: 0 done; 1 the sensor refuses, or there is no such camera; 2 wrong usage; 3 there "
    "is nothing to read from, or a capture could not be read to its end; 4 it could not be "
    "printed.";

static uint64_t moment_of(const char *s, const char *format)
{
    struct tm tm = { .tm_isdst = 0 };
    const char *end = strptime(s, format, &tm);
    time_t t = end != NULL && *end == '\0' ? timegm(&tm) : -1;
    return t > 0 ? (uint64_t)t * 1000000000 : 0;
}

static uint64_t ago(const char *s, uint64_t now_ns)
{
    static const struct {
        char unit;
        uint64_t s;
    } units[] = { { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
    char *end = NULL;
    unsigned long long n = strtoull(s, &end, 10);
    if (s[0] < '0' || s[0] > '9' || end[0] == '\0' || end[1] != '\0' || n > 100000)
        return 0;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        uint64_t span = n * units[i].s * 1000000000;
        if (units[i].unit == end[0])
            return span < now_ns ? now_ns - span : 1;
    }
    return 0;
}

uint64_t moment_read(const char *s, uint64_t now_ns)
{
    static const char *const formats[] = { "%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S" };
    uint64_t t = ago(s, now_ns);
    for (size_t i = 0; t == 0 && i < sizeof formats / sizeof formats[0]; i++)
        t = moment_of(s, formats[i]);
    return t;
}

/* The mistake in it, or NULL. */
static const char *take_value(struct posture_options *o, int key, char *arg)
{
    if (key == KEY_CONTROL)
        o->control = arg;
    if (key == KEY_POLICY)
        o->policy = arg;
    if (key == KEY_CAMERA)
        o->camera = arg;
    if (key == KEY_REDIS)
        o->redis = arg;
    if (key == KEY_STATE)
        o->state = arg;
    if (key == KEY_UNSEEN)
        o->unseen = true;
    if (key == KEY_SENSORS)
        o->sensors = true;
    if (key == KEY_JSON)
        o->json = true;
    if (key == KEY_LEVEL && !option_level(arg, &o->level))
        return "--level is entry, standard or advanced";
    if (key == KEY_SINCE && (o->since_ns = moment_read(arg, real_ns())) == 0)
        return "--since is a date (2026-11-01), a moment (2026-11-01T08:00), or 7d, 12h, 30m";
    return NULL;
}

static const char *mistake_in(const struct posture_options *o)
{
    if ((o->redis != NULL) + (o->state != NULL) + (o->paths_n > 0) > 1)
        return "either --redis, or --state, or files";
    if (o->sensors && o->redis == NULL)
        return "--sensors belongs to --redis";
    return o->policy != NULL && o->paths_n == 0 ? "--policy belongs to captures" : NULL;
}

static error_t take_option(int key, char *arg, struct argp_state *state)
{
    struct posture_options *o = state->input;
    const char *mistake = NULL;
    if (key == ARGP_KEY_ARGS) {
        o->paths = state->argv + state->next;
        o->paths_n = (size_t)(state->argc - state->next);
    } else if (key == ARGP_KEY_END) {
        mistake = mistake_in(o);
    } else if (key >= KEY_CONTROL && key <= KEY_JSON) {
        mistake = take_value(o, key, arg);
    } else {
        return ARGP_ERR_UNKNOWN;
    }
    return command_line_mistake(state, mistake);
}

void posture_options_read(int argc, char **argv, struct posture_options *o)
{
    static const struct argp argp = { table, take_option, usage, doc, NULL, NULL, NULL };
    static char name[] = "camwarden posture";
    *o = (struct posture_options){ .control = control_default_path, .level = LEVEL_ADVANCED };
    command_line_read(&argp, name, argc, argv, o);
}
