/* syscalls(sensor): poll, ppoll: signals and clients of the control socket. */
#include "sensor/sensor.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "sensor/sandbox_check.h"
#include "sensor/sensor_command.h"
#include "sensor/service.h"

enum {
    TURN_MS = 50,        /* how long a fact may wait for the judge */
    FACTS_A_TURN = 2048, /* before others have their turn */
    SECOND_MS = 1000,
    REFLECT_S = 60,
    POSTURES_S = 5,
    READ_ON_MS = 8000, /* what came before the end may take that long, if workers fall */
    DELIVER_MS = 2000, /* what is left at the end may take that long */
};

static bool start(struct sensor *s, struct error *e)
{
    watch_begin(s);
    if (s->evidence != NULL && !evidence_start(s->evidence, e))
        return false;
    if (!post_start(s->post, e) || !live_crew_start(s->crew, e))
        return false;
    struct sentence status, sandbox;
    sandbox_say(&s->sandbox, &sandbox);
    sentence_format(&status, "listening on %s (%s; sandbox: %s)", s->interfaces.s,
                    live_crew_manner(s->crew), sandbox.s);
    if (!s->options.common.quiet)
        (void)fprintf(stderr, "camwarden: %s\n", status.s);
    s->reload.loaded_ns = real_ns();
    s->started_ms = steady_ms();
    publish_metrics(s);
    if (s->metrics != NULL && !metrics_http_start(s->metrics, e))
        return false;
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

/* Fits struct observer. */
static void hear(void *self, const struct observation *o)
{
    struct sensor *s = self;
    if (o->kind == OBS_ANOMALY)
        publish_anomaly(s, o);
    else
        judge_see(s->verdicts.judge, o);
}

static size_t judge_some(struct sensor *s)
{
    return live_crew_tell(s->crew, (struct observer){ hear, s }, FACTS_A_TURN);
}

static void complain(struct sensor *s)
{
    struct error e;
    while (live_crew_complaint(s->crew, &e))
        (void)fprintf(stderr, "camwarden: %s\n", e.s);
}

/* Whether a whole number of `every` seconds was passed from one second to the other: the loop may
 * have been held up and not have seen that very second. */
static bool has_passed(uint64_t every, uint64_t before, uint64_t now)
{
    return now / every != before / every;
}

static void each_second(struct sensor *s, uint64_t before, uint64_t now)
{
    watch_take_stock(s);
    watch_tell(s);
    complain(s);
    s->refused = sandbox_refused_tell(s->tally, s->refused);
    if (has_passed(REFLECT_S, before, now)) {
        uint64_t time_ns = real_ns();
        judge_reflect(s->verdicts.judge, time_ns);
        verdicts_reflect(&s->verdicts, time_ns);
    }
    if (has_passed(POSTURES_S, before, now))
        publish_postures(s);
    if (s->memory != NULL)
        memory_keep_some(s->memory, now);
    if (has_passed(s->options.stats_s, before, now))
        publish_stats(s);
    publish_metrics(s);
    service_alive();
}

/* True: it was told to end. False: there is nothing left to listen to. */
static bool listen_on(struct sensor *s, int signals)
{
    uint64_t second = 0;
    while (!s->ending && !live_crew_ended(s->crew)) {
        size_t n = judge_some(s);
        watch_attend(s);
        serve(s, signals, n == 0 ? TURN_MS : 0);
        if (steady_ms() - s->started_ms < (second + 1) * SECOND_MS)
            continue;
        uint64_t before = second;
        second = (steady_ms() - s->started_ms) / SECOND_MS;
        each_second(s, before, second);
    }
    return s->ending;
}

/* ---- the end ---- */

static void judge_the_rest(struct sensor *s, int signals)
{
    uint64_t until = steady_ms() + READ_ON_MS;
    live_crew_stop(s->crew);
    for (; !live_crew_ended(s->crew) && steady_ms() < until; watch_attend(s))
        if (judge_some(s) == 0)
            serve(s, signals, TURN_MS / 10);
    live_crew_wait_for_none(s->crew);
    until = steady_ms() + READ_ON_MS; /* one that has not ended may say more for ever */
    while (judge_some(s) > 0 && steady_ms() < until)
        continue;
    watch_take_stock(s);
    watch_tell_of_falls(s);
    uint64_t now_ns = real_ns();
    if (s->report.last_ns > 0)
        judge_end(s->verdicts.judge, s->report.last_ns < now_ns ? s->report.last_ns : now_ns);
    if (s->memory != NULL)
        memory_keep_all(s->memory);
    else
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
    if (!sensor_set_up(s, &e, &status) || !start(s, &e)) {
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
    if (s->options.check_sandbox) {
        int found = sandbox_check(&s->options, stdout);
        sensor_release(s);
        return found;
    }
    int signals = catch_signals();
    if (signals < 0)
        (void)fprintf(stderr, "camwarden: no signal can be waited for: %s\n",
                      strerrordesc_np(errno));
    int status = signals >= 0 ? run(s, signals) : EXIT_INPUT;
    sensor_release(s);
    if (signals >= 0)
        (void)close(signals);
    return status;
}
