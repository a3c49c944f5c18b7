#include "sensor/sensor.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "sensor/privileges.h"
#include "sensor/sensor_command.h"
#include "sensor/service.h"

enum {
    TURN_MS = 50,        /* how long a fact may wait for the judge */
    FACTS_A_TURN = 2048, /* before others have their turn */
    SECOND_MS = 1000,
    REFLECT_S = 60,
    POSTURES_S = 5,
    DELIVER_MS = 2000, /* what is left at the end may take that long */
};

uint64_t real_time_ns(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_REALTIME, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

uint64_t steady_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* ---- opening ---- */

static void hear(void *self, const struct alert *a)
{
    struct sensor *s = self;
    post_hear(s->post, a);
}

/* "eth1,eth2", as the alerts have it. */
static void name_interfaces(const struct sensor_options *o, struct sentence *names)
{
    sentence_format(names, "%s", o->interface[0]);
    for (size_t i = 1; i < o->interfaces; i++) {
        struct sentence before = *names;
        sentence_format(names, "%s,%s", before.s, o->interface[i]);
    }
}

static bool open_outputs(struct sensor *s, struct error *e)
{
    const struct common_options *c = &s->options.common;
    name_interfaces(&s->options, &s->interfaces);
    s->style = (struct eve_style){ .host = c->sensor,
                                   .compat = c->eve_compat == 7 ? EVE_7 : EVE_8,
                                   .interface = s->interfaces.s };
    struct post_settings settings = { .style = s->style, .sensor = c->sensor };
    s->post = post_new(&settings);
    if (s->post == NULL)
        return fail(e, "no memory");
    return (c->eve == NULL || post_add(s->post, &file_sink, c->eve, e)) &&
           (c->redis == NULL || post_add(s->post, &redis_sink, c->redis, e));
}

static bool open_crew(struct sensor *s, struct error *e)
{
    struct flow_settings settings = flow_settings_default();
    settings.defaults = policy_passwords(s->verdicts.policy);
    settings.classified = s->options.common.no_ndpi ? 0 : settings.classified;
    if (!privileges_may_listen())
        return fail(e, "listening takes CAP_NET_RAW: run it as root, or by its service");
    s->crew = live_crew_open(&s->options, &settings, e);
    return s->crew != NULL;
}

/* The file of alerts is opened again after a log rotation, without the rights we came with. */
static void give_away_eve(const char *path, const struct identity *identity)
{
    if (path == NULL || strcmp(path, "-") == 0 || path_give(path, identity))
        return;
    (void)fprintf(stderr, "camwarden: %s cannot be given to %s and so not be opened anew: %s\n",
                  path, identity->name.s, strerrordesc_np(errno));
}

/* What needs the rights we came with, and then their end. *status: the exit status that fits. */
static bool open_all(struct sensor *s, struct error *e, int *status)
{
    struct identity identity;
    struct alert_listener to = { hear, s };
    *status = EXIT_USAGE;
    if (!verdicts_read_policy(&s->verdicts, &s->options.common, e) ||
        !identity_find(s->options.user, &identity, e))
        return false;
    s->verdicts.live = true;
    *status = EXIT_DELIVERY;
    if (!verdicts_open(&s->verdicts, &s->judged, to, e))
        return false;
    s->places = policy_hosts(s->verdicts.policy);
    s->published = calloc(s->places, sizeof *s->published);
    if (s->published == NULL || !open_outputs(s, e))
        return s->published != NULL ? false : fail(e, "no memory");
    *status = EXIT_INPUT;
    if (!open_crew(s, e))
        return false;
    *status = EXIT_USAGE;
    struct control_settings control = { .path = s->options.control,
                                        .uid = identity.uid,
                                        .gid = identity.gid };
    s->control = control_open(&control, (struct control_answerer){ sensor_answer, s }, e);
    if (s->control == NULL)
        return false;
    give_away_eve(s->options.common.eve, &identity);
    return privileges_drop(&identity, e);
}

static bool start(struct sensor *s, struct error *e)
{
    if (!post_start(s->post, e) || !live_crew_start(s->crew, e))
        return false;
    struct sentence status;
    sentence_format(&status, "listening on %s (%s)", s->interfaces.s, live_crew_manner(s->crew));
    if (!s->options.common.quiet)
        (void)fprintf(stderr, "camwarden: %s\n", status.s);
    s->started_ns = s->reload.loaded_ns = real_time_ns();
    s->started_ms = steady_ms();
    service_ready(status.s);
    return true;
}

/* ---- the loop ---- */

static void take_signals(struct sensor *s, int fd)
{
    struct signalfd_siginfo i;
    while (read(fd, &i, sizeof i) == (ssize_t)sizeof i) {
        if (i.ssi_signo == SIGHUP)
            reload_all(s);
        else if (i.ssi_signo == SIGUSR1)
            sensor_tell_counts(s);
        else
            s->ending = true;
    }
}

/* Waits up to wait_ms for somebody who wants something. */
static void serve(struct sensor *s, int signals, int wait_ms)
{
    struct pollfd p[1 + CONTROL_POLLS] = { { .fd = signals, .events = POLLIN } };
    int n = 1 + control_polls(s->control, p + 1, CONTROL_POLLS);
    if (poll(p, (nfds_t)n, wait_ms) <= 0)
        return;
    if (p[0].revents != 0)
        take_signals(s, signals);
    control_serve(s->control, p + 1, n - 1);
}

static size_t judge_some(struct sensor *s)
{
    struct observer judge = { judge_see, s->verdicts.judge };
    return live_crew_tell(s->crew, judge, FACTS_A_TURN);
}

static void tell_of_loss(struct sensor *s)
{
    struct ruling r;
    if (losses_ruling(&s->losses, s->options.common.sensor, real_time_ns(), &r))
        ledger_hear(s->verdicts.ledger, &r);
}

static uint64_t alerts_shed(const struct sensor *s)
{
    struct post_status sinks[POST_SINKS_MAX];
    uint64_t all = 0;
    size_t n = post_status(s->post, sinks, POST_SINKS_MAX);
    for (size_t i = 0; i < n; i++)
        all += shed_alerts(&sinks[i].shed);
    return all;
}

static void take_stock(struct sensor *s)
{
    s->judged.n[COUNT_alerts_full] = ledger_lost(s->verdicts.ledger);
    live_crew_report(s->crew, &s->report);
    for (enum counter k = 0; k < COUNTERS; k++)
        s->counted.n[k] = s->report.counters.n[k] + s->judged.n[k];
    s->lost = losses_total(&s->report, &s->counted);
    s->lost.n[LOSS_alerts_shed] = alerts_shed(s);
}

static void complain(struct sensor *s)
{
    struct error e;
    while (live_crew_complaint(s->crew, &e))
        (void)fprintf(stderr, "camwarden: %s\n", e.s);
}

static void each_second(struct sensor *s, uint64_t second)
{
    take_stock(s);
    losses_note(&s->losses, &s->lost);
    tell_of_loss(s);
    complain(s);
    reload_go_on(s);
    if (second % REFLECT_S == 0)
        judge_reflect(s->verdicts.judge, real_time_ns());
    if (second % POSTURES_S == 0)
        publish_postures(s);
    if (second % s->options.stats_s == 0)
        publish_stats(s);
    service_alive();
}

/* True: it was told to end. False: there is nothing left to listen to. */
static bool listen_on(struct sensor *s, int signals)
{
    uint64_t second = 0;
    while (!s->ending && !live_crew_ended(s->crew)) {
        size_t n = judge_some(s);
        serve(s, signals, n == 0 ? TURN_MS : 0);
        if (steady_ms() - s->started_ms < (second + 1) * SECOND_MS)
            continue;
        second = (steady_ms() - s->started_ms) / SECOND_MS;
        each_second(s, second);
    }
    return s->ending;
}

/* ---- the end ---- */

static void judge_the_rest(struct sensor *s, int signals)
{
    live_crew_stop(s->crew);
    while (!live_crew_ended(s->crew))
        if (judge_some(s) == 0)
            serve(s, signals, TURN_MS / 10);
    while (judge_some(s) > 0)
        continue;
    take_stock(s);
    if (s->report.last_ns > 0)
        judge_end(s->verdicts.judge, s->report.last_ns);
    ledger_end(s->verdicts.ledger);
}

/* False: alerts were left. */
static bool end(struct sensor *s, int signals)
{
    service_stopping();
    judge_the_rest(s, signals);
    publish_postures(s);
    publish_stats(s);
    size_t left = post_close(s->post, DELIVER_MS);
    s->post = NULL;
    if (!s->options.common.quiet)
        sensor_tell_counts(s);
    if (left > 0)
        (void)fprintf(stderr, "camwarden: %zu lines could not be delivered\n", left);
    return left == 0;
}

static void release(struct sensor *s)
{
    live_crew_close(s->crew);
    if (s->control != NULL)
        control_close(s->control);
    if (s->post != NULL)
        (void)post_close(s->post, 0);
    policy_free(s->reload.retired);
    verdicts_close(&s->verdicts);
    free(s->published);
    free(s);
}

/* Blocked in every thread that comes after, and read by the loop. -1: none can be had. */
static int catch_signals(void)
{
    sigset_t ours;
    (void)sigemptyset(&ours);
    (void)sigaddset(&ours, SIGHUP);
    (void)sigaddset(&ours, SIGUSR1);
    (void)sigaddset(&ours, SIGTERM);
    (void)sigaddset(&ours, SIGINT);
    if (pthread_sigmask(SIG_BLOCK, &ours, NULL) != 0)
        return -1;
    return signalfd(-1, &ours, SFD_NONBLOCK | SFD_CLOEXEC);
}

static int run(struct sensor *s, int signals)
{
    struct error e;
    int status = EXIT_USAGE;
    if (!open_all(s, &e, &status) || !start(s, &e)) {
        (void)fprintf(stderr, "camwarden: %s\n", e.s);
        return status;
    }
    bool told = listen_on(s, signals);
    complain(s);
    bool delivered = end(s, signals);
    if (!told)
        return EXIT_INPUT;
    return delivered ? EXIT_OK : EXIT_DELIVERY;
}

int sensor_main(int argc, char **argv)
{
    struct sensor *s = calloc(1, sizeof *s);
    if (s == NULL)
        return EXIT_INPUT;
    sensor_options_read(argc, argv, &s->options);
    int signals = catch_signals();
    int status = run(s, signals);
    release(s);
    (void)close(signals);
    return status;
}
