#include "alerts/redis_script.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/redis_server.h"

static struct redis_server server;

static void end(void)
{
    redis_server_end(&server);
}

TestSuite(redis_script, .fini = end, .timeout = 60);

static void cursor_of(const char *key, const char *expected)
{
    char cursor[REDIS_CURSOR_MAX];
    cr_assert(redis_cursor_key(key, "me", cursor, sizeof cursor), "%s", key);
    cr_expect_str_eq(cursor, expected);
}

Test(redis_script, names_the_cursor_after_the_key)
{
    cursor_of("camwarden:alerts", "camwarden:delivered:{camwarden:alerts}:me");
    cursor_of("a{b", "camwarden:delivered:{a{b}:me");
}

Test(redis_script, names_the_cursor_after_the_hash_tag_of_a_key_that_has_one)
{
    cursor_of("{x}:alerts", "camwarden:delivered:{x}:{x}:alerts:me");
    cursor_of("a{x}b{y}", "camwarden:delivered:{x}:a{x}b{y}:me");
    cursor_of("a}b{x}", "camwarden:delivered:{x}:a}b{x}:me");
    cursor_of("{x}", "camwarden:delivered:{x}:{x}:me");
    cursor_of("{{x}}", "camwarden:delivered:{{x}:{{x}}:me");
}

Test(redis_script, knows_of_no_cursor_beside_a_key_that_cannot_stand_in_braces)
{
    static const char *const keys[] = { "", "{}", "{}x", "a}b", "}{", "{}{x}" };
    char cursor[REDIS_CURSOR_MAX];
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        cr_expect_not(redis_cursor_key(keys[i], "me", cursor, sizeof cursor), "%s", keys[i]);
    cr_expect_not(redis_cursor_key("camwarden:alerts", "me", cursor, 30));
}

Test(redis_script, has_the_name_that_redis_gives_it)
{
    redis_server_start(&server, NULL);
    const char *words[] = { "SCRIPT", "LOAD", redis_script };
    cr_expect_str_eq(redis_server_words(&server, 3, words), redis_script_name);
}

static long long slot(const char *key)
{
    return redis_server_number(&server, "CLUSTER KEYSLOT %s", key);
}

/* A cluster of one: it refuses keys of different slots in one call. */
Test(redis_script, finds_both_keys_in_the_same_slot_of_a_cluster)
{
    static const char *const keys[] = { "camwarden:alerts", "a{b",   "{x}:alerts", "a{x}b{y}",
                                        "a}b{x}",           "{{x}}", "eve" };
    char port[2][8];
    const char *options[] = { "--cluster-enabled", "yes",   "--port", port[0],
                              "--cluster-port",    port[1], NULL };
    for (size_t i = 0; i < 2; i++)
        (void)snprintf(port[i], sizeof port[i], "%u", free_port());
    redis_server_start(&server, options);
    cr_assert_str_eq(redis_server_text(&server, "CLUSTER ADDSLOTSRANGE 0 16383"), "OK");
    for (int i = 0; i < 500 && redis_server_number(&server, "LLEN x") < 0; i++)
        usleep(10000); /* until it knows that it is whole */
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        char cursor[REDIS_CURSOR_MAX];
        cr_assert(redis_cursor_key(keys[i], "me", cursor, sizeof cursor));
        long long expected = slot(keys[i]);
        cr_expect_eq(slot(cursor), expected, "%s and %s", keys[i], cursor);
        const char *words[] = { "EVAL", redis_script, "2", keys[i], cursor, "list",
                                "1",    "1",          "0", "0",     "60",   "x" };
        cr_expect_str_eq(redis_server_words(&server, 12, words), "0 0 1 0-0");
    }
}

/* A call by hand: the words from the lines' epoch on. */
static const char *call(const char *mode, const char *epoch, const char *first, const char *before,
                        const char *line)
{
    const char *words[] = { "EVAL", redis_script, "2",    "list", "cursor", mode,
                            epoch,  first,        before, "0",    "60",     line };
    return redis_server_words(&server, 12, words);
}

Test(redis_script, does_nothing_when_what_comes_before_has_not_arrived)
{
    redis_server_start(&server, NULL);
    const char *expected = "CURSOR what comes before these lines has not arrived";
    cr_expect_str_eq(call("list", "2", "5", "4", "x"), expected);
    cr_expect_str_eq(redis_server_text(&server, "KEYS *"), "");
    cr_expect_str_eq(call("list", "2", "3", "0", "x"), "0 0 1 0-0");
    cr_expect_str_eq(call("list", "2", "5", "4", "x"), expected);
    cr_expect_str_eq(call("list", "2", "4", "3", "x"), "0 0 2 2-3");
    cr_expect_str_eq(call("list", "3", "5", "4", "x"), expected, "of another epoch");
    cr_expect_str_eq(call("list", "1", "9", "8", "x"), "1 0 2 2-4", "of an older one");
    cr_expect_str_eq(redis_server_text(&server, "GET cursor"), "2-4");
}

/* Redis takes back nothing of a script that fails half way. */
Test(redis_script, leaves_the_cursor_where_it_was_when_the_lines_are_refused)
{
    redis_server_start(&server, NULL);
    (void)redis_server_text(&server, "SET list other");
    (void)redis_server_text(&server, "SET cursor 2-3");
    cr_expect_eq(strncmp(call("list", "2", "4", "0", "x"), "WRONGTYPE", 9), 0);
    cr_expect_eq(strncmp(call("stream", "2", "4", "0", "x"), "WRONGTYPE", 9), 0);
    cr_expect_str_eq(redis_server_text(&server, "GET cursor"), "2-3");
    (void)redis_server_text(&server, "DEL list cursor");
    (void)redis_server_text(&server, "RPUSH cursor a list");
    cr_expect_eq(strncmp(call("list", "2", "4", "0", "x"), "WRONGTYPE", 9), 0);
    cr_expect_str_eq(redis_server_text(&server, "EXISTS list"), "(0)");
}

Test(redis_script, does_nothing_for_a_user_who_may_not_write_the_cursor)
{
    redis_server_start(&server, NULL);
    (void)redis_server_text(&server, "ACL SETUSER u on nopass ~* +eval +get +rpush +llen +auth");
    (void)redis_server_text(&server, "AUTH u any");
    cr_expect_eq(strncmp(call("list", "1", "1", "0", "x"), "NOPERM", 6), 0);
    (void)redis_server_text(&server, "AUTH default any");
    cr_expect_str_eq(redis_server_text(&server, "KEYS *"), "");
}
