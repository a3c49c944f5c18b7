/* One turn after the other, against a Redis that plays a part and a sink that fails on demand. */
#include "sensor/feed.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "sensor/common_options.h"
#include "tests/support/scripted_redis.h"

#define HELLO                                 \
    { "PING", "+PONG" },                      \
    {                                         \
        "XGROUP CREATE k g 0 MKSTREAM", "+OK" \
    }
#define SOME_OURS(n, answer)                                   \
    {                                                          \
        "XREADGROUP GROUP g c COUNT " n " STREAMS k 0", answer \
    }
#define OURS(answer) SOME_OURS("128", answer)
#define NEWS(answer)                                         \
    {                                                        \
        "XREADGROUP GROUP g c COUNT 128 STREAMS k >", answer \
    }
#define CLAIM(answer)                               \
    {                                               \
        "XAUTOCLAIM k g c 60000 0-0 JUSTID", answer \
    }
#define NONE            "*1\r\n*2\r\n$1\r\nk\r\n*0"
#define NO_CLAIM        "*3\r\n$3\r\n0-0\r\n*0\r\n*0"
#define LIST(n)         "*1\r\n*2\r\n$1\r\nk\r\n*" n "\r\n"
#define ENTRY(id, line) "*2\r\n$3\r\n" id "\r\n*2\r\n$3\r\neve\r\n$1\r\n" line
#define NOTHING_LEFT    OURS(NONE), CLAIM(NO_CLAIM), NEWS("*-1")
#define END        \
    {              \
        NULL, NULL \
    }

static char written[256];
static int failures_to_come;
static int signals_fd;
static int ending_fd;

static bool fake_deliver(void *self, const struct batch *b, struct error *e)
{
    (void)self;
    if (failures_to_come > 0) {
        failures_to_come--;
        return fail(e, "the paper is out");
    }
    for (size_t i = 0; i < b->n; i++)
        (void)snprintf(written + strlen(written), sizeof written - strlen(written), "%.*s,",
                       (int)b->line[i].n, (const char *)b->line[i].p);
    return true;
}

static const char *fake_where(const void *self)
{
    (void)self;
    return "here";
}

static const struct sink fake = { .name = "fake", .deliver = fake_deliver, .where = fake_where };

static void block_signals(void)
{
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGUSR1);
    (void)sigprocmask(SIG_BLOCK, &set, NULL);
    ending_fd = eventfd(0, EFD_CLOEXEC);
    signals_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

TestSuite(feed, .init = block_signals, .timeout = 30);

static struct feed_settings settings_for(const struct scene *scenes, struct error *e)
{
    struct feed_settings s = { .begin = "0",
                               .claim_after_ms = 60000,
                               .once = true,
                               .sink = &fake,
                               .signals = signals_fd,
                               .ending = ending_fd };
    s.from = (struct stream_reader){ redis_new(scripted_redis(scenes), e), "k", "g", "c" };
    s.journal = feed_journal_open(NULL, "k", "g", e);
    cr_assert(s.from.redis != NULL && s.journal != NULL, "%s", e->s);
    return s;
}

/* Runs it as set, and ends the play. */
static int run(const struct feed_settings *s, struct feed_figures *n)
{
    int status = feed_run(s, n);
    redis_free(s->from.redis);
    feed_journal_close(s->journal);
    cr_expect(scripted_redis_end(), "all commands were given, and in order");
    return status;
}

Test(feed, takes_ours_then_what_others_left_then_what_is_new)
{
    static const struct scene scenes[] = {
        HELLO,
        OURS(LIST("1") ENTRY("1-0", "a")),
        { "XACK k g 1-0", ":1" },
        OURS(NONE),
        CLAIM("*3\r\n$3\r\n0-0\r\n*1\r\n$3\r\n2-0\r\n*1\r\n$3\r\n2-1"),
        OURS(LIST("1") ENTRY("2-0", "b")),
        { "XACK k g 2-0", ":1" },
        OURS(NONE),
        NEWS(LIST("2") ENTRY("3-0", "c") "\r\n" ENTRY("3-1", "d")),
        { "XACK k g 3-0 3-1", ":2" },
        NEWS("*-1"),
        END,
    };
    struct error e;
    struct feed_figures n;
    struct feed_settings s = settings_for(scenes, &e);
    cr_expect_eq(run(&s, &n), EXIT_OK);
    cr_expect_str_eq(written, "a,b,c,d,");
    cr_expect(n.written == 4 && n.claimed == 1 && n.gone == 1 && n.known == 0 && n.foreign == 0);
}

Test(feed, acknowledges_first_what_it_does_not_write)
{
    static const struct scene scenes[] = {
        HELLO,
        OURS(LIST("3") "*2\r\n$3\r\n1-0\r\n*-1\r\n" ENTRY("1-1", "\n") "\r\n" ENTRY("1-2", "a")),
        { "XACK k g 1-0 1-1", ":2" },
        { "XACK k g 1-2", ":1" },
        NOTHING_LEFT,
        END,
    };
    struct error e;
    struct feed_figures n;
    struct feed_settings s = settings_for(scenes, &e);
    cr_expect_eq(run(&s, &n), EXIT_OK);
    cr_expect_str_eq(written, "a,");
    cr_expect(n.written == 1 && n.gone == 1 && n.foreign == 1);
}

Test(feed, does_not_write_again_what_it_could_not_acknowledge)
{
    static const struct scene scenes[] = {
        HELLO,
        SOME_OURS("3", LIST("2") ENTRY("1-0", "a") "\r\n" ENTRY("1-1", "b")),
        { "XACK k g 1-0 1-1", NULL },
        HELLO,
        SOME_OURS("1", LIST("1") ENTRY("1-0", "a")),
        { "XACK k g 1-0", ":1" },
        SOME_OURS("1", LIST("1") ENTRY("1-1", "b")),
        { "XACK k g 1-1", ":1" },
        SOME_OURS("1", LIST("1") ENTRY("1-2", "c")),
        { "XACK k g 1-2", ":1" },
        END,
    };
    struct error e;
    struct feed_figures n;
    struct feed_settings s = settings_for(scenes, &e);
    s.once = false;
    s.most = 3;
    cr_expect_eq(run(&s, &n), EXIT_OK);
    cr_expect_str_eq(written, "a,b,c,");
    cr_expect(n.written == 3 && n.known == 2);
}

Test(feed, goes_on_when_the_sink_has_mended)
{
    static const struct scene scenes[] = {
        HELLO,
        SOME_OURS("1", LIST("1") ENTRY("1-0", "a")),
        OURS(LIST("1") ENTRY("1-0", "a")), /* so that it does not look left */
        OURS(NULL),                        /* and Redis is lost meanwhile */
        { "PING", "+PONG" },
        OURS(LIST("1") ENTRY("1-0", "a")),
        { "XACK k g 1-0", ":1" },
        END,
    };
    struct error e;
    struct feed_figures n;
    struct feed_settings s = settings_for(scenes, &e);
    s.once = false;
    s.most = 1;
    failures_to_come = 3;
    cr_expect_eq(run(&s, &n), EXIT_OK);
    cr_expect_str_eq(written, "a,");
    cr_expect_eq(n.written, 1);
}

Test(feed, once_ends_when_the_sink_fails_and_acknowledges_nothing)
{
    static const struct scene scenes[] = { HELLO, OURS(LIST("1") ENTRY("1-0", "a")), END };
    struct error e;
    struct feed_figures n;
    struct feed_settings s = settings_for(scenes, &e);
    failures_to_come = 1;
    cr_expect_eq(run(&s, &n), EXIT_DELIVERY);
    cr_expect_eq(n.written, 0);
}

Test(feed, once_ends_when_redis_refuses)
{
    static const struct scene scenes[] = { HELLO, OURS("-NOPERM no"), END };
    struct error e;
    struct feed_figures n;
    struct feed_settings s = settings_for(scenes, &e);
    cr_expect_eq(run(&s, &n), EXIT_INPUT);
}

Test(feed, ends_when_it_is_told_to)
{
    static const struct scene scenes[] = { HELLO, OURS(NONE), END };
    struct error e;
    struct feed_figures n;
    struct feed_settings s = settings_for(scenes, &e);
    s.once = false;
    (void)kill(getpid(), SIGUSR1);
    (void)eventfd_write(ending_fd, 1);
    cr_expect_eq(run(&s, &n), EXIT_OK);
}
