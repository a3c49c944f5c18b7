#include "sensor/ctl_options.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "sensor/command_line.h"
#include "sensor/control.h"
#include "sensor/ctl.h"

enum { TIMEOUT_S = 10, TIMEOUT_MAX_S = 3600, FOR_MAX_S = 3650 * 86400 };

enum { KEY_CONTROL = 256, KEY_TIMEOUT, KEY_TEXT, KEY_FOR, KEY_REASON };

struct verb {
    const char *name;
    size_t least, most; /* words after it */
};

static const struct verb verbs[] = {
    { "status", 0, 0 }, { "cameras", 0, 0 },  { "posture", 0, 1 },
    { "reload", 0, 0 }, { "suppress", 2, 2 }, { "flush", 0, 0 },
};

static const struct argp_option table[] = {
    { "control", KEY_CONTROL, "PATH", 0,
      "The sensor's control socket (default: /run/camwarden/control.sock)", 1 },
    { "timeout", KEY_TIMEOUT, "SECONDS", 0,
      "Wait this long for an answer, and for flush to be through (default: 10)", 1 },
    { "text", KEY_TEXT, NULL, 0, "Print the status in a few lines for a person, not as JSON", 1 },
    { "for", KEY_FOR, "DURATION", 0, "How long to suppress: 7d, 12h, 30m", 2 },
    { "reason", KEY_REASON, "TEXT", 0, "Why to suppress: it is kept with the suppression", 2 },
    { 0 },
};

static const char usage[] = "status [--text]\ncameras\nposture [CAMERA]\nreload\n"
                            "suppress CAMERA ITEM --for DURATION --reason TEXT\nflush";

static const char doc[] =
    "Asks the sensor that is running on this host, and prints its answer as JSON."
    "\v"
    "status: what it captures, loses and delivers. cameras: those it has seen. posture: how they "
    "stand under each item. reload: re-read the policy, which keeps the old one if the new one is "
    "bad. suppress: no alerts of that camera under that item for a while. flush: deliver what is "
    "queued, and wait for it.\n"
    "Exit status: 0 done; 1 the sensor refuses, or flush has left something; 2 wrong usage; "
    "3 no sensor answers.";

static int64_t unit_s(const char *unit)
{
    static const struct {
        const char *name;
        int64_t s;
    } units[] = { { "s", 1 }, { "m", 60 }, { "h", 3600 }, { "d", 86400 } };
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(unit, units[i].name) == 0)
            return units[i].s;
    return 0;
}

/* Seconds, from 1 to ten years; 0: this is no duration. */
static int64_t read_duration(const char *s)
{
    char *end = NULL;
    unsigned long long n = strtoull(s, &end, 10);
    if (s[0] < '0' || s[0] > '9' || n > FOR_MAX_S)
        return 0;
    int64_t seconds = (int64_t)n * unit_s(end);
    return seconds <= FOR_MAX_S ? seconds : 0;
}

/* Milliseconds; 0: this is no time to wait. */
static int read_timeout(const char *s)
{
    char *end = NULL;
    unsigned long n = strtoul(s, &end, 10);
    return s[0] >= '0' && s[0] <= '9' && *end == '\0' && n <= TIMEOUT_MAX_S ? (int)n * 1000 : 0;
}

static const struct verb *verb_of(const char *name)
{
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    return NULL;
}

static bool is_utf8(const char *s)
{
    json_t *text = s != NULL ? json_string(s) : json_null();
    json_decref(text);
    return text != NULL;
}

/* Of the options that only one command has. */
static const char *mistake_in_options(const struct ctl_options *o, const struct verb *verb)
{
    bool suppresses = strcmp(verb->name, "suppress") == 0;
    if (suppresses && (o->for_s == 0 || o->reason == NULL))
        return "suppress needs --for and --reason";
    if (!suppresses && (o->for_s != 0 || o->reason != NULL))
        return "--for and --reason belong to suppress";
    if (o->text && strcmp(verb->name, "status") != 0)
        return "--text belongs to status";
    return NULL;
}

/* The mistake in the command line as a whole, or NULL. */
static const char *mistake_in(const struct ctl_options *o)
{
    const struct verb *verb = o->words_n > 0 ? verb_of(o->words[0]) : NULL;
    if (verb == NULL)
        return o->words_n > 0
                   ? "there is no such command: status, cameras, posture, reload, suppress, flush"
                   : "no command is named";
    if (o->words_n - 1 < verb->least)
        return "too few words for that command";
    if (o->words_n - 1 > verb->most)
        return "too many words for that command";
    if (!is_utf8(o->words[1]) || !is_utf8(o->words[2]) || !is_utf8(o->reason))
        return "only UTF-8 can be sent";
    return mistake_in_options(o, verb);
}

static const char *take_value(struct ctl_options *o, int key, const char *arg)
{
    if (key == KEY_CONTROL)
        o->control = arg;
    if (key == KEY_TEXT)
        o->text = true;
    if (key == KEY_REASON)
        o->reason = arg;
    if (key == KEY_TIMEOUT && (o->timeout_ms = read_timeout(arg)) == 0)
        return "--timeout is a number from 1 to 3600";
    if (key == KEY_FOR && (o->for_s = read_duration(arg)) == 0)
        return "--for is a number of days, hours or minutes: 7d, 12h, 30m";
    return NULL;
}

static error_t take_option(int key, char *arg, struct argp_state *state)
{
    struct ctl_options *o = state->input;
    const char *mistake = NULL;
    if (key == ARGP_KEY_ARG && o->words_n < CTL_WORDS_MAX)
        o->words[o->words_n++] = arg;
    else if (key == ARGP_KEY_ARG)
        mistake = "too many words";
    else if (key == ARGP_KEY_END)
        mistake = mistake_in(o);
    else if (key >= KEY_CONTROL && key <= KEY_REASON)
        mistake = take_value(o, key, arg);
    else
        return ARGP_ERR_UNKNOWN;
    return command_line_mistake(state, mistake);
}

void ctl_options_read(int argc, char **argv, struct ctl_options *o)
{
    static const struct argp argp = { table, take_option, usage, doc, NULL, NULL, NULL };
    static char name[] = "camwarden ctl";
    *o = (struct ctl_options){ .control = control_default_path, .timeout_ms = TIMEOUT_S * 1000 };
    command_line_read(&argp, name, argc, argv, o);
}
