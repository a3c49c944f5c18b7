/* What a user of Redis must be allowed, in each mode: no less is enough, and no other command is
 * sent. alerts/redis.md says the same. */
#include <criterion/criterion.h>
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <string.h>

#include "alerts/sink.h"
#include "tests/support/redis_server.h"

static const char list[] =
    "~camwarden:* +evalsha +eval +get +set +rpush +llen +ltrim +hset +hdel +hget";
static const char stream[] =
    "~camwarden:* +evalsha +eval +get +set +xadd +xlen +xtrim +hset +hdel +hget";
static const char channel[] = "~camwarden:* &camwarden:alerts +publish +hset +hdel +hget";

static struct redis_server server;
static struct error e;

static void end(void)
{
    redis_server_end(&server);
}

TestSuite(redis_rights, .fini = end, .timeout = 60);

static bool delivers(void *sink, uint64_t first)
{
    static const struct bytes lines[] = { { (const uint8_t *)"a", 1 },
                                          { (const uint8_t *)"b", 1 } };
    struct batch b = { .n = 2, .line = lines, .sender = "me", .epoch = 1, .first = first };
    return redis_sink.deliver(sink, &b, &e);
}

/* Why not is not told. */
static bool recalls(void *sink)
{
    char kept[8];
    return redis_sink.recall(sink, "north", kept, sizeof kept) > 0 || fail(&e, "(NOPERM)");
}

/* All that a sensor does: alerts, again, after a restart, more than are kept; the rest. */
static bool works(void *sink)
{
    const struct whose whose = { "north", "cam" };
    bool well = delivers(sink, 1) && delivers(sink, 1);
    (void)redis_server_text(&server, "SCRIPT FLUSH");
    return well && delivers(sink, 3) && delivers(sink, 5) &&
           redis_sink.beat(sink, "north", bytes_of_text("{}"), &e) &&
           redis_sink.keep(sink, &whose, bytes_of_text("{}"), &e) &&
           redis_sink.keep(sink, &whose, bytes_of_text(""), &e) && recalls(sink);
}

static bool works_with(const char *rights, const char *parameters)
{
    (void)redis_server_text(&server, "FLUSHALL");
    (void)redis_server_text(&server, "ACL DELUSER u");
    cr_assert_str_eq(redis_server_text(&server, "ACL SETUSER u on nopass %s", rights), "OK");
    char url[160];
    (void)snprintf(url, sizeof url, "redis+unix://u@%s?%s", server.path, parameters);
    void *sink = redis_sink.open(url, &e);
    cr_assert_not_null(sink, "%s", e.s);
    bool well = works(sink);
    struct error closing;
    (void)redis_sink.close(sink, &closing);
    return well;
}

/* Each right in turn is taken away. */
static void needs_all(const char *rights, const char *parameters)
{
    redis_server_start(&server, NULL);
    cr_expect(works_with(rights, parameters), "%s", e.s);
    for (const char *right = rights; right != NULL; right = strchr(right, ' ')) {
        right += *right == ' ';
        int before = (int)(right - rights);
        int length = (int)strcspn(right, " ");
        char fewer[160];
        (void)snprintf(fewer, sizeof fewer, "%.*s%s", before, rights, right + length);
        cr_expect_not(works_with(fewer, parameters), "without %.*s", length, right);
        cr_expect_not_null(strstr(e.s, "(NOPERM)"), "without %.*s: %s", length, right, e.s);
    }
}

Test(redis_rights, of_a_list)
{
    needs_all(list, "max=3");
}

Test(redis_rights, of_a_stream)
{
    needs_all(stream, "mode=stream&max=3");
}

Test(redis_rights, of_a_channel)
{
    needs_all(channel, "mode=channel");
}

/* The command of a line of MONITOR: its first word in quotes; "" if it is none. */
static void command_of(const char *said, char *out, size_t room)
{
    const char *open = strchr(said, '"');
    size_t n = open != NULL ? strcspn(open + 1, "\"") : 0;
    (void)snprintf(out, room, " +%.*s ", (int)n, open != NULL ? open + 1 : "");
    for (char *at = out; *at != '\0'; at++)
        *at = (char)(*at >= 'A' && *at <= 'Z' ? *at | 0x20 : *at);
}

/* Everything that Redis is asked for is among these, or for anybody, or ours; ECHO is the last. */
static void monitored(redisContext *monitor, const char *rights)
{
    char allowed[160];
    char command[64] = "";
    (void)snprintf(allowed, sizeof allowed, "%s +auth +ping +script +echo ", rights);
    while (strcmp(command, " +echo ") != 0) {
        void *reply = NULL;
        cr_assert_eq(redisGetReply(monitor, &reply), REDIS_OK);
        command_of(((redisReply *)reply)->str, command, sizeof command);
        cr_expect_not_null(strstr(allowed, command), "%s", ((redisReply *)reply)->str);
        freeReplyObject(reply);
    }
}

static void asks_for_nothing_else(const char *rights, const char *parameters)
{
    redis_server_start(&server, NULL);
    char url[160];
    (void)snprintf(url, sizeof url, "%s?%s", server.url, parameters);
    redisContext *monitor = redisConnectUnix(server.path);
    freeReplyObject(redisCommand(monitor, "MONITOR"));
    void *sink = redis_sink.open(url, &e);
    cr_assert_not_null(sink, "%s", e.s);
    cr_expect(works(sink), "%s", e.s);
    (void)redis_server_text(&server, "ECHO end");
    monitored(monitor, rights);
    redisFree(monitor);
    (void)redis_sink.close(sink, &e);
}

Test(redis_rights, are_all_that_a_list_uses)
{
    asks_for_nothing_else(list, "max=3");
}

Test(redis_rights, are_all_that_a_stream_uses)
{
    asks_for_nothing_else(stream, "mode=stream&max=3");
}

Test(redis_rights, are_all_that_a_channel_uses)
{
    asks_for_nothing_else(channel, "mode=channel");
}
