#include "tests/support/posting.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/alerting.h"

static char folder[] = "/tmp/camwarden-post-XXXXXX";
static char file[64];
static char port[8];
static struct redis_server server;
static uint64_t told;
static struct error e;

void posting_begin(void)
{
    cr_assert_not_null(mkdtemp(folder));
    (void)snprintf(file, sizeof file, "%s/eve.json", folder);
    forget_logins();
}

static int forget(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

void posting_end(void)
{
    redis_server_end(&server);
    (void)nftw(folder, forget, 8, FTW_DEPTH | FTW_PHYS);
}

const char *posting_file(void)
{
    return file;
}

struct redis_server *posting_redis(void)
{
    static const char *options[] = { "--port", port, "--appendonly", "yes", "--appendfsync",
                                     "no",     NULL };
    (void)snprintf(port, sizeof port, "%u", free_port());
    redis_server_start(&server, options);
    return &server;
}

const char *posting_url(const char *user)
{
    static char url[96];
    (void)snprintf(url, sizeof url, "redis://%s127.0.0.1:%s", user, port);
    return url;
}

static struct post *new_post(const struct post_settings *s)
{
    struct post *p = post_new(s, &e);
    cr_assert_not_null(p, "%s", e.s);
    return p;
}

struct post *posting_new(size_t queue_bytes)
{
    return new_post(&(struct post_settings){ .style = { .host = "sensor-a" },
                                             .queue_bytes = queue_bytes,
                                             .outbox = { .memory_bytes = queue_bytes },
                                             .retry_min_ms = 10,
                                             .retry_max_ms = 200 });
}

struct post *posting_patient(void)
{
    enum { AN_HOUR = 3600000 };
    return new_post(&(struct post_settings){ .retry_min_ms = AN_HOUR, .retry_max_ms = AN_HOUR });
}

void posting_add(struct post *p, const struct sink *sink, const char *where)
{
    cr_assert(post_add(p, sink, where, &e), "%s", e.s);
}

void posting_start(struct post *p)
{
    cr_assert(post_start(p, &e), "%s", e.s);
}

void posting_hear(struct post *p, size_t n)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct alert a = alert_of(&r);
    for (size_t i = 0; i < n; i++) {
        a.sequence = ++told;
        post_hear(p, &a);
    }
}

uint64_t posting_told(void)
{
    return told;
}

struct post_status posting_status(struct post *p, size_t sink)
{
    struct post_status all[POST_SINKS_MAX];
    cr_assert_gt(post_status(p, all, POST_SINKS_MAX), sink);
    return all[sink];
}

bool posting_delivers(struct post *p, size_t sink, uint64_t n)
{
    for (int k = 0; k < PATIENCE && posting_status(p, sink).delivered < n; k++)
        usleep(TICK_US);
    return posting_status(p, sink).delivered >= n;
}

bool posting_becomes(struct post *p, size_t sink, bool up)
{
    for (int k = 0; k < PATIENCE && posting_status(p, sink).up != up; k++)
        usleep(TICK_US);
    return posting_status(p, sink).up == up;
}

struct post_status posting_tried(struct post *p, size_t sink)
{
    for (int k = 0;
         k < PATIENCE && strstr(posting_status(p, sink).reason.s, "not connected yet") != NULL; k++)
        usleep(TICK_US);
    return posting_status(p, sink);
}

size_t posting_lines_of(const char *name)
{
    FILE *f = fopen(name, "re");
    cr_assert_not_null(f);
    size_t n = 0;
    for (int c = getc(f); c != EOF; c = getc(f))
        n += c == '\n';
    (void)fclose(f);
    return n;
}

double posting_seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

size_t posting_repeated(void)
{
    redisReply *all = redisCommand(server.own, "LRANGE camwarden:alerts 0 -1");
    cr_assert(all != NULL && all->type == REDIS_REPLY_ARRAY);
    unsigned char *seen = calloc(told + 1, 1);
    size_t repeated = 0;
    for (size_t i = 0; i < all->elements; i++) {
        json_t *o = json_loads(all->element[i]->str, 0, NULL);
        const json_t *context = json_object_get(json_object_get(o, "alert"), "context");
        json_int_t n = json_integer_value(json_object_get(context, "sequence"));
        cr_assert(n >= 1 && (uint64_t)n <= told);
        repeated += seen[n];
        seen[n] = 1;
        json_decref(o);
    }
    for (size_t i = 1; i <= told; i++)
        cr_expect(seen[i], "alert %zu is missing", i);
    free(seen);
    freeReplyObject(all);
    return repeated;
}

void posting_command(const char *words)
{
    const char *said = redis_server_text(&server, "%s", words);
    cr_assert(strncmp(said, "OK", 2) == 0 || said[0] == '(', "%s: %s", words, said);
}

void posting_expect(const char *words, const char *value)
{
    const char *said = redis_server_text(&server, "%s", words);
    cr_expect_not_null(strstr(said, value), "%s: %s", words, said);
}
