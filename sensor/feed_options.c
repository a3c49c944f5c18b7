#include "sensor/feed_options.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sensor/command_line.h"
#include "sensor/common_options.h"
#include "sensor/feed_line.h"

enum { NAME_MAX_BYTES = 127, CLAIM_AFTER_S = 60, CLAIM_MOST_S = 7 * 86400, LINES_MOST = INT32_MAX };

enum {
    KEY_REDIS = 256,
    KEY_GROUP,
    KEY_CONSUMER,
    KEY_FROM,
    KEY_CLAIM_AFTER,
    KEY_TO,
    KEY_FORMAT,
    KEY_COUNT,
    KEY_ONCE,
    KEY_NO_SANDBOX,
};

static const struct argp_option table[] = {
    { "redis", KEY_REDIS, "URL", 0,
      "Where the stream is, named as for the sensor; ?key=KEY if it is not camwarden:alerts. It "
      "must "
      "be filled with ?mode=stream",
      1 },
    { "group", KEY_GROUP, "NAME", 0,
      "Readers of one group share the entries; each group gets all (default: camwarden-feed)", 1 },
    { "consumer", KEY_CONSUMER, "NAME", 0,
      "Who we are in the group; the same after a restart (default: this host's name)", 1 },
    { "from", KEY_FROM, "WHERE", 0,
      "Where a group that is new begins: start (default), now; one that is there goes on", 1 },
    { "claim-after", KEY_CLAIM_AFTER, "SECONDS", 0,
      "Take over what another reader has had for so long without acknowledging it (default: 60)",
      1 },
    { "to", KEY_TO, "WHERE", 0,
      "A file to append to; - for standard output (default); or a receiver of syslog: "
      "syslog+tcp://HOST[:PORT], syslog+tls://HOST[:PORT], syslog+unix:///PATH",
      2 },
    { "format", KEY_FORMAT, "eve|cef|ecs", 0, "How an alert is written (default: eve)", 2 },
    { "once", KEY_ONCE, NULL, 0, "End when nothing is left, or something fails", 3 },
    { "no-sandbox", KEY_NO_SANDBOX, NULL, 0,
      "Leave the process every right it was started with, for whatever the sandbox breaks", 3 },
    { "count", KEY_COUNT, "N", 0, "End after so many lines", 3 },
    { 0 },
};

static const char doc[] =
    "Reads alerts out of a stream of Redis and writes them as lines, each to one reader of the "
    "group; acknowledges them when they are written.\v"
    "In a file each line is there once, in order, even if this or Redis is killed in between; "
    "FILE.feed keeps what that takes. On standard output and at a receiver of syslog a line may "
    "come again then.\n"
    "Signals: SIGHUP opens the file anew; SIGUSR1 tells what was counted; SIGTERM and SIGINT end "
    "it, with what is in hand written and acknowledged.\n"
    "Exit status: 0 done; 2 wrong usage; with --once also 3, Redis cannot be read, and 4, lines "
    "could not be written.";

static const char *take_begin(struct feed_options *o, const char *arg)
{
    bool start = strcmp(arg, "start") == 0;
    if (!start && strcmp(arg, "now") != 0)
        return "--from is start or now";
    o->begin = start ? "0" : "$";
    return NULL;
}

/* The mistake in it, or NULL. */
static const char *take_value(struct feed_options *o, int key, char *arg)
{
    if (key == KEY_REDIS)
        o->redis = arg;
    if (key == KEY_GROUP)
        o->group = arg;
    if (key == KEY_CONSUMER)
        o->consumer = arg;
    if (key == KEY_TO)
        o->to = arg;
    if (key == KEY_ONCE)
        o->once = true;
    if (key == KEY_NO_SANDBOX)
        o->no_sandbox = true;
    if (key == KEY_FORMAT && !format_of(bytes_of_text(arg), &o->format))
        return "--format is eve, cef or ecs";
    if (key == KEY_CLAIM_AFTER && !option_number(arg, 1, CLAIM_MOST_S, &o->claim_after_s))
        return "--claim-after is a number of seconds, from 1 to 604800";
    if (key == KEY_COUNT && !option_number(arg, 1, LINES_MOST, &o->most))
        return "--count is a number of lines, 1 or more";
    return key == KEY_FROM ? take_begin(o, arg) : NULL;
}

static bool is_name(const char *s)
{
    return strlen(s) <= NAME_MAX_BYTES && feed_line_good(bytes_of_text(s));
}

static const char *mistake_in(const struct feed_options *o)
{
    if (o->redis == NULL)
        return "--redis URL says where the stream is";
    if (!is_name(o->group) || !is_name(o->consumer))
        return "--group and --consumer are printable and at most 127 bytes long";
    return o->to[0] == '\0' ? "--to names no file" : NULL;
}

static error_t take_option(int key, char *arg, struct argp_state *state)
{
    struct feed_options *o = state->input;
    const char *mistake = NULL;
    if (key == ARGP_KEY_END)
        mistake = mistake_in(o);
    else if (key >= KEY_REDIS && key <= KEY_NO_SANDBOX)
        mistake = take_value(o, key, arg);
    else
        return ARGP_ERR_UNKNOWN;
    return command_line_mistake(state, mistake);
}

void feed_options_read(int argc, char **argv, struct feed_options *o)
{
    static const struct argp argp = { table, take_option, "--redis URL", doc, NULL, NULL, NULL };
    static char name[] = "camwarden feed";
    *o = (struct feed_options){
        .group = "camwarden-feed", .begin = "0", .to = "-", .claim_after_s = CLAIM_AFTER_S
    };
    if (gethostname(o->host, sizeof o->host - 1) != 0)
        o->host[0] = '\0';
    o->consumer = o->host;
    command_line_read(&argp, name, argc, argv, o);
}
