/* The sink, with a Redis that plays a part. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "alerts/sink.h"
#include "tests/support/redis_server.h"
#include "tests/support/scripted_redis.h"

static struct error e;

TestSuite(redis_sink, .init = forget_logins, .fini = scripted_redis_stop, .timeout = 30);

static const struct bytes lines[] = { { (const uint8_t *)"{\"a\":1}", 7 },
                                      { (const uint8_t *)"{\"b\":2}", 7 } };
static const struct batch two = { .n = 2, .line = lines };

static void expect_error(const char *words)
{
    cr_expect_not_null(strstr(e.s, words), "'%s' does not say '%s'", e.s, words);
    cr_expect_null(strstr(e.s, "s3cret"));
}

Test(redis_sink, pushes_a_batch_with_one_command_and_keeps_postures)
{
    static const struct scene parts[] = {
        { "PING", "+PONG" },
        { "RPUSH camwarden:alerts {\"a\":1} {\"b\":2}", ":2" },
        { "HSET camwarden:postures:north cam@3 {}", ":1" },
        { "HDEL camwarden:postures:north cam@3", ":1" },
        { NULL, NULL },
    };
    const char *url = scripted_redis(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    cr_expect(redis_sink.deliver(r, &two, &e), "%s", e.s);
    const struct whose w = { "north", "cam@3" };
    cr_expect(redis_sink.keep(r, &w, (struct bytes){ (const uint8_t *)"{}", 2 }, &e), "%s", e.s);
    cr_expect(redis_sink.keep(r, &w, (struct bytes){ NULL, 0 }, &e), "%s", e.s);
    cr_expect(redis_sink.close(r, &e));
}

Test(redis_sink, cuts_a_big_batch)
{
    enum { LINES = 514 };
    static struct bytes many[LINES];
    static char big[2][640] = { "RPUSH camwarden:alerts", "RPUSH camwarden:alerts" };
    for (size_t i = 0; i < LINES; i++)
        many[i] = (struct bytes){ (const uint8_t *)"x", 1 };
    for (size_t i = 0; i < 256; i++)
        memcpy(big[0] + strlen(big[0]), " x", 3);
    memcpy(big[1] + strlen(big[1]), " x x", 5);
    const struct scene parts[] = {
        { "PING", "+PONG" }, { big[0], ":256" }, { big[0], ":512" },
        { big[1], ":514" },  { NULL, NULL },
    };
    const char *url = scripted_redis(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    cr_expect(redis_sink.deliver(r, &(struct batch){ .n = LINES, .line = many }, &e), "%s", e.s);
    (void)redis_sink.close(r, &e);
}

static void refused_when_pushing(const char *answer, const char *words)
{
    const struct scene parts[] = { { "PING", "+PONG" },
                                   { "RPUSH camwarden:alerts {\"a\":1} {\"b\":2}", answer },
                                   { NULL, NULL } };
    const char *url = scripted_redis(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    cr_expect_not(redis_sink.deliver(r, &two, &e));
    expect_error(words);
    cr_expect(redis_sink.close(r, &e));
}

Test(redis_sink, says_that_the_right_is_missing)
{
    refused_when_pushing("-NOPERM this user has no permissions to run the 'rpush' command",
                         "this user has no right to (NOPERM)");
}

Test(redis_sink, says_that_the_key_is_no_list)
{
    refused_when_pushing("-WRONGTYPE Operation against a key holding the wrong kind of value",
                         "holds something else (WRONGTYPE)");
}

Test(redis_sink, says_that_the_memory_is_full)
{
    refused_when_pushing("-OOM command not allowed when used memory > 'maxmemory'.",
                         "its memory is full (OOM)");
}

Test(redis_sink, says_that_it_is_read_only)
{
    refused_when_pushing("-READONLY You can't write against a read only replica.",
                         "read-only replica (READONLY)");
}

Test(redis_sink, does_not_take_less_for_an_answer)
{
    refused_when_pushing(":1", "is not Redis");
}

Test(redis_sink, does_not_take_another_kind_of_answer)
{
    refused_when_pushing("+OK", "is not Redis");
}

Test(redis_sink, outlives_a_server_that_goes_away)
{
    static const struct scene parts[] = { { "PING", "+PONG" }, { NULL, NULL } };
    const char *url = scripted_redis(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    scripted_redis_stop();
    cr_expect_not(redis_sink.deliver(r, &two, &e));
    expect_error("closed the connection");
    (void)redis_sink.close(r, &e);
}

Test(redis_sink, tells_the_heartbeat_of_a_sensor)
{
    static const struct scene parts[] = {
        { "PING", "+PONG" },
        { "HSET camwarden:sensors sensor-a {}", ":1" },
        { "LLEN camwarden:alerts", ":7" },
        { "HSET camwarden:sensors sensor-a {}", ":1" },
        { "LLEN camwarden:alerts", "-NOPERM no LLEN for you" },
        { "HSET camwarden:sensors sensor-a {}", "-NOPERM no HSET for you" },
        { "RPUSH camwarden:alerts {\"a\":1} {\"b\":2}", ":2" },
        { NULL, NULL },
    };
    const char *url = scripted_redis(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    cr_expect(redis_sink.beat(r, "sensor-a", bytes_of_text("{}"), &e), "%s", e.s);
    cr_expect(redis_sink.beat(r, "sensor-a", bytes_of_text("{}"), &e), "%s", e.s);
    struct sink_figures figures;
    redis_sink.figures(r, &figures);
    cr_expect_eq(figures.depth, 7);
    cr_expect_not(redis_sink.beat(r, "sensor-a", bytes_of_text("{}"), &e));
    expect_error("heartbeat");
    cr_expect_not(redis_sink.broken(r), "it was only refused");
    cr_expect(redis_sink.deliver(r, &two, &e), "%s", e.s);
    (void)redis_sink.close(r, &e);
}

Test(redis_sink, tells_what_is_kept_of_a_sensor)
{
    static const struct scene parts[] = {
        { "PING", "+PONG" },
        { "HGET camwarden:sensors sensor-a", "$2\r\n{}" },
        { "HGET camwarden:sensors sensor-a", "$-1" },
        { "HGET camwarden:sensors sensor-a", "$3\r\n{ }" },
        { "HGET camwarden:sensors sensor-a", "-NOPERM no HGET for you" },
        { NULL, NULL },
    };
    const char *url = scripted_redis(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    char kept[2];
    cr_expect_eq(redis_sink.recall(r, "sensor-a", kept, sizeof kept), 2);
    cr_expect_eq(memcmp(kept, "{}", 2), 0);
    cr_expect_eq(redis_sink.recall(r, "sensor-a", kept, sizeof kept), 0, "there is none");
    cr_expect_eq(redis_sink.recall(r, "sensor-a", kept, sizeof kept), 0, "it is too long");
    cr_expect_eq(redis_sink.recall(r, "sensor-a", kept, sizeof kept), 0, "it may not be read");
    cr_expect_not(redis_sink.broken(r));
    (void)redis_sink.close(r, &e);
}

/* The script's call, with its name, of two lines of number 8 and 9 of epoch 3. */
static const char script_call[] =
    "EVALSHA 968db87a993bdd541916d0096c1282e3cd26ec92 2 camwarden:alerts "
    "camwarden:delivered:{camwarden:alerts}:me list 3 8 0 1000000 7776000 {\"a\":1} {\"b\":2}";
static const struct batch numbered = {
    .n = 2, .line = lines, .sender = "me", .epoch = 3, .first = 8
};

static void answers_of_the_script(const char *answer, bool taken)
{
    const struct scene parts[] = { { "PING", "+PONG" }, { script_call, answer }, { NULL, NULL } };
    const char *url = scripted_redis(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    cr_expect_eq(redis_sink.deliver(r, &numbered, &e), taken, "%s: %s", answer, e.s);
    if (!taken)
        expect_error("is not Redis");
    (void)redis_sink.close(r, &e);
    scripted_redis_stop();
}

Test(redis_sink, has_the_script_called_by_its_name)
{
    answers_of_the_script("*4\r\n$1\r\n1\r\n$1\r\n0\r\n$1\r\n5\r\n$3\r\n3-8", true);
}

Test(redis_sink, takes_no_other_answer_for_that_of_the_script)
{
    static const char *const others[] = {
        ":2",
        "+OK",
        "*0",
        "*3\r\n$1\r\n0\r\n$1\r\n0\r\n$1\r\n5",
        "*4\r\n$1\r\n3\r\n$1\r\n0\r\n$1\r\n5\r\n$3\r\n3-8",
        "*4\r\n$2\r\n-1\r\n$1\r\n0\r\n$1\r\n5\r\n$3\r\n3-8",
        "*4\r\n$1\r\n0\r\n$1\r\n0\r\n$20\r\n99999999999999999999\r\n$3\r\n3-8",
        "*4\r\n$1\r\n0\r\n$1\r\n0\r\n$1\r\n5\r\n$1\r\n3",
        "*4\r\n$1\r\n0\r\n$1\r\n0\r\n$1\r\n5\r\n$4\r\n3-8x",
        "*4\r\n$-1\r\n*0\r\n:5\r\n$3\r\n3-8",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        answers_of_the_script(others[i], false);
}

/* What the script answers of lines that are new. */
static const char fresh[] = "*4\r\n$1\r\n0\r\n$1\r\n0\r\n$1\r\n5\r\n$3\r\n0-0";

/* 600 lines are three calls, which are on their way at once. */
static bool delivers_three_calls(void *sink)
{
    static struct bytes many[600];
    for (size_t i = 0; i < 600; i++)
        many[i] = (struct bytes){ (const uint8_t *)"x", 1 };
    const struct batch b = { .n = 600, .line = many, .sender = "me", .epoch = 3, .first = 1 };
    return redis_sink.deliver(sink, &b, &e);
}

/* After a refusal one line goes alone before the others: four calls. */
Test(redis_sink, tells_the_first_refusal_of_several_and_stays_in_step)
{
    static const struct scene parts[] = {
        { "PING", "+PONG" },          { "EVALSHA ...", fresh }, { "EVALSHA ...", "-WRONGTYPE no" },
        { "EVALSHA ...", "-CURSOR" }, { "EVALSHA ...", fresh }, { "EVALSHA ...", fresh },
        { "EVALSHA ...", fresh },     { "EVALSHA ...", fresh }, { NULL, NULL },
    };
    const char *url = scripted_redis(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    cr_expect_not(delivers_three_calls(r));
    expect_error("that key holds something else (WRONGTYPE)");
    cr_expect_not(redis_sink.broken(r));
    cr_expect(delivers_three_calls(r), "%s", e.s);
    (void)redis_sink.close(r, &e);
}

Test(redis_sink, goes_on_from_the_call_whose_script_was_not_known)
{
    static const struct scene parts[] = {
        { "PING", "+PONG" },
        { "EVALSHA ...", fresh },
        { "EVALSHA ...", "-NOSCRIPT No matching script." },
        { "EVALSHA ...", "-CURSOR" },
        { "EVAL local function ...", fresh },
        { "EVALSHA ...", fresh },
        { NULL, NULL },
    };
    const char *url = scripted_redis(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    cr_expect(delivers_three_calls(r), "%s", e.s);
    (void)redis_sink.close(r, &e);
}

Test(redis_sink, ends_when_the_connection_breaks_amid_several_calls)
{
    static const struct scene parts[] = { { "PING", "+PONG" }, { "EVALSHA ...", fresh }, { 0 } };
    const char *url = scripted_redis(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    cr_expect_not(delivers_three_calls(r));
    expect_error("closed the connection");
    cr_expect(redis_sink.broken(r));
    (void)redis_sink.close(r, &e);
}

Test(redis_sink, can_be_made_ready_before_anybody_is_there)
{
    cr_expect_null(redis_sink.ready("nonsense", &e));
    setenv("CAMWARDEN_REDIS_PASSWORD", "s3cret", 1);
    void *r = redis_sink.ready("unix:/nowhere/redis.sock", &e);
    cr_assert_not_null(r, "%s", e.s);
    cr_expect(redis_sink.broken(r));
    cr_expect_not(redis_sink.mend(r, &e));
    expect_error("cannot connect");
    cr_expect_not(redis_sink.deliver(r, &two, &e));
    (void)redis_sink.close(r, &e);
}

Test(redis_sink, connects_again_with_what_it_has_kept)
{
    static const struct scene parts[] = {
        { "AUTH alice s3cret", "+OK" },
        { "PING", "+PONG" },
        { "RPUSH camwarden:alerts {\"a\":1} {\"b\":2}", ":2" },
        { NULL, NULL },
    };
    const char *url = scripted_redis(parts);
    setenv("CAMWARDEN_REDIS_PASSWORD", "s3cret", 1);
    char with_user[200];
    (void)snprintf(with_user, sizeof with_user, "unix://alice@%s", url + strlen("unix:"));
    void *r = redis_sink.ready(with_user, &e);
    cr_assert_not_null(r, "%s", e.s);
    memset(with_user, '*', sizeof with_user - 1);
    cr_expect_null(strstr(redis_sink.where(r), "s3cret"));
    cr_expect(redis_sink.mend(r, &e), "%s", e.s);
    cr_expect(redis_sink.deliver(r, &two, &e), "%s", e.s);
    (void)redis_sink.close(r, &e);
}

static void *stop_soon(void *self)
{
    usleep(50000);
    redis_sink.stop(self);
    return NULL;
}

Test(redis_sink, stops_waiting_when_it_is_told_to)
{
    static const struct scene parts[] = { { "PING", "+PONG" },
                                          { "RPUSH ...", "" },
                                          { NULL, NULL } };
    const char *url = scripted_redis(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    pthread_t thread;
    cr_assert_eq(pthread_create(&thread, NULL, stop_soon, r), 0);
    cr_expect_not(redis_sink.deliver(r, &two, &e));
    expect_error("anceled");
    (void)pthread_join(thread, NULL);
    (void)redis_sink.close(r, &e);
}
