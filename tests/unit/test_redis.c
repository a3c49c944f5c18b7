/* Redis is opened, or cannot be: against one that plays a part. The real one has its say in
 * tests/whole/redis.py. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "alerts/sink.h"
#include "tests/support/redis_server.h"
#include "tests/support/scripted_redis.h"

static struct error e;

TestSuite(redis, .init = forget_logins, .fini = scripted_redis_stop, .timeout = 30);

static const char error_of_auth[] =
    "-ERR unknown command 'AUTH', with args beginning with: 's3cret'";

static void expect_error(const char *words)
{
    cr_expect_not_null(strstr(e.s, words), "'%s' does not say '%s'", e.s, words);
    cr_expect_null(strstr(e.s, "s3cret"));
}

Test(redis, logs_in_and_chooses_the_database)
{
    static const struct scene parts[] = {
        { "AUTH alice s3cret", "+OK" },
        { "SELECT 3", "+OK" },
        { "PING", "+PONG" },
        { NULL, NULL },
    };
    const char *url = scripted_redis(parts);
    setenv("CAMWARDEN_REDIS_USER", "alice", 1);
    setenv("CAMWARDEN_REDIS_PASSWORD", "s3cret", 1);
    char with_db[160];
    (void)snprintf(with_db, sizeof with_db, "%s?db=3", url);
    void *r = redis_sink.open(with_db, &e);
    cr_assert_not_null(r, "%s", e.s);
    (void)redis_sink.close(r, &e);
}

Test(redis, welcomes_a_user_who_may_only_push)
{
    static const struct scene parts[] = { { "PING", "-NOPERM no PING for you" }, { NULL, NULL } };
    const char *url = scripted_redis(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    (void)redis_sink.close(r, &e);
}

static void refused_when_opening(const struct scene *parts, const char *words)
{
    const char *url = scripted_redis(parts);
    cr_expect_null(redis_sink.open(url, &e));
    expect_error(words);
}

Test(redis, says_that_a_password_is_wanted)
{
    static const struct scene parts[] = { { "PING", "-NOAUTH Authentication required." }, { 0 } };
    refused_when_opening(parts, "it wants a password (NOAUTH)");
}

Test(redis, says_that_the_password_is_wrong)
{
    static const struct scene parts[] = {
        { "AUTH s3cret", "-WRONGPASS invalid username-password pair" }, { 0 }
    };
    setenv("CAMWARDEN_REDIS_PASSWORD", "s3cret", 1);
    refused_when_opening(parts, "the user name or the password is wrong (WRONGPASS)");
}

Test(redis, never_repeats_what_redis_says_of_a_login)
{
    static const struct scene parts[] = { { "AUTH s3cret", error_of_auth }, { 0 } };
    setenv("CAMWARDEN_REDIS_PASSWORD", "s3cret", 1);
    refused_when_opening(parts, "refused the login");
}

Test(redis, says_in_redis_words_what_it_does_not_know)
{
    static const struct scene parts[] = { { "PING", "-ERR max number of clients reached" }, { 0 } };
    refused_when_opening(parts, "ERR max number of clients reached");
}

Test(redis, says_that_there_is_no_redis)
{
    static const struct scene parts[] = { { "PING", "HTTP/1.1 400 Bad Request" }, { 0 } };
    refused_when_opening(parts, "is not Redis");
}

Test(redis, says_that_the_connection_was_closed)
{
    static const struct scene parts[] = { { "AUTH s3cret", "+OK" },
                                          { "PING", NULL },
                                          { NULL, NULL } };
    setenv("CAMWARDEN_REDIS_PASSWORD", "s3cret", 1);
    refused_when_opening(parts, "closed the connection (the greeting)");
}

Test(redis, does_not_wait_for_ever)
{
    static const struct scene parts[] = { { "PING", "" }, { 0 } };
    refused_when_opening(parts, "did not answer within 5 seconds");
}

Test(redis, says_that_nobody_is_there)
{
    cr_expect_null(redis_sink.open("unix:/nowhere/redis.sock", &e));
    expect_error("cannot connect to Redis at /nowhere/redis.sock: No such file or directory");
    cr_expect_null(redis_sink.open("redis://alice@127.0.0.1:1/0", &e));
    expect_error("cannot connect to Redis at 127.0.0.1:1: Connection refused");
    cr_expect_null(redis_sink.open("redis://[::1]:1", &e));
    expect_error("cannot connect to Redis at [::1]:1: ");
    cr_expect_null(redis_sink.open("localhost", &e));
    expect_error("no Redis URL");
}

/* A port for TLS does so. */
Test(redis, says_what_it_may_be_when_it_hangs_up_before_the_first_word)
{
    static const struct scene parts[] = { { "PING", NULL }, { NULL, NULL } };
    refused_when_opening(parts, "without a word (the greeting): it may want TLS");
}
