/* Against a real Redis. */
#include "alerts/redis_plain.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/redis_server.h"

static struct redis_server server;
static struct redis *redis;
static struct error e;
static const struct bytes lines[] = { { (const uint8_t *)"a", 1 }, { (const uint8_t *)"b c", 3 } };
static const struct batch two = { .n = 2, .line = lines };

static void end(void)
{
    redis_free(redis);
    redis_server_end(&server);
}

TestSuite(redis_plain, .fini = end, .timeout = 60);

static bool tells(const char *parameters, uint64_t *unheard)
{
    char url[160];
    (void)snprintf(url, sizeof url, "%s?%s", server.url, parameters);
    redis = redis_new(url, &e);
    cr_assert_not_null(redis, "%s", e.s);
    cr_assert(redis_connect(redis, &e), "%s", e.s);
    const struct redis_plain to = { redis, redis_settings(redis), "alerts" };
    return redis_plain(&to, &two, unheard, &e);
}

Test(redis_plain, appends_to_a_list)
{
    redis_server_start(&server, NULL);
    uint64_t unheard = 0;
    cr_expect(tells("key=k", &unheard), "%s", e.s);
    cr_expect_str_eq(redis_server_text(&server, "LRANGE k 0 -1"), "a b c");
    cr_expect_eq(redis_server_number(&server, "LLEN k"), 2);
}

Test(redis_plain, appends_to_a_stream_in_the_field_eve)
{
    redis_server_start(&server, NULL);
    uint64_t unheard = 0;
    cr_expect(tells("mode=stream&key=k", &unheard), "%s", e.s);
    cr_expect_eq(redis_server_number(&server, "XLEN k"), 2);
    cr_expect_not_null(strstr(redis_server_text(&server, "XRANGE k - +"), " eve a "));
    cr_expect_eq(unheard, 0);
}

Test(redis_plain, publishes_and_counts_what_nobody_heard)
{
    redis_server_start(&server, NULL);
    uint64_t unheard = 3;
    cr_expect(tells("mode=channel&key=k", &unheard), "%s", e.s);
    cr_expect_eq(unheard, 5);
}

Test(redis_plain, keeps_many_in_their_order)
{
    enum { MANY = 150 };
    static struct bytes many[MANY];
    static char number[MANY][4];
    for (size_t i = 0; i < MANY; i++)
        many[i] = (struct bytes){ (const uint8_t *)number[i],
                                  (size_t)snprintf(number[i], sizeof number[i], "%zu", i) };
    redis_server_start(&server, NULL);
    uint64_t unheard = 0;
    cr_expect(tells("mode=stream&key=k", &unheard), "%s", e.s);
    const struct redis_plain to = { redis, redis_settings(redis), "alerts" };
    const struct batch b = { .n = MANY, .line = many };
    cr_expect(redis_plain(&to, &b, &unheard, &e), "%s", e.s);
    const char *at = redis_server_text(&server, "XRANGE k - +");
    for (size_t i = 0; i < MANY && at != NULL; i++) {
        char entry[16];
        (void)snprintf(entry, sizeof entry, " eve %zu", i);
        at = strstr(at, entry);
    }
    cr_expect_not_null(at);
    cr_expect_eq(redis_server_number(&server, "XLEN k"), MANY + 2);
}

Test(redis_plain, says_what_is_refused)
{
    redis_server_start(&server, NULL);
    uint64_t unheard = 0;
    (void)redis_server_text(&server, "SET k other");
    cr_expect_not(tells("mode=stream&key=k", &unheard));
    cr_expect_not_null(strstr(e.s, "refused alerts: that key holds something else (WRONGTYPE)"),
                       "%s", e.s);
}
