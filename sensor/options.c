#include "sensor/options.h"

#include <argp.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_FACTS = 256,
    KEY_EVE,
    KEY_EVE_COMPAT,
    KEY_REDIS,
    KEY_POLICY,
    KEY_SENSOR,
    KEY_LEVEL,
    KEY_JSON,
    KEY_EXIT_CODE,
    KEY_DEBUG,
    KEY_NO_NDPI,
    KEY_WORKERS,
};

static const struct argp_option table[] = {
    { NULL, 'f', "FILTER", 0, "Only packets that FILTER (pcap-filter(7)) lets through", 1 },
    { "policy", KEY_POLICY, "FILE", 0, "Hold cameras against this policy (default: the guide)", 1 },
    { "level", KEY_LEVEL, "LEVEL", 0,
      "Hold cameras to entry, standard or advanced (default: the policy's)", 1 },
    { "no-ndpi", KEY_NO_NDPI, NULL, 0, "Do not ask nDPI about unknown conversations", 1 },
    { "workers", KEY_WORKERS, "N", 0,
      "Share the conversations of each capture among 1 (default) to 16 threads", 1 },
    { "eve", KEY_EVE, "FILE|-", 0, "Write alerts as EVE JSON lines", 2 },
    { "eve-compat", KEY_EVE_COMPAT, "7|8", 0, "EVE as Suricata 7 or 8 (default) has it", 2 },
    { "redis", KEY_REDIS, "URL", 0,
      "Push alerts to the list camwarden:alerts: redis://[USER[:PASSWORD]@]HOST[:PORT][/DB] or "
      "unix:/PATH; a password is better kept in CAMWARDEN_REDIS_PASSWORD_FILE",
      2 },
    { "facts", KEY_FACTS, "FILE|-", 0, "Write every observation as a JSON line", 2 },
    { "sensor-name", KEY_SENSOR, "NAME", 0, "What alerts call this sensor (default: camwarden)",
      2 },
    { "json", KEY_JSON, NULL, 0, "Print the result as one JSON document", 3 },
    { "quiet", 'q', NULL, 0, "Print no table", 3 },
    { "exit-code", KEY_EXIT_CODE, NULL, 0, "Exit with 1 if an item is broken", 3 },
    { "debug", KEY_DEBUG, NULL, 0, "Tell every counter and every fact on standard error", 3 },
    { 0 },
};

static const char doc[] =
    "Reads captures (files, directories, or - for standard input) and says for every camera which "
    "items of the hardening guide it keeps and which it breaks.\v"
    "Exit status: 0 done; 1 with --exit-code, an item is broken; 2 wrong usage; 3 a capture could "
    "not be read to its end; 4 alerts could not be delivered.";

static bool read_level(const char *s, struct replay_options *o)
{
    static const enum level levels[] = { LEVEL_ENTRY, LEVEL_STANDARD, LEVEL_ADVANCED };
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        if (strcmp(s, level_name(levels[i])) != 0)
            continue;
        o->level = levels[i];
        o->has_level = true;
        return true;
    }
    return false;
}

static bool read_workers(const char *s, struct replay_options *o)
{
    char *end = NULL;
    unsigned long n = strtoul(s, &end, 10);
    if (s[0] < '0' || s[0] > '9' || *end != '\0' || n < 1 || n > 16)
        return false;
    o->workers = n;
    return true;
}

static void *where_to_put(struct replay_options *o, int key)
{
    switch (key) {
    case 'f':
        return &o->filter;
    case KEY_FACTS:
        return &o->facts;
    case KEY_EVE:
        return &o->eve;
    case KEY_REDIS:
        return &o->redis;
    case KEY_POLICY:
        return &o->policy;
    case KEY_SENSOR:
        return &o->sensor;
    case 'q':
        return &o->quiet;
    case KEY_JSON:
        return &o->json;
    case KEY_EXIT_CODE:
        return &o->exit_code;
    case KEY_DEBUG:
        return &o->debug;
    case KEY_NO_NDPI:
        return &o->no_ndpi;
    default:
        return NULL;
    }
}

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

/* The mistake in an option's argument, or NULL. */
static const char *mistake_in(const struct replay_options *o, int key, const char *arg)
{
    if (key == ARGP_KEY_END && o->paths_n == 0)
        return "no capture is named";
    if (key == ARGP_KEY_END && o->json + is_stdout(o->eve) + is_stdout(o->facts) > 1)
        return "only one of --json, --eve - and --facts - can go to standard output";
    if (key == KEY_EVE_COMPAT && strcmp(arg, "7") != 0 && strcmp(arg, "8") != 0)
        return "--eve-compat is 7 or 8";
    return NULL;
}

static error_t take_option(int key, char *arg, struct argp_state *state)
{
    struct replay_options *o = state->input;
    if (key == ARGP_KEY_ARG)
        return take_path(o, arg);
    const char *mistake = mistake_in(o, key, arg);
    if (key == KEY_LEVEL && !read_level(arg, o))
        mistake = "--level is entry, standard or advanced";
    if (key == KEY_WORKERS && !read_workers(arg, o))
        mistake = "--workers is a number from 1 to 16";
    if (mistake != NULL)
        argp_error(state, "%s", mistake); /* NOLINT(concurrency-mt-unsafe): no thread yet */
    if (key == KEY_EVE_COMPAT)
        o->eve_compat = arg[0] - '0';
    if (key == KEY_EVE_COMPAT || key == KEY_LEVEL || key == KEY_WORKERS)
        return 0;
    void *place = where_to_put(o, key);
    if (place == NULL)
        return ARGP_ERR_UNKNOWN;
    if (arg != NULL)
        memcpy(place, &arg, sizeof arg);
    else
        memcpy(place, &(bool){ true }, sizeof(bool));
    return 0;
}

void options_read(int argc, char **argv, struct replay_options *o)
{
    static const struct argp argp = { table, take_option, "FILE...", doc, NULL, NULL, NULL };
    *o = (struct replay_options){
        .sensor = "camwarden", .eve_compat = 8, .workers = 1, .level = LEVEL_ADVANCED
    };
    argp_err_exit_status = EXIT_USAGE;
    if (argp_parse(&argp, argc, argv, 0, NULL, o) != 0) /* NOLINT(concurrency-mt-unsafe): ditto */
        exit(EXIT_USAGE);                               /* NOLINT(concurrency-mt-unsafe): ditto */
}

void options_free(struct replay_options *o)
{
    free(o->paths);
    o->paths = NULL;
    o->paths_n = 0;
}
