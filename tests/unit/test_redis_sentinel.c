/* Real Redis servers, and real sentinels. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alerts/redis_sentinel.h"
#include "alerts/sink.h"
#include "core/clock.h"
#include "tests/support/redis_server.h"

enum { PATIENCE_MS = 25000 };

static struct redis_server one, two;
static char port[2][8];
static char folder[] = "/tmp/camwarden-sentinel-XXXXXX";
static char conf[64];
static unsigned sentinel_port;
static pid_t sentinel;
static struct error e;

static const struct bytes lines[] = {
    { (const uint8_t *)"a", 1 }, { (const uint8_t *)"b", 1 }, { (const uint8_t *)"c", 1 },
    { (const uint8_t *)"d", 1 }, { (const uint8_t *)"e", 1 }, { (const uint8_t *)"f", 1 },
};

static void serve(struct redis_server *s, int which, const char *master)
{
    static const char *options[2][12];
    const char *given[] = { "--port",
                            port[which],
                            "--repl-diskless-sync-delay",
                            "0",
                            "--repl-ping-replica-period",
                            "1",
                            master != NULL ? "--replicaof" : NULL,
                            "127.0.0.1",
                            master,
                            NULL };
    memcpy(options[which], given, sizeof given);
    redis_server_start(s, options[which]);
}

static void begin(void)
{
    (void)signal(SIGPIPE, SIG_IGN);
    for (int i = 0; i < 2; i++)
        do
            (void)snprintf(port[i], sizeof port[i], "%u", free_port());
        while (i == 1 && strcmp(port[0], port[1]) == 0);
    serve(&one, 0, NULL);
    serve(&two, 1, port[0]);
}

static void end(void)
{
    if (sentinel > 0) {
        (void)kill(sentinel, SIGKILL);
        (void)waitpid(sentinel, NULL, 0);
    }
    redis_server_end(&one);
    redis_server_end(&two);
    (void)unlink(conf);
    (void)rmdir(folder);
}

TestSuite(redis_sentinel, .init = begin, .fini = end, .timeout = 120);

static void write_conf(const char *more)
{
    cr_assert_not_null(mkdtemp(folder));
    (void)snprintf(conf, sizeof conf, "%s/conf", folder);
    sentinel_port = free_port();
    FILE *f = fopen(conf, "we");
    cr_assert_not_null(f);
    (void)fprintf(f,
                  "bind 127.0.0.1\nport %u\ndir %s\nlogfile \"\"\n"
                  "sentinel monitor cams 127.0.0.1 %s 1\n"
                  "sentinel down-after-milliseconds cams 300\n"
                  "sentinel failover-timeout cams 3000\n"
                  "sentinel monitor wrong 127.0.0.1 %s 2\n%s",
                  sentinel_port, folder, port[0], port[1], more);
    (void)fclose(f);
}

static void become(void)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    (void)dup2(nowhere, 1);
    (void)dup2(nowhere, 2);
    (void)execlp("redis-server", "redis-server", conf, "--sentinel", (char *)NULL);
    _exit(127);
}

/* Whether what the sentinel answers has this in it. */
static bool sentinel_says(const char *question, const char *words)
{
    redisContext *c = redisConnect("127.0.0.1", (int)sentinel_port);
    bool says = false;
    redisReply *reply = c != NULL && c->err == 0 ? redisCommand(c, question) : NULL;
    for (size_t i = 0; reply != NULL && i < reply->elements; i++)
        for (size_t k = 0; k < reply->element[i]->elements; k++)
            says = says || strcmp(reply->element[i]->element[k]->str, words) == 0;
    if (reply != NULL)
        says = says || (reply->str != NULL && strstr(reply->str, words) != NULL);
    freeReplyObject(reply);
    if (c != NULL)
        redisFree(c);
    return says;
}

static void watch_over(const char *more, const char *question, const char *until)
{
    write_conf(more);
    sentinel = fork();
    if (sentinel == 0)
        become();
    uint64_t end_ms = steady_ms() + PATIENCE_MS;
    while (!sentinel_says(question, until)) {
        cr_assert_lt(steady_ms(), end_ms, "the sentinel does not say '%s'", until);
        usleep(20000);
    }
}

static bool delivers(void *sink, uint64_t first)
{
    const struct batch b = {
        .n = 2, .line = lines + first - 1, .sender = "me", .epoch = 1, .first = first
    };
    return (!redis_sink.broken(sink) || redis_sink.mend(sink, &e)) &&
           redis_sink.deliver(sink, &b, &e);
}

static void replicated(void)
{
    uint64_t end_ms = steady_ms() + PATIENCE_MS;
    while (redis_server_number(&two, "LLEN camwarden:alerts") != 2) {
        cr_assert_lt(steady_ms(), end_ms, "the replica has it not");
        usleep(10000);
    }
}

/* The sentinels cut the connections of whom they tell to be another, the test's own, too. */
static const char *alerts_at(struct redis_server *s)
{
    (void)redisReconnect(s->own);
    return redis_server_text(s, "LRANGE camwarden:alerts 0 -1");
}

static bool is_replica(struct redis_server *s)
{
    (void)redisReconnect(s->own);
    return strncmp(redis_server_text(s, "ROLE"), "slave", 5) == 0;
}

Test(redis_sentinel, goes_on_at_the_new_master)
{
    char url[160];
    watch_over("", "SENTINEL REPLICAS cams", "ok"); /* master-link-status */
    (void)snprintf(url, sizeof url, "redis-sentinel://127.0.0.1:1,127.0.0.1:%u/cams",
                   sentinel_port);
    void *s = redis_sink.open(url, &e);
    cr_assert_not_null(s, "%s", e.s);
    cr_expect_not_null(strstr(redis_sink.where(s), "cams"));
    cr_assert(delivers(s, 1), "%s", e.s);
    replicated();
    redis_server_kill(&one);
    uint64_t end_ms = steady_ms() + PATIENCE_MS;
    cr_expect_not(delivers(s, 3));
    while (!delivers(s, 3)) {
        cr_assert_lt(steady_ms(), end_ms, "%s", e.s);
        usleep(50000);
    }
    cr_expect_str_eq(alerts_at(&two), "a b c d");
    cr_expect(delivers(s, 5), "%s", e.s);
    cr_expect_str_eq(alerts_at(&two), "a b c d e f");
    (void)redis_sink.close(s, &e);
}

/* Nobody is killed: the master becomes a replica. */
Test(redis_sentinel, leaves_a_master_that_is_none_any_more)
{
    char url[160];
    watch_over("", "SENTINEL REPLICAS cams", "ok");
    (void)snprintf(url, sizeof url, "redis-sentinel://127.0.0.1:%u/cams", sentinel_port);
    void *s = redis_sink.open(url, &e);
    cr_assert_not_null(s, "%s", e.s);
    cr_assert(delivers(s, 1), "%s", e.s);
    replicated();
    uint64_t end_ms = steady_ms() + PATIENCE_MS;
    while (!sentinel_says("SENTINEL FAILOVER cams", "OK")) {
        cr_assert_lt(steady_ms(), end_ms);
        usleep(50000);
    }
    while (!is_replica(&one)) {
        cr_assert_lt(steady_ms(), end_ms);
        usleep(20000);
    }
    while (!delivers(s, 3)) {
        cr_assert_lt(steady_ms(), end_ms, "%s", e.s);
        usleep(20000);
    }
    cr_expect_str_eq(alerts_at(&two), "a b c d");
    (void)redis_sink.close(s, &e);
}

static void expect_refusal(const char *master, unsigned at, const char *why)
{
    char url[160];
    (void)snprintf(url, sizeof url, "redis-sentinel://127.0.0.1:%u/%s", at, master);
    cr_expect_null(redis_sink.open(url, &e));
    cr_expect_not_null(strstr(e.s, "no sentinel leads to the master"), "%s", e.s);
    cr_expect_not_null(strstr(e.s, why), "'%s', not '%s'", e.s, why);
}

Test(redis_sentinel, says_why_there_is_no_master)
{
    watch_over("", "PING", "PONG");
    expect_refusal("cats", sentinel_port, "it knows no such master");
    expect_refusal("wrong", sentinel_port, "what it leads to is no master");
    expect_refusal("cams", (unsigned)strtoul(port[0], NULL, 10), "unknown command");
    expect_refusal("cams", 1, "Connection refused");
}

Test(redis_sentinel, tells_its_password_to_a_sentinel_that_wants_it)
{
    char url[160];
    cr_assert_str_eq(redis_server_text(&one, "CONFIG SET requirepass s3cret"), "OK");
    watch_over("requirepass s3cret\nsentinel auth-pass cams s3cret\n", "PING", "NOAUTH");
    (void)snprintf(url, sizeof url, "redis-sentinel://127.0.0.1:%u/cams", sentinel_port);
    setenv("CAMWARDEN_REDIS_PASSWORD", "s3cret", 1);
    void *s = redis_sink.open(url, &e);
    cr_assert_not_null(s, "%s", e.s);
    cr_expect(delivers(s, 1), "%s", e.s);
    (void)redis_sink.close(s, &e);
    setenv("CAMWARDEN_REDIS_PASSWORD", "other", 1);
    expect_refusal("cams", sentinel_port, "the password is wrong");
    cr_expect_null(strstr(e.s, "other"), "%s", e.s);
}
