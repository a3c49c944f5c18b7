#include "sensor/feed_command.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "alerts/file_place.h"
#include "alerts/redis_url.h"
#include "alerts/syslog_place.h"
#include "sensor/common_options.h"
#include "sensor/feed.h"
#include "sensor/feed_options.h"
#include "sensor/feed_stop.h"
#include "sensor/paper.h"
#include "sensor/sandbox_places.h"
#include "sensor/sandbox_refused.h"

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

/* The exit status, and why. */
static int open_file(struct feed_settings *s, const char *to, struct error *e)
{
    char where[FILE_WHERE_MAX];
    const struct file_wish wish = { .file = to, .keep = FILE_KEEP_DEFAULT, .format = s->format };
    if (!file_place_write(&wish, where)) {
        fail(e, "the name of the file is too long");
        return EXIT_USAGE;
    }
    const char *path = strcmp(to, "-") != 0 ? to : NULL;
    s->sink = &file_sink;
    s->journal = feed_journal_open(path, s->from.key, s->from.group, e);
    if (s->journal != NULL)
        s->opened = file_sink.open(where, e);
    return s->opened != NULL ? EXIT_OK : EXIT_DELIVERY;
}

/* As open_file(); the receiver need not be there yet. Its URL may name the form, or --format may.
 */
static int open_syslog(struct feed_settings *s, const char *to, struct error *e)
{
    char where[FILE_WHERE_MAX];
    struct syslog_place place;
    int n = s->format == FORMAT_EVE
                ? snprintf(where, sizeof where, "%s", to)
                : snprintf(where, sizeof where, "%s%cformat=%s", to,
                           strchr(to, '?') != NULL ? '&' : '?', format_name(s->format));
    bool fits = n < (int)sizeof where || fail(e, "the URL of the receiver is too long");
    if (!fits || !syslog_place_read(where, &place, e))
        return EXIT_USAGE;
    s->format = place.format;
    s->sink = &syslog_sink;
    s->journal = feed_journal_open(NULL, s->from.key, s->from.group, e);
    if (s->journal != NULL)
        s->opened = syslog_sink.ready(where, e);
    return s->opened != NULL ? EXIT_OK : EXIT_DELIVERY;
}

static int open_sink(struct feed_settings *s, const char *to, struct error *e)
{
    bool syslog = strncmp(to, "syslog+", strlen("syslog+")) == 0;
    return syslog ? open_syslog(s, to, e) : open_file(s, to, e);
}

/* The file is open; what others put in its place, or beside it, is in the same folder. */
static bool enter_sandbox(const struct feed_options *o, struct sandbox_tally *tally,
                          struct error *e)
{
    struct sandbox_state unheard;
    struct sandbox_settings settings = {
        .role = SANDBOX_FEED, .off = o->no_sandbox, .connects = true, .tally = tally
    };
    settings.places = sandbox_places_new();
    if (tally == NULL || settings.places == NULL) {
        sandbox_places_free(settings.places);
        return fail(e, "no sandbox: no memory");
    }
    sandbox_allow_feed(settings.places, o->redis, o->to);
    bool entered = sandbox_enter(&settings, &unheard, e);
    sandbox_places_free(settings.places);
    return entered;
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

static int run(struct feed_settings *s, const struct feed_options *o)
{
    struct error e = { "" };
    int status = open_sink(s, o->to, &e);
    if (status != EXIT_OK) {
        feed_journal_close(s->journal);
        return paper_complain(e.s, status);
    }
    struct sandbox_tally *tally = sandbox_tally_new();
    status = enter_sandbox(o, tally, &e) ? run_until_stopped(s) : paper_complain(e.s, EXIT_USAGE);
    (void)sandbox_refused_tell(tally, 0);
    sandbox_tally_free(tally);
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
                               .format = o.format };
    s.from = (struct stream_reader){ redis_new(o.redis, &e), NULL, o.group, o.consumer };
    redis_url_hide(o.redis);
    if (s.from.redis == NULL)
        return paper_complain(e.s, EXIT_USAGE);
    s.from.key = redis_key(s.from.redis);
    s.signals = take_over_signals();
    int status = s.signals >= 0 ? run(&s, &o) : paper_complain(strerrordesc_np(errno), EXIT_INPUT);
    (void)close(s.signals);
    redis_free(s.from.redis);
    return status;
}
