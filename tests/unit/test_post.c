/* With a real Redis, on a free port of the loopback: killed, frozen, locked. */
#include "alerts/post.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <fcntl.h>
#include <ftw.h>
#include <hiredis/hiredis.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/alerting.h"

enum { PATIENCE = 2000, TICK_US = 10000, FREEZE_US = 100000 }; /* 20 seconds */

static char folder[] = "/tmp/camwarden-post-XXXXXX";
static char url[64];
static char file_name[64];
static unsigned port;
static pid_t server;
static uint64_t told;
static struct error e;

static void pick_port(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t n = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(bind(fd, (struct sockaddr *)&address, n), 0);
    cr_assert_eq(getsockname(fd, (struct sockaddr *)&address, &n), 0);
    port = ntohs(address.sin_port);
    (void)close(fd);
}

static redisContext *reach(void)
{
    for (int i = 0; i < PATIENCE; i++) {
        redisContext *c = redisConnect("127.0.0.1", (int)port);
        if (c != NULL && c->err == 0)
            return c;
        redisFree(c);
        usleep(TICK_US);
    }
    cr_assert_fail("redis-server did not start");
    return NULL;
}

/* Keeps what it was told when it is killed: it writes before it answers. (With appendfsync everysec
 * it may answer up to two seconds before.) */
static void start_server(void)
{
    char text[8];
    (void)snprintf(text, sizeof text, "%u", port);
    server = fork();
    if (server == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        int null = open("/dev/null", O_RDWR | O_CLOEXEC);
        (void)dup2(null, STDOUT_FILENO);
        execlp("redis-server", "redis-server", "--port", text, "--bind", "127.0.0.1", "--dir",
               folder, "--save", "", "--appendonly", "yes", "--appendfsync", "no", (char *)NULL);
        _exit(127);
    }
    redisFree(reach());
}

static void kill_server(void)
{
    if (server <= 0)
        return;
    (void)kill(server, SIGKILL);
    (void)waitpid(server, NULL, 0);
    server = 0;
}

static bool have_redis(void)
{
    return system("command -v redis-server >/dev/null") == 0; /* NOLINT(cert-env33-c): a constant */
}

static void begin(void)
{
    cr_assert_not_null(mkdtemp(folder));
    (void)snprintf(file_name, sizeof file_name, "%s/eve.json", folder);
    pick_port();
    (void)snprintf(url, sizeof url, "redis://127.0.0.1:%u", port);
    unsetenv("CAMWARDEN_REDIS_USER");
    unsetenv("CAMWARDEN_REDIS_PASSWORD");
    unsetenv("CAMWARDEN_REDIS_PASSWORD_FILE");
}

static int forget(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

static void end(void)
{
    kill_server();
    (void)nftw(folder, forget, 8, FTW_DEPTH | FTW_PHYS);
}

TestSuite(post, .init = begin, .fini = end, .timeout = 120);

static void with_redis(void)
{
    if (!have_redis())
        cr_skip_test("redis-server is not installed");
    start_server();
}

static struct post *new_post(size_t queue_bytes)
{
    struct post_settings s = { .style = { .host = "sensor-a" },
                               .queue_bytes = queue_bytes,
                               .outbox = { .memory_bytes = queue_bytes },
                               .retry_min_ms = 10,
                               .retry_max_ms = 200 };
    struct post *p = post_new(&s, &e);
    cr_assert_not_null(p);
    return p;
}

static void add(struct post *p, const struct sink *sink, const char *where)
{
    cr_assert(post_add(p, sink, where, &e), "%s", e.s);
}

static void hear(struct post *p, size_t n)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct alert a = alert_of(&r);
    for (size_t i = 0; i < n; i++) {
        a.sequence = ++told;
        post_hear(p, &a);
    }
}

static struct post_status status(struct post *p, size_t i)
{
    struct post_status all[POST_SINKS_MAX];
    cr_assert_gt(post_status(p, all, POST_SINKS_MAX), i);
    return all[i];
}

static bool wait_for_delivery(struct post *p, size_t i, uint64_t n)
{
    for (int k = 0; k < PATIENCE && status(p, i).delivered < n; k++)
        usleep(TICK_US);
    return status(p, i).delivered >= n;
}

static bool wait_for_state(struct post *p, size_t i, bool up)
{
    for (int k = 0; k < PATIENCE && status(p, i).up != up; k++)
        usleep(TICK_US);
    return status(p, i).up == up;
}

/* Why the first try failed. */
static struct post_status tried(struct post *p, size_t i)
{
    for (int k = 0; k < PATIENCE && strstr(status(p, i).reason.s, "not connected yet") != NULL; k++)
        usleep(TICK_US);
    return status(p, i);
}

/* Each sequence number from 1 to `told` is in the list; how many there are more than once. */
static size_t repeated_in_list(void)
{
    redisContext *c = reach();
    redisReply *all = redisCommand(c, "LRANGE camwarden:alerts 0 -1");
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
    redisFree(c);
    return repeated;
}

static void command(const char *words)
{
    redisContext *c = reach();
    redisReply *reply = redisCommand(c, words);
    cr_assert(reply != NULL && reply->type != REDIS_REPLY_ERROR, "%s",
              reply != NULL ? reply->str : c->errstr);
    freeReplyObject(reply);
    redisFree(c);
}

static void expect_value(const char *words, const char *value)
{
    redisContext *c = reach();
    redisReply *reply = redisCommand(c, words);
    cr_assert(reply != NULL && reply->type == REDIS_REPLY_STRING, "%s", words);
    cr_expect_not_null(strstr(reply->str, value), "%s", reply->str);
    freeReplyObject(reply);
    redisFree(c);
}

static void expect_number(const char *words, long long n)
{
    redisContext *c = reach();
    redisReply *reply = redisCommand(c, words);
    cr_assert(reply != NULL && reply->type == REDIS_REPLY_INTEGER, "%s", words);
    cr_expect_eq(reply->integer, n, "%s: %lld", words, reply->integer);
    freeReplyObject(reply);
    redisFree(c);
}

static size_t lines_of(const char *name)
{
    FILE *f = fopen(name, "re");
    cr_assert_not_null(f);
    size_t n = 0;
    for (int c = getc(f); c != EOF; c = getc(f))
        n += c == '\n';
    (void)fclose(f);
    return n;
}

static struct bytes text(const char *s)
{
    return bytes_of_text(s);
}

Test(post, brings_each_sink_what_it_takes)
{
    with_redis();
    struct post *p = new_post(0);
    add(p, &file_sink, file_name);
    add(p, &redis_sink, url);
    cr_assert(post_start(p, &e));
    hear(p, 1000);
    post_stats(p, text("{\"event_type\":\"stats\"}"));
    post_beat(p, text("{\"state\":\"running\"}"));
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct posture_row row = { .item = &clear_item, .verdict = VERDICT_FAIL };
    post_posture(p, &(struct posture){ .camera = &r.camera, .row = &row, .n = 1 });
    cr_expect(wait_for_delivery(p, 0, 1001) && wait_for_delivery(p, 1, 1000));
    cr_expect_eq(post_close(p, 10000), 0);
    cr_expect_eq(lines_of(file_name), 1001, "alerts and statistics");
    cr_expect_eq(repeated_in_list(), 0);
    expect_value("HGET camwarden:sensors sensor-a", "running");
    expect_value("HGET camwarden:postures:sensor-a bc:c3:42:00:00:05", "FAIL");
}

Test(post, delivers_what_is_left_when_it_is_closed)
{
    with_redis();
    struct post *p = new_post(0);
    add(p, &redis_sink, url);
    hear(p, 3000);
    cr_assert(post_start(p, &e));
    cr_expect_eq(post_close(p, 60000), 0);
    cr_expect_eq(repeated_in_list(), 0);
}

Test(post, loses_nothing_when_redis_is_killed_and_comes_again)
{
    with_redis();
    struct post *p = new_post(64 << 20);
    add(p, &redis_sink, url);
    cr_assert(post_start(p, &e));
    for (size_t round = 0; round < 3; round++) {
        hear(p, 2000);
        cr_assert(wait_for_delivery(p, 0, told - 1900));
        kill_server();
        hear(p, 500);
        cr_expect(wait_for_state(p, 0, false));
        start_server();
    }
    cr_expect(wait_for_delivery(p, 0, told));
    cr_expect(wait_for_state(p, 0, true));
    cr_expect_eq(status(p, 0).recoveries, 3);
    cr_expect_eq(post_close(p, 30000), 0);
    cr_expect_leq(repeated_in_list(), 3 * 64, "at most a batch each time");
}

Test(post, takes_alerts_while_redis_is_frozen_and_goes_on_when_it_thaws)
{
    with_redis();
    struct post *p = new_post(0);
    add(p, &redis_sink, url);
    cr_assert(post_start(p, &e));
    hear(p, 1);
    cr_assert(wait_for_delivery(p, 0, 1));
    (void)kill(server, SIGSTOP);
    hear(p, 2000);
    cr_expect_eq(status(p, 0).delivered, 1, "every call returned, and nothing could be delivered");
    cr_expect_eq(status(p, 0).queued, 2000);
    cr_expect(wait_for_state(p, 0, false), "and it is noticed");
    (void)kill(server, SIGCONT);
    cr_expect(wait_for_delivery(p, 0, 2001));
    cr_expect_eq(post_close(p, 30000), 0);
    cr_expect_leq(repeated_in_list(), 128);
}

static double seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

Test(post, does_not_wait_for_a_frozen_redis_when_it_is_closed)
{
    with_redis();
    struct post *p = new_post(0);
    add(p, &redis_sink, url);
    add(p, &file_sink, file_name);
    cr_assert(post_start(p, &e));
    (void)kill(server, SIGSTOP);
    hear(p, 100);
    usleep(FREEZE_US); /* so that its thread waits for an answer */
    double begun = seconds();
    cr_expect_eq(post_close(p, 500), 100, "those for Redis");
    cr_expect_lt(seconds() - begun, 4, "and not the 5 seconds that an answer may take");
    cr_expect_eq(lines_of(file_name), 100);
    (void)kill(server, SIGCONT);
}

Test(post, starts_without_redis_and_goes_on_trying)
{
    if (!have_redis())
        cr_skip_test("redis-server is not installed");
    struct post *p = new_post(0);
    add(p, &redis_sink, url);
    cr_expect_not(status(p, 0).up);
    cr_assert(post_start(p, &e));
    struct post_status s = tried(p, 0);
    cr_expect_not(s.up);
    cr_expect_not_null(strstr(s.reason.s, "Connection refused"));
    hear(p, 10);
    post_hasten(p);
    start_server();
    post_hasten(p);
    cr_expect(wait_for_delivery(p, 0, 10));
    cr_expect_eq(post_close(p, 10000), 0);
    cr_expect_eq(repeated_in_list(), 0);
}

Test(post, tries_at_once_when_it_is_told_to)
{
    if (!have_redis())
        cr_skip_test("redis-server is not installed");
    struct post_settings an_hour = { .retry_min_ms = 3600000, .retry_max_ms = 3600000 };
    struct post *p = post_new(&an_hour, &e);
    cr_assert_not_null(p);
    add(p, &redis_sink, url);
    cr_assert(post_start(p, &e));
    hear(p, 1);
    cr_expect_not(tried(p, 0).up);
    start_server();
    cr_expect_not(status(p, 0).up);
    post_hasten(p);
    cr_expect(wait_for_delivery(p, 0, 1));
    cr_expect_eq(post_close(p, 10000), 0);
}

Test(post, goes_on_when_a_wrong_password_becomes_right)
{
    with_redis();
    char place[96];
    (void)snprintf(place, sizeof place, "redis://pusher@127.0.0.1:%u", port);
    setenv("CAMWARDEN_REDIS_PASSWORD", "s3cret", 1);
    command("ACL SETUSER pusher on >other ~camwarden:* +evalsha +eval +get +set +rpush "
            "+llen +ltrim +hset");
    struct post *p = new_post(0);
    add(p, &redis_sink, place);
    cr_assert(post_start(p, &e));
    struct post_status s = tried(p, 0);
    cr_expect_not_null(strstr(s.reason.s, "WRONGPASS"));
    cr_expect_null(strstr(s.where, "s3cret"));
    hear(p, 10);
    cr_expect_eq(status(p, 0).delivered, 0);
    command("ACL SETUSER pusher >s3cret");
    cr_expect(wait_for_delivery(p, 0, 10));
    cr_expect_eq(post_close(p, 10000), 0);
    cr_expect_eq(repeated_in_list(), 0);
}

Test(post, needs_the_password_file_only_once)
{
    with_redis();
    char name[96];
    char place[192];
    (void)snprintf(name, sizeof name, "%s/password", folder);
    (void)snprintf(place, sizeof place, "redis://pusher@127.0.0.1:%u?password-file=%s", port, name);
    struct post *p = new_post(0);
    cr_expect_not(post_add(p, &redis_sink, place, &e), "it is not there yet");
    FILE *f = fopen(name, "we");
    cr_assert(f != NULL && fputs("s3cret\n", f) >= 0 && fclose(f) == 0);
    command("ACL SETUSER pusher on >s3cret ~camwarden:* +evalsha +eval +get +set +rpush "
            "+llen +ltrim");
    add(p, &redis_sink, place);
    (void)unlink(name);
    cr_assert(post_start(p, &e));
    cr_expect(wait_for_state(p, 0, true));
    kill_server();
    start_server();
    command("ACL SETUSER pusher on >s3cret ~camwarden:* +evalsha +eval +get +set +rpush "
            "+llen +ltrim");
    hear(p, 10);
    cr_expect(wait_for_delivery(p, 0, 10), "%s", status(p, 0).reason.s);
    cr_expect_eq(post_close(p, 10000), 0);
}

Test(post, goes_on_without_the_right_to_tell_the_heartbeat)
{
    with_redis();
    char place[96];
    (void)snprintf(place, sizeof place, "redis://pusher@127.0.0.1:%u", port);
    setenv("CAMWARDEN_REDIS_PASSWORD", "s3cret", 1);
    command("ACL SETUSER pusher on >s3cret ~camwarden:* +evalsha +eval +get +set +rpush "
            "+llen +ltrim");
    struct post *p = new_post(0);
    add(p, &redis_sink, place);
    cr_assert(post_start(p, &e));
    for (size_t i = 1; i <= 3; i++) {
        post_beat(p, text("{}"));
        for (int k = 0; k < PATIENCE && status(p, 0).shed.beats < i; k++)
            usleep(TICK_US);
        hear(p, 1);
        cr_expect(wait_for_delivery(p, 0, i));
    }
    cr_expect_eq(status(p, 0).shed.beats, 3);
    cr_expect(status(p, 0).up);
    command("ACL SETUSER pusher +hset");
    post_beat(p, text("{\"state\":\"running\"}"));
    cr_expect_eq(post_close(p, 10000), 0);
    expect_value("HGET camwarden:sensors sensor-a", "running");
}

/* Redis closes what is idle ("timeout"); it may also have been restarted. */
Test(post, takes_a_connection_that_was_closed_for_no_failure_if_another_works)
{
    with_redis();
    struct post_settings an_hour = { .retry_min_ms = 3600000, .retry_max_ms = 3600000 };
    struct post *p = post_new(&an_hour, &e);
    cr_assert_not_null(p);
    add(p, &redis_sink, url);
    cr_assert(post_start(p, &e));
    hear(p, 1);
    cr_expect(wait_for_delivery(p, 0, 1));
    command("CLIENT KILL TYPE normal SKIPME yes");
    hear(p, 1);
    cr_expect(wait_for_delivery(p, 0, 2));
    for (int k = 0; k < PATIENCE && status(p, 0).recoveries == 0; k++)
        usleep(TICK_US);
    cr_expect_eq(status(p, 0).recoveries, 1, "it may have forgotten what it kept");
    cr_expect(status(p, 0).up);
    cr_expect_eq(post_close(p, 10000), 0);
    cr_expect_eq(repeated_in_list(), 0);
}

Test(post, learns_from_the_heartbeat_that_redis_takes_nothing)
{
    with_redis();
    struct post *p = new_post(0);
    add(p, &redis_sink, url);
    cr_assert(post_start(p, &e));
    cr_assert(wait_for_state(p, 0, true));
    command("CONFIG SET maxmemory 1");
    post_beat(p, text("{\"state\":\"running\"}"));
    cr_expect(wait_for_state(p, 0, false));
    cr_expect_not_null(strstr(status(p, 0).reason.s, "its memory is full (OOM)"));
    command("CONFIG SET maxmemory 0");
    cr_expect(wait_for_state(p, 0, true));
    cr_expect_eq(status(p, 0).shed.beats, 0);
    cr_expect_eq(post_close(p, 10000), 0);
    expect_value("HGET camwarden:sensors sensor-a", "running");
}

Test(post, counts_exactly_what_a_full_queue_sheds)
{
    struct post *p = new_post(65536);
    add(p, &file_sink, file_name);
    struct ruling major = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct ruling critical = ruling_at(&setup_item, VERDICT_FAIL, 0);
    for (size_t i = 0; i < 1000; i++) {
        struct alert a = alert_of(i % 4 == 0 ? &critical : &major);
        a.event = i % 2 == 0 ? ALERT_OPENED : ALERT_RESOLVED;
        a.sequence = i + 1;
        post_hear(p, &a);
    }
    for (size_t i = 0; i < 2000; i++)
        post_stats(p, text("{\"event_type\":\"stats\",\"host\":\"sensor-a\"}"));
    struct post_status s = status(p, 0);
    cr_expect_gt(s.queued, 10);
    cr_expect_eq(s.queued + shed_alerts(&s.shed) + s.shed.stats, 3000);
    cr_expect_gt(s.shed.stats, 0);
    cr_expect_eq(s.shed.alerts[2], 0);
    cr_expect_leq(s.shed.alerts[0], 250, "opened, severity 1");
    cr_expect_leq(s.shed.alerts[1], 250, "opened, severity 2");
    cr_expect_leq(s.shed.alerts[3], 500, "resolved");
    cr_expect_gt(s.shed.alerts[0] + s.shed.alerts[1], s.shed.alerts[3] - 10);
    cr_assert(post_start(p, &e));
    cr_expect_eq(post_close(p, 10000), 0);
    cr_expect_eq(lines_of(file_name), s.queued, "and the rest arrives");
}

Test(post, keeps_only_the_newest_posture_of_a_camera)
{
    with_redis();
    struct post *p = new_post(0);
    add(p, &redis_sink, url);
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct posture_row row = { .item = &clear_item };
    for (uint64_t i = 1; i <= 100; i++) {
        row.count = i;
        post_posture(p, &(struct posture){ .camera = &r.camera, .row = &row, .n = 1 });
    }
    cr_expect_eq(status(p, 0).postures, 1);
    cr_assert(post_start(p, &e));
    cr_expect_eq(post_close(p, 10000), 0);
    expect_value("HGET camwarden:postures:sensor-a bc:c3:42:00:00:05", "\"count\":100");
    expect_value("HGET camwarden:postures:sensor-a bc:c3:42:00:00:05", "\"sensor\":\"sensor-a\"");
}

Test(post, forgets_the_posture_of_what_is_no_camera_after_all)
{
    with_redis();
    struct post *p = new_post(0);
    add(p, &redis_sink, url);
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct posture_row row = { .item = &clear_item, .verdict = VERDICT_FAIL };
    post_posture(p, &(struct posture){ .camera = &r.camera, .row = &row, .n = 1 });
    cr_assert(post_start(p, &e));
    for (int k = 0; k < PATIENCE && status(p, 0).postures > 0; k++)
        usleep(TICK_US);
    text_format(&r.camera.id, "10.0.0.5");
    post_posture(p, &(struct posture){ .camera = &r.camera, .row = &row, .n = 1 });
    post_forget(p, "10.0.0.5");
    post_forget(p, "never-known");
    cr_expect_eq(post_close(p, 10000), 0);
    expect_value("HGET camwarden:postures:sensor-a bc:c3:42:00:00:05", "FAIL");
    expect_number("HLEN camwarden:postures:sensor-a", 1);
}

Test(post, goes_on_in_a_new_file_when_the_old_one_was_moved)
{
    char moved[80];
    (void)snprintf(moved, sizeof moved, "%s.1", file_name);
    struct post *p = new_post(0);
    add(p, &file_sink, file_name);
    cr_assert(post_start(p, &e));
    hear(p, 10);
    cr_expect(wait_for_delivery(p, 0, 10));
    cr_assert_eq(rename(file_name, moved), 0);
    hear(p, 5);
    cr_expect(wait_for_delivery(p, 0, 15));
    post_reopen(p);
    for (int k = 0; k < PATIENCE && access(file_name, F_OK) != 0; k++)
        usleep(TICK_US);
    hear(p, 7);
    cr_expect_eq(post_close(p, 10000), 0);
    cr_expect_eq(lines_of(moved), 15);
    cr_expect_eq(lines_of(file_name), 7);
}

/* A sink that does nothing until it is let. */
static sem_t may;

static void *slow_open(const char *where, struct error *why)
{
    (void)where;
    if (sem_init(&may, 0, 0) == 0)
        return &may;
    fail(why, "no semaphore");
    return NULL;
}

static bool slow_deliver(void *self, const struct batch *b, struct error *why)
{
    (void)b, (void)why;
    return sem_wait(self) == 0;
}

static bool slow_close(void *self, struct error *why)
{
    (void)why;
    return sem_destroy(self) == 0;
}

static const struct sink slow_sink = {
    .name = "slow",
    .open = slow_open,
    .deliver = slow_deliver,
    .close = slow_close,
};

Test(post, lets_no_slow_sink_hold_up_another)
{
    struct post *p = new_post(0);
    add(p, &slow_sink, "");
    add(p, &file_sink, file_name);
    cr_assert(post_start(p, &e));
    hear(p, 500);
    cr_expect(wait_for_delivery(p, 1, 500));
    cr_expect_eq(status(p, 0).delivered, 0);
    cr_expect_eq(status(p, 0).queued, 500);
    for (int i = 0; i < 1000; i++)
        (void)sem_post(&may);
    cr_expect_eq(post_close(p, 10000), 0);
}

Test(post, leaves_a_thread_behind_that_cannot_be_ended)
{
    struct post *p = new_post(0);
    add(p, &slow_sink, "");
    cr_assert(post_start(p, &e));
    hear(p, 3);
    double begun = seconds();
    cr_expect_eq(post_close(p, 200), 3);
    cr_expect_lt(seconds() - begun, 4, "and not for ever");
}

Test(post, does_not_start_with_what_can_never_work)
{
    struct post *p = new_post(0);
    cr_expect_not(post_add(p, &file_sink, "/nowhere/eve.json", &e));
    cr_expect_not_null(strstr(e.s, "No such file"));
    cr_expect_not(post_add(p, &redis_sink, "nonsense", &e));
    cr_expect_not_null(strstr(e.s, "no Redis URL"));
    cr_expect_eq(post_status(p, NULL, 0), 0);
    for (size_t i = 0; i < POST_SINKS_MAX; i++)
        add(p, &file_sink, file_name);
    cr_expect_not(post_add(p, &file_sink, file_name, &e));
    cr_expect_eq(post_close(p, 0), 0);
}

Test(post, counts_an_alert_that_is_too_long_as_shed)
{
    static char remedy[EVE_LINE_MAX];
    memset(remedy, 'x', sizeof remedy - 1);
    struct guide_item item = clear_item;
    item.remedy = remedy;
    struct ruling r = ruling_at(&item, VERDICT_FAIL, 0);
    struct alert a = alert_of(&r);
    struct post *p = new_post(0);
    add(p, &file_sink, file_name);
    post_hear(p, &a);
    cr_expect_eq(status(p, 0).shed.alerts[1], 1);
    cr_expect_eq(post_close(p, 0), 0);
}

static void wait_for_beat(const char *value)
{
    bool there = false;
    for (int k = 0; k < PATIENCE && !there; k++) {
        redisContext *c = reach();
        redisReply *reply = redisCommand(c, "HGET camwarden:sensors sensor-a");
        there = reply != NULL && reply->type == REDIS_REPLY_STRING && strstr(reply->str, value);
        freeReplyObject(reply);
        redisFree(c);
        usleep(TICK_US);
    }
    cr_assert(there, "%s", value);
}

Test(post, notices_another_sensor_of_its_name)
{
    with_redis();
    struct post *p = new_post(0);
    add(p, &redis_sink, url);
    cr_assert(post_start(p, &e));
    post_beat(p, text("{\"instance\":\"aa\",\"state\":\"running\",\"n\":1}"));
    wait_for_beat("\"n\":1");
    cr_expect_str_eq(status(p, 0).rival.s, "");
    redisContext *c = reach();
    freeReplyObject(redisCommand(c, "HSET camwarden:sensors sensor-a %s",
                                 "{\"instance\":\"bb\",\"state\":\"running\",\"every_s\":30,"
                                 "\"machine\":\"gate\",\"pid\":7}"));
    redisFree(c);
    post_beat(p, text("{\"instance\":\"aa\",\"state\":\"running\",\"n\":2}"));
    wait_for_beat("\"n\":2");
    cr_expect_str_eq(status(p, 0).rival.s, "process 7 on gate");
    cr_expect_eq(post_close(p, 10000), 0);
}
