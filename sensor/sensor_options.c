#include "sensor/sensor_options.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sensor/command_line.h"
#include "sensor/control.h"

enum {
    KEY_CAPTURE = 256,
    KEY_NO_SHUNT,
    KEY_PIN,
    KEY_RING,
    KEY_CONTROL,
    KEY_USER,
    KEY_STATS_EVERY,
    KEY_METRICS,
    KEY_CHECK_SANDBOX,
    RING_MOST = 4096,
    STATS_MOST = 86400,
};

static const struct argp_option table[] = {
    { "interface", 'i', "NAME", 0, "Listen there; may be given again for more of them", 0 },
    { "capture", KEY_CAPTURE, "HOW", 0,
      "How frames are had: af_packet (default); af_xdp, for a port that carries nothing but the "
      "mirror; pcap, where neither works",
      0 },
    { "no-shunt", KEY_NO_SHUNT, NULL, 0,
      "Have the kernel deliver media too that has said everything", 0 },
    { "ring", KEY_RING, "MIB", 0,
      "Memory for frames that wait, for each interface and worker (default: 64)", 0 },
    { "pin", KEY_PIN, NULL, 0, "Give each worker a processor of its own", 0 },
    { "stats-every", KEY_STATS_EVERY, "SECONDS", 0,
      "Time between two stats events in the EVE file (default: 30)", 2 },
    { "metrics", KEY_METRICS, "WHERE", 0,
      "Serve /metrics (Prometheus), /healthz and /readyz at 127.0.0.1:PORT, [::1]:PORT or "
      "unix:/PATH "
      "(default: nowhere)",
      4 },
    { "control", KEY_CONTROL, "PATH", 0,
      "Socket of `camwarden ctl` (default: /run/camwarden/control.sock)", 4 },
    { "check-sandbox", KEY_CHECK_SANDBOX, NULL, 0,
      "Do not listen; try what must not be possible in the sandbox, with the other options as they "
      "are, and tell",
      4 },
    { "user", KEY_USER, "NAME", 0,
      "Whom to become when everything is open (default: camwarden, or if there is no such user "
      "one without a name)",
      4 },
    { 0 },
};

static const char doc[] =
    "Listens at mirror ports for months, and says of every camera which items of the hardening "
    "guide it breaks. It never sends a frame.\v"
    "Signals: SIGHUP reads the policy again and opens the files anew; SIGUSR1 tells what was "
    "counted; SIGTERM ends it, with what came in by then still read and delivered.\n"
    "Exit status: 0 it was told to end; 1 with --check-sandbox, something was possible; 2 wrong "
    "usage or a bad "
    "policy; 3 no interface can be "
    "listened to; 4 alerts could not be delivered.";

static const char *take_interface(struct sensor_options *o, const char *name)
{
    if (o->interfaces == INTERFACES_MAX)
        return "there are more interfaces than eight";
    for (size_t i = 0; i < o->interfaces; i++)
        if (strcmp(o->interface[i], name) == 0)
            return "an interface is named twice";
    o->interface[o->interfaces++] = name;
    return NULL;
}

static bool is_capture(const char *s)
{
    return strcmp(s, "af_packet") == 0 || strcmp(s, "af_xdp") == 0 || strcmp(s, "pcap") == 0;
}

/* The mistake in an option, or NULL. */
static const char *take_value(struct sensor_options *o, int key, const char *arg)
{
    switch (key) {
    case 'i':
        return take_interface(o, arg);
    case KEY_CAPTURE:
        o->capture = arg;
        return is_capture(arg) ? NULL : "--capture is af_packet, af_xdp or pcap";
    case KEY_RING:
        return option_number(arg, 1, RING_MOST, &o->ring_mib) ? NULL
                                                              : "--ring is from 1 to 4096 MiB";
    case KEY_STATS_EVERY:
        return option_number(arg, 1, STATS_MOST, &o->stats_s)
                   ? NULL
                   : "--stats-every is from 1 second to a day";
    case KEY_CONTROL:
        o->control = arg;
        return NULL;
    case KEY_USER:
        o->user = arg;
        return NULL;
    case KEY_METRICS:
        return metrics_place_read(arg, &o->metrics) ? NULL
                                                    : "--metrics is 127.0.0.1:PORT, [::1]:PORT or "
                                                      "unix:/PATH, and nothing else: it is "
                                                      "for this machine alone";
    default:
        return NULL;
    }
}

/* What is wrong with all of it together, or NULL. */
static const char *mistake_in(const struct sensor_options *o)
{
    if (o->interfaces == 0 && !o->check_sandbox)
        return "no interface is named (-i)";
    if (o->common.workers > 1 && strcmp(o->capture, "af_packet") != 0)
        return "only af_packet shares the frames out among several workers";
    return NULL;
}

static error_t take_option(int key, char *arg, struct argp_state *state)
{
    struct sensor_options *o = state->input;
    const char *mistake = take_value(o, key, arg);
    if (key == ARGP_KEY_END)
        mistake = mistake_in(o);
    (void)command_line_mistake(state, mistake);
    if (key == ARGP_KEY_INIT)
        state->child_inputs[0] = &o->common;
    if (key == KEY_NO_SHUNT)
        o->no_shunt = true;
    if (key == KEY_PIN)
        o->pin = true;
    if (key == KEY_CHECK_SANDBOX)
        o->check_sandbox = true;
    bool ours = key == 'i' || (key >= KEY_CAPTURE && key <= KEY_CHECK_SANDBOX) ||
                key == ARGP_KEY_INIT || key == ARGP_KEY_END;
    return ours ? 0 : ARGP_ERR_UNKNOWN;
}

/* A machine without a name that would do is called as a replay is. */
static void name_by_machine(struct sensor_options *o)
{
    if (gethostname(o->host, sizeof o->host - 1) == 0 && option_sensor_name(o->host))
        o->common.sensor = o->host;
}

void sensor_options_read(int argc, char **argv, struct sensor_options *o)
{
    static const struct argp_child common[] = { { &common_argp, 0, NULL, 0 }, { 0 } };
    static const struct argp argp = { table, take_option, NULL, doc, common, NULL, NULL };
    static char name[] = "camwarden sensor";
    *o = (struct sensor_options){ .common = common_options_default(),
                                  .capture = "af_packet",
                                  .control = control_default_path,
                                  .stats_s = 30 };
    name_by_machine(o);
    command_line_read(&argp, name, argc, argv, o);
}
