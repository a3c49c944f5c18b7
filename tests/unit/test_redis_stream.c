/* Against a server that plays a part; the real Redis has its say in tests/whole/feed.py. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "alerts/redis_stream.h"
#include "tests/support/scripted_redis.h"

#define GREETING        \
    {                   \
        "PING", "+PONG" \
    }
#define END        \
    {              \
        NULL, NULL \
    }
#define NEWS "XREADGROUP GROUP g c COUNT 2 BLOCK 50 STREAMS k >"

static struct stream_reader reader;
static struct stream_page page;
static struct error e;

static void begin(const struct scene *scenes)
{
    e.s[0] = '\0';
    reader = (struct stream_reader){ redis_new(scripted_redis(scenes), &e), "k", "g", "c" };
    cr_assert_not_null(reader.redis, "%s", e.s);
    cr_assert(redis_connect(reader.redis, &e), "%s", e.s);
}

static void end(void)
{
    redis_free(reader.redis);
    cr_expect(scripted_redis_end(), "all commands were given, and in order");
}

static void expect_says(const char *words)
{
    cr_expect_not_null(strstr(e.s, words), "'%s' does not say '%s'", e.s, words);
}

TestSuite(redis_stream, .timeout = 30);

Test(redis_stream, makes_the_group_unless_it_is_there)
{
    static const char create[] = "XGROUP CREATE k g 0 MKSTREAM";
    static const struct scene scenes[] = {
        GREETING,
        { create, "+OK" },
        { create, "-BUSYGROUP Consumer Group name already exists" },
        { create, "-WRONGTYPE Operation against a key" },
        END,
    };
    begin(scenes);
    cr_expect(stream_join(&reader, "0", &e), "%s", e.s);
    cr_expect(stream_join(&reader, "0", &e), "%s", e.s);
    cr_expect_not(stream_join(&reader, "0", &e));
    expect_says("WRONGTYPE");
    end();
}

Test(redis_stream, reads_entries_and_their_lines)
{
    static const struct scene scenes[] = {
        GREETING,
        { NEWS, "*1\r\n*2\r\n$1\r\nk\r\n*2\r\n"
                "*2\r\n$3\r\n1-0\r\n*4\r\n$1\r\na\r\n$1\r\nb\r\n$3\r\neve\r\n$2\r\n{}\r\n"
                "*2\r\n$4\r\n11-2\r\n*2\r\n$1\r\na\r\n$1\r\nb" },
        { NEWS, "*-1" },
        END,
    };
    begin(scenes);
    cr_assert(stream_news(&reader, 2, 50, &page, &e), "%s", e.s);
    cr_assert_eq(page.n, 2);
    cr_expect_str_eq(page.entry[0].id.s, "1-0");
    cr_expect(bytes_equal_text(page.entry[0].line, "{}"));
    cr_expect_str_eq(page.entry[1].id.s, "11-2");
    cr_expect(page.entry[1].line.p == NULL && !page.entry[1].gone);
    stream_page_free(&page);
    cr_expect(stream_news(&reader, 2, 50, &page, &e), "%s", e.s);
    cr_expect_eq(page.n, 0);
    stream_page_free(&page);
    end();
}

Test(redis_stream, sees_that_an_entry_of_ours_is_gone)
{
    static const struct scene scenes[] = {
        GREETING,
        { "XREADGROUP GROUP g c COUNT 128 STREAMS k 0",
          "*1\r\n*2\r\n$1\r\nk\r\n*1\r\n*2\r\n$3\r\n1-0\r\n*-1" },
        END,
    };
    begin(scenes);
    cr_assert(stream_ours(&reader, STREAM_PAGE_MAX, &page, &e), "%s", e.s);
    cr_assert_eq(page.n, 1);
    cr_expect(page.entry[0].gone);
    stream_page_free(&page);
    end();
}

Test(redis_stream, does_not_wait_if_it_is_not_asked_to)
{
    static const struct scene scenes[] = { GREETING,
                                           { "XREADGROUP GROUP g c COUNT 1 STREAMS k >", "*-1" },
                                           END };
    begin(scenes);
    cr_expect(stream_news(&reader, 1, 0, &page, &e), "%s", e.s);
    stream_page_free(&page);
    end();
}

/* What no Redis answers. */
static void refuses(const char *answer)
{
    const struct scene scenes[] = { GREETING, { NEWS, answer }, END };
    begin(scenes);
    cr_expect_not(stream_news(&reader, 2, 50, &page, &e), "%s", answer);
    expect_says("is not Redis");
    end();
}

Test(redis_stream, does_not_take_what_is_no_answer)
{
    refuses("*1\r\n*2\r\n$1\r\nk\r\n*1\r\n*2\r\n$3\r\n1.0\r\n*-1");
    refuses("*1\r\n*2\r\n$1\r\nk\r\n*1\r\n*2\r\n$2\r\n-0\r\n*-1");
    refuses("*1\r\n*2\r\n$1\r\nk\r\n*1\r\n*2\r\n$2\r\n1-\r\n*-1");
    refuses("*1\r\n*2\r\n$1\r\nk\r\n*1\r\n*2\r\n$5\r\n1-0-0\r\n*-1");
    refuses("*1\r\n*2\r\n$1\r\nk\r\n*1\r\n*2\r\n$44\r\n"
            "11111111111111111111111-11111111111111111111\r\n*-1");
    refuses("*1\r\n*2\r\n$1\r\nk\r\n*1\r\n$3\r\n1-0");
    refuses("*1\r\n*2\r\n$1\r\nk\r\n*1\r\n*1\r\n$3\r\n1-0");
    refuses("*1\r\n*2\r\n$1\r\nk\r\n*3\r\n*2\r\n$3\r\n1-0\r\n*-1\r\n*2\r\n$3\r\n1-1\r\n*-1\r\n"
            "*2\r\n$3\r\n1-2\r\n*-1");
}

Test(redis_stream, says_why_it_cannot_read)
{
    static const struct scene scenes[] = { GREETING, { NEWS, "-NOGROUP No such key" }, END };
    begin(scenes);
    cr_expect_not(stream_news(&reader, 2, 50, &page, &e));
    expect_says("refused reading the stream: NOGROUP");
    end();
}

Test(redis_stream, claims_a_page_at_a_time)
{
    static const struct scene scenes[] = {
        GREETING,
        { "XAUTOCLAIM k g c 60000 0-0 JUSTID",
          "*3\r\n$3\r\n7-0\r\n*2\r\n$3\r\n5-0\r\n$3\r\n6-0\r\n*1\r\n$3\r\n4-0" },
        { "XAUTOCLAIM k g c 60000 7-0 JUSTID", "*2\r\n$3\r\n0-0\r\n*0" },
        { "XAUTOCLAIM k g c 60000 0-0 JUSTID", ":7" },
        END,
    };
    struct stream_claim claim = { .next = { "0-0" } };
    begin(scenes);
    cr_expect(stream_claim(&reader, 60000, &claim, &e), "%s", e.s);
    cr_expect_str_eq(claim.next.s, "7-0");
    cr_expect(claim.taken == 2 && claim.gone == 1);
    cr_expect(stream_claim(&reader, 60000, &claim, &e), "Redis 6 does not tell what is gone");
    cr_expect_str_eq(claim.next.s, "0-0");
    cr_expect(claim.taken == 0 && claim.gone == 0);
    cr_expect_not(stream_claim(&reader, 60000, &claim, &e));
    expect_says("is not Redis");
    end();
}

Test(redis_stream, acknowledges)
{
    static const struct scene scenes[] = {
        GREETING, { "XACK k g 1-0 2-0", ":1" }, { "XACK k g 1-0", "+OK" }, { "XACK k g 1-0", NULL },
        END,
    };
    static const struct stream_id ids[] = { { "1-0" }, { "2-0" } };
    begin(scenes);
    cr_expect(stream_acknowledge(&reader, ids, 2, &e), "%s", e.s);
    cr_expect(stream_acknowledge(&reader, ids, 0, &e), "nothing, without asking");
    cr_expect_not(stream_acknowledge(&reader, ids, 1, &e));
    expect_says("is not Redis");
    cr_expect_not(stream_acknowledge(&reader, ids, 1, &e));
    expect_says("closed the connection");
    end();
}
