#include "sensor/common_options.h"

#include <stdlib.h>
#include <string.h>

#include "alerts/file_place.h"
#include "sensor/command_line.h"

enum {
    KEY_EVE = 512,
    KEY_EVE_COMPAT,
    KEY_EVE_FORMAT,
    KEY_EVE_ROTATE,
    KEY_EVE_KEEP,
    KEY_EVIDENCE_KEEP,
    KEY_SYSLOG,
    KEY_REDIS,
    KEY_STATE,
    KEY_EVIDENCE,
    KEY_POLICY,
    KEY_SENSOR,
    KEY_LEVEL,
    KEY_NO_NDPI,
    KEY_WORKERS,
    KEY_NO_SANDBOX,
    WORKERS_MOST = 16,
    SENSOR_NAME_MOST = 64,
    EVIDENCE_MIB = 256,
    EVIDENCE_MIB_MAX = 1 << 20,
};

static const struct argp_option table[] = {
    { "filter", 'f', "FILTER", 0, "Only packets that FILTER (pcap-filter(7)) lets through", 1 },
    { "policy", KEY_POLICY, "FILE", 0, "Hold cameras against this policy (default: the guide)", 1 },
    { "level", KEY_LEVEL, "LEVEL", 0,
      "Hold cameras to entry, standard or advanced (default: the policy's)", 1 },
    { "no-ndpi", KEY_NO_NDPI, NULL, 0, "Do not ask nDPI about unknown conversations", 1 },
    { "workers", KEY_WORKERS, "N", 0, "Share the conversations out among 1 (default) to 16 workers",
      1 },
    { "eve", KEY_EVE, "FILE|-", 0, "Write alerts as EVE JSON lines", 2 },
    { "eve-compat", KEY_EVE_COMPAT, "7|8", 0, "EVE as Suricata 7 or 8 (default) has it", 2 },
    { "eve-format", KEY_EVE_FORMAT, "eve|cef|ecs", 0,
      "Write the file as EVE (default), ArcSight's CEF, or JSON of the Elastic Common Schema", 2 },
    { "eve-rotate", KEY_EVE_ROTATE, "MIB", 0,
      "Begin a new file before one is larger; the old one becomes FILE.1 (default: 0, never)", 2 },
    { "eve-keep", KEY_EVE_KEEP, "N", 0, "Keep N old files, FILE.1 to FILE.N (default: 5)", 2 },
    { "syslog", KEY_SYSLOG, "URL", 0,
      "Send alerts to syslog (RFC 5424): syslog+tcp://HOST[:PORT], syslog+tls://HOST[:PORT] or "
      "syslog+unix:///dev/log, with ?format=eve|cef|ecs and &facility=local0; up to four times",
      2 },
    { "redis", KEY_REDIS, "URL", 0,
      "Push alerts to the list camwarden:alerts: redis://[USER@]HOST[:PORT][,HOST...][/DB], "
      "rediss:// with TLS, unix:/PATH, or redis-sentinel://HOST[,HOST...]/MASTER; "
      "?mode=stream or channel, ?key=, ?max= and ?wait= say otherwise, ?ca=, ?cert=, ?cert-key= "
      "and ?name= are for TLS; the password comes from "
      "?password-file=FILE, ?credential=NAME or "
      "CAMWARDEN_REDIS_PASSWORD_FILE, never from the URL",
      2 },
    { "state", KEY_STATE, "DIR", 0,
      "Keep alerts there until they have arrived, and what is known of cameras, over restarts", 2 },
    { "evidence", KEY_EVIDENCE, "DIR", 0,
      "Write the frames that prove an alert there, a small capture file each, secrets masked", 2 },
    { "evidence-keep", KEY_EVIDENCE_KEEP, "MIB", 0,
      "Keep that much of it, the newest (default: 256)", 2 },
    { "sensor-name", KEY_SENSOR, "NAME", 0,
      "What alerts call this sensor (default: camwarden; live, the machine's name)", 2 },
    { "no-sandbox", KEY_NO_SANDBOX, NULL, 0,
      "Leave the process every right it was started with or keeps, for whatever the sandbox breaks",
      3 },
    { "quiet", 'q', NULL, 0, "Print nothing but what went wrong", 3 },
    { 0 },
};

struct common_options common_options_default(void)
{
    return (struct common_options){ .sensor = "camwarden",
                                    .eve_compat = 8,
                                    .eve_keep = FILE_KEEP_DEFAULT,
                                    .evidence_mib = EVIDENCE_MIB,
                                    .workers = 1,
                                    .level = LEVEL_ADVANCED };
}

bool option_number(const char *s, size_t least, size_t most, size_t *n)
{
    char *end = NULL;
    unsigned long value = strtoul(s, &end, 10);
    if (s[0] < '0' || s[0] > '9' || *end != '\0' || value < least || value > most)
        return false;
    *n = value;
    return true;
}

bool option_sensor_name(const char *s)
{
    size_t n = 0;
    while (n <= SENSOR_NAME_MOST && s[n] > ' ' && s[n] <= '~')
        n++;
    return n > 0 && n <= SENSOR_NAME_MOST && s[n] == '\0';
}

bool option_level(const char *s, enum level *level)
{
    static const enum level levels[] = { LEVEL_ENTRY, LEVEL_STANDARD, LEVEL_ADVANCED };
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        if (strcmp(s, level_name(levels[i])) != 0)
            continue;
        *level = levels[i];
        return true;
    }
    return false;
}

static bool read_level(const char *s, struct common_options *o)
{
    o->has_level = option_level(s, &o->level);
    return o->has_level;
}

static bool read_compat(const char *s, struct common_options *o)
{
    o->eve_compat = s[0] - '0';
    return strcmp(s, "7") == 0 || strcmp(s, "8") == 0;
}

static const char *take_syslog(struct common_options *o, const char *url)
{
    if (o->syslogs == SYSLOGS_MAX)
        return "there are more than four receivers of syslog";
    o->syslog[o->syslogs++] = url;
    return NULL;
}

static const char *read_output(struct common_options *o, int key, const char *arg)
{
    if (key == KEY_EVE_COMPAT && !read_compat(arg, o))
        return "--eve-compat is 7 or 8";
    if (key == KEY_EVE_FORMAT && !format_of(bytes_of_text(arg), &o->eve_format))
        return "--eve-format is eve, cef or ecs";
    if (key == KEY_EVE_ROTATE && !option_number(arg, 0, FILE_ROTATE_MAX_MIB, &o->eve_rotate_mib))
        return "--eve-rotate is a number of MiB, up to 1048576";
    if (key == KEY_EVE_KEEP && !option_number(arg, 1, FILE_KEEP_MAX, &o->eve_keep))
        return "--eve-keep is a number from 1 to 999";
    if (key == KEY_EVIDENCE_KEEP && !option_number(arg, 1, EVIDENCE_MIB_MAX, &o->evidence_mib))
        return "--evidence-keep is a number of MiB, up to 1048576";
    if (key == KEY_SYSLOG)
        return take_syslog(o, arg);
    return NULL;
}

/* The mistake in an option that is read and not only kept, or NULL. */
static const char *read_value(struct common_options *o, int key, const char *arg)
{
    if (key == KEY_LEVEL && !read_level(arg, o))
        return "--level is entry, standard or advanced";
    if (key == KEY_SENSOR && !option_sensor_name(arg))
        return "--sensor-name is 1 to 64 printable characters, no space";
    if (key == KEY_WORKERS && !option_number(arg, 1, WORKERS_MOST, &o->workers))
        return "--workers is a number from 1 to 16";
    return read_output(o, key, arg);
}

/* False: it is none of ours. */
static bool keep_value(struct common_options *o, int key, char *arg)
{
    switch (key) {
    case 'f':
        o->filter = arg;
        return true;
    case KEY_EVE:
        o->eve = arg;
        return true;
    case KEY_REDIS:
        o->redis = arg;
        return true;
    case KEY_STATE:
        o->state = arg;
        return true;
    case KEY_EVIDENCE:
        o->evidence = arg;
        return true;
    case KEY_POLICY:
        o->policy = arg;
        return true;
    case KEY_SENSOR:
        o->sensor = arg;
        return true;
    case 'q':
        o->quiet = true;
        return true;
    case KEY_NO_NDPI:
        o->no_ndpi = true;
        return true;
    case KEY_NO_SANDBOX:
        o->no_sandbox = true;
        return true;
    default:
        return key == KEY_LEVEL || key == KEY_WORKERS ||
               (key >= KEY_EVE_COMPAT && key <= KEY_SYSLOG);
    }
}

static error_t take_option(int key, char *arg, struct argp_state *state)
{
    struct common_options *o = state->input;
    const char *mistake = arg != NULL ? read_value(o, key, arg) : NULL;
    (void)command_line_mistake(state, mistake);
    return keep_value(o, key, arg) ? 0 : ARGP_ERR_UNKNOWN;
}

const struct argp common_argp = { table, take_option, NULL, NULL, NULL, NULL, NULL };
