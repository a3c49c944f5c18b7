#include "sensor/options.h"

#include <stdlib.h>
#include <string.h>

#include "sensor/command_line.h"

enum { KEY_FACTS = 256, KEY_REPORT, KEY_JSON, KEY_EXIT_CODE, KEY_DEBUG };

static const struct argp_option table[] = {
    { "facts", KEY_FACTS, "FILE|-", 0, "Write every observation as a JSON line", 2 },
    { "report", KEY_REPORT, "FILE|-", 0, "Write the result as one HTML page, for people to read",
      2 },
    { "json", KEY_JSON, NULL, 0, "Print the result as one JSON document", 3 },
    { "exit-code", KEY_EXIT_CODE, NULL, 0, "Exit with 1 if an item is broken", 3 },
    { "debug", KEY_DEBUG, NULL, 0, "Tell every counter and every fact on standard error", 3 },
    { 0 },
};

static const char doc[] =
    "Reads captures (files, directories, or - for standard input) and says for every camera which "
    "items of the hardening guide it keeps and which it breaks.\v"
    "Exit status: 0 done; 1 with --exit-code, an item is broken; 2 wrong usage; 3 a capture could "
    "not be read to its end; 4 alerts could not be delivered.";

static error_t take_path(struct replay_options *o, const char *path)
{
    const char **paths = reallocarray(o->paths, o->paths_n + 1, sizeof *paths);
    if (paths == NULL)
        return ENOMEM;
    o->paths = paths;
    o->paths[o->paths_n++] = path;
    return 0;
}

static bool is_stdout(const char *where)
{
    return where != NULL && strcmp(where, "-") == 0;
}

/* What is wrong with all of it together, or NULL. */
static const char *mistake_in(const struct replay_options *o)
{
    if (o->paths_n == 0)
        return "no capture is named";
    if (o->json + is_stdout(o->common.eve) + is_stdout(o->facts) + is_stdout(o->report) > 1)
        return "only one of --json, --eve -, --facts - and --report - can go to standard output";
    return NULL;
}

static error_t take_option(int key, char *arg, struct argp_state *state)
{
    struct replay_options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &o->common;
        return 0;
    case ARGP_KEY_ARG:
        return take_path(o, arg);
    case ARGP_KEY_END:
        return command_line_mistake(state, mistake_in(o));
    case KEY_FACTS:
        o->facts = arg;
        return 0;
    case KEY_REPORT:
        o->report = arg;
        return 0;
    case KEY_JSON:
        o->json = true;
        return 0;
    case KEY_EXIT_CODE:
        o->exit_code = true;
        return 0;
    case KEY_DEBUG:
        o->debug = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

void options_read(int argc, char **argv, struct replay_options *o)
{
    static const struct argp_child common[] = { { &common_argp, 0, NULL, 0 }, { 0 } };
    static const struct argp argp = { table, take_option, "FILE...", doc, common, NULL, NULL };
    static char name[] = "camwarden replay";
    *o = (struct replay_options){ .common = common_options_default() };
    command_line_read(&argp, name, argc, argv, o);
}

void options_free(struct replay_options *o)
{
    free(o->paths);
    o->paths = NULL;
    o->paths_n = 0;
}
