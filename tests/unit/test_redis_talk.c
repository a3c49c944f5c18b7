/* Questions and answers, with a Redis that plays a part. */
#include <criterion/criterion.h>

#include "alerts/redis.h"
#include "tests/support/redis_server.h"
#include "tests/support/scripted_redis.h"

static struct error e;

TestSuite(redis_talk, .init = forget_logins, .fini = scripted_redis_stop, .timeout = 30);

static void expect_error(const char *words)
{
    cr_expect_not_null(strstr(e.s, words), "'%s' does not say '%s'", e.s, words);
    cr_expect_null(strstr(e.s, "s3cret"));
}

static struct redis_answer *ask_for_news(struct redis *r)
{
    static const char *words[] = { "NEWS" };
    static const size_t lengths[] = { 4 };
    return redis_ask(r, &(struct command){ "the news", false, 1, words, lengths }, &e);
}

/* Behind another connection there may be the master. */
Test(redis_talk, hangs_up_where_nothing_is_taken)
{
    static const struct scene parts[] = {
        { "PING", "+PONG" },
        { "NEWS", "-ERR unknown command" },
        { "NEWS", "-READONLY You can't write against a read only replica." },
        { NULL, NULL },
    };
    const char *url = scripted_redis(parts);
    struct redis *r = redis_new(url, &e);
    cr_assert(redis_connect(r, &e), "%s", e.s);
    cr_expect_null(ask_for_news(r));
    cr_expect(redis_connected(r));
    cr_expect_null(ask_for_news(r));
    cr_expect(redis_refused(r, "READONLY"));
    cr_expect_not(redis_connected(r));
    redis_free(r);
}

Test(redis_talk, gives_an_answer_as_it_is_nested)
{
    static const struct scene parts[] = {
        { "PING", "+PONG" },
        { "NEWS", "*1\r\n*2\r\n$1\r\nk\r\n*2\r\n*2\r\n$3\r\n1-0\r\n*-1\r\n:7" },
        { "NEWS", "*-1" },
        { "NEWS", "-NOGROUP No such key" },
        { NULL, NULL },
    };
    const char *url = scripted_redis(parts);
    struct redis *r = redis_new(url, &e);
    cr_assert(redis_connect(r, &e), "%s", e.s);
    struct redis_answer *a = ask_for_news(r);
    cr_assert_not_null(a, "%s", e.s);
    const struct redis_answer *pair = redis_answer_part(a, 0);
    const struct redis_answer *list = redis_answer_part(pair, 1);
    const struct redis_answer *gone = redis_answer_part(redis_answer_part(list, 0), 1);
    cr_expect(bytes_equal_text(redis_answer_text(redis_answer_part(pair, 0)), "k"));
    cr_expect_eq(redis_answer_count(list), 2);
    cr_expect(redis_answer_count(gone) == 0 && redis_answer_part(gone, 0) == NULL);
    cr_expect_null(redis_answer_text(redis_answer_part(list, 1)).p, "a number is no text");
    cr_expect_null(redis_answer_part(list, 2));
    redis_answer_free(a);
    a = ask_for_news(r);
    cr_expect(a != NULL && redis_answer_count(a) == 0 && redis_answer_text(a).p == NULL);
    redis_answer_free(a);
    cr_expect_null(ask_for_news(r));
    expect_error("refused the news: NOGROUP");
    cr_expect(redis_connected(r));
    redis_free(r);
}

static void takes_for_no_news(const char *answer, const char *words)
{
    const struct scene parts[] = { { "PING", "+PONG" }, { "NEWS", answer }, { NULL, NULL } };
    const char *url = scripted_redis(parts);
    struct redis *r = redis_new(url, &e);
    cr_assert(redis_connect(r, &e), "%s", e.s);
    cr_expect_null(ask_for_news(r));
    expect_error(words);
    cr_expect_not(redis_connected(r));
    redis_free(r);
}

Test(redis_talk, does_not_follow_an_answer_without_bottom)
{
    takes_for_no_news("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1",
                      "is not Redis");
}

Test(redis_talk, makes_no_room_for_a_list_that_is_only_announced)
{
    takes_for_no_news("*2147483647", "answered too much (the news)");
}
