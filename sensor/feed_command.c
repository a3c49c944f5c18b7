#include "sensor/feed_command.h"

#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "alerts/file_place.h"
#include "alerts/redis_url.h"
#include "sensor/common_options.h"
#include "sensor/feed.h"
#include "sensor/feed_options.h"
#include "sensor/feed_stop.h"
#include "sensor/paper.h"

/* Those that end it are feed_stop's. -1: errno says why. */
static int take_over_signals(void)
{
    sigset_t all;
    sigset_t others;
    (void)sigemptyset(&others);
    (void)sigaddset(&others, SIGHUP);
    (void)sigaddset(&others, SIGUSR1);
    all = others;
    (void)sigaddset(&all, SIGTERM);
    (void)sigaddset(&all, SIGINT);
    if (sigprocmask(SIG_BLOCK, &all, NULL) != 0) /* NOLINT(concurrency-mt-unsafe): no thread yet */
        return -1;
    return signalfd(-1, &others, SFD_NONBLOCK | SFD_CLOEXEC);
}

static bool open_sink(struct feed_settings *s, const char *to, struct error *e)
{
    char where[FILE_WHERE_MAX];
    const struct file_wish wish = { .file = to, .keep = FILE_KEEP_DEFAULT, .format = s->format };
    if (!file_place_write(&wish, where))
        return fail(e, "the name of the file is too long");
    const char *path = strcmp(to, "-") != 0 ? to : NULL;
    s->journal = feed_journal_open(path, s->from.key, s->from.group, e);
    if (s->journal == NULL)
        return false;
    s->opened = s->sink->open(where, e);
    return s->opened != NULL;
}

static int run_until_stopped(struct feed_settings *s)
{
    struct error e = { "" };
    struct feed_figures figures;
    struct feed_stop *stop = feed_stop_new(s->sink, s->opened, s->from.redis, &e);
    if (stop == NULL)
        return paper_complain(e.s, EXIT_INPUT);
    s->ending = feed_stop_fd(stop);
    int status = feed_run(s, &figures);
    feed_stop_free(stop);
    return status;
}

static int run(struct feed_settings *s, const char *to)
{
    struct error e = { "" };
    if (!open_sink(s, to, &e)) {
        feed_journal_close(s->journal);
        return paper_complain(e.s, EXIT_DELIVERY);
    }
    int status = run_until_stopped(s);
    if (!s->sink->close(s->opened, &e))
        status = paper_complain(e.s, EXIT_DELIVERY);
    feed_journal_close(s->journal);
    return status;
}

int feed_main(int argc, char **argv)
{
    struct feed_options o;
    struct error e = { "" };
    feed_options_read(argc, argv, &o);
    struct feed_settings s = { .begin = o.begin,
                               .claim_after_ms = (uint64_t)o.claim_after_s * 1000,
                               .most = o.most,
                               .once = o.once,
                               .format = o.format,
                               .sink = &file_sink };
    s.from = (struct stream_reader){ redis_new(o.redis, &e), NULL, o.group, o.consumer };
    redis_url_hide(o.redis);
    if (s.from.redis == NULL)
        return paper_complain(e.s, EXIT_USAGE);
    s.from.key = redis_key(s.from.redis);
    s.signals = take_over_signals();
    int status =
        s.signals >= 0 ? run(&s, o.to) : paper_complain(strerrordesc_np(errno), EXIT_INPUT);
    (void)close(s.signals);
    redis_free(s.from.redis);
    return status;
}
