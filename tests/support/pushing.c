#include "tests/support/pushing.h"

#include <criterion/criterion.h>
#include <stdio.h>

const char pushed_sender[] = "0123456789abcdef0123456789abcdef";
const char pushed_cursor[] =
    "camwarden:delivered:{camwarden:alerts}:0123456789abcdef0123456789abcdef";
struct redis_server pushed_server;
void *pushed_sink;

static struct error e;

void pushed_end(void)
{
    struct error closing;
    if (pushed_sink != NULL)
        (void)redis_sink.close(pushed_sink, &closing);
    redis_server_end(&pushed_server);
}

void pushed_start_with(const char **options, const char *parameters)
{
    static char url[256];
    redis_server_start(&pushed_server, options);
    (void)snprintf(url, sizeof url, "%s%s", pushed_server.url, parameters);
    pushed_sink = redis_sink.open(url, &e);
    cr_assert_not_null(pushed_sink, "%s", e.s);
}

void pushed_start(const char *parameters)
{
    pushed_start_with(NULL, parameters);
}

struct batch pushed_batch(uint64_t epoch, uint64_t first, size_t n)
{
    static struct bytes line[PUSHED_MAX];
    static char text[PUSHED_MAX][24];
    cr_assert_leq(n, PUSHED_MAX);
    for (size_t i = 0; i < n; i++) {
        int length = snprintf(text[i], sizeof text[i], "%llu", (unsigned long long)(first + i));
        line[i] = (struct bytes){ (const uint8_t *)text[i], (size_t)length };
    }
    return (struct batch){
        .n = n, .line = line, .sender = pushed_sender, .epoch = epoch, .first = first
    };
}

void pushed(uint64_t epoch, uint64_t first, size_t n)
{
    struct batch b = pushed_batch(epoch, first, n);
    cr_assert(redis_sink.deliver(pushed_sink, &b, &e), "%s", e.s);
}

void pushed_list_is(const char *expected)
{
    cr_expect_str_eq(redis_server_text(&pushed_server, "LRANGE camwarden:alerts 0 -1"), expected);
}

void pushed_cursor_is(const char *expected)
{
    cr_expect_str_eq(redis_server_text(&pushed_server, "GET %s", pushed_cursor), expected);
}

struct sink_figures pushed_figures(void)
{
    struct sink_figures f;
    redis_sink.figures(pushed_sink, &f);
    return f;
}
