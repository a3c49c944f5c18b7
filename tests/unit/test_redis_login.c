#include "alerts/redis_login.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/scripted_redis.h"

static struct error e;

/* Whether it was let in, by one who plays that. */
static bool let_in(const struct scene *scenes, const char *parameters)
{
    char url[256];
    (void)snprintf(url, sizeof url, "%s%s", scripted_redis(scenes), parameters);
    struct redis *r = redis_new(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    bool in = redis_connect(r, &e); /* which does this */
    cr_expect_eq(redis_connected(r), in);
    redis_free(r);
    cr_expect(scripted_redis_end());
    return in;
}

Test(redis_login, tells_nothing_that_is_not_needed, .timeout = 20)
{
    static const struct scene scenes[] = { { "PING", "+PONG" }, { NULL, NULL } };
    cr_expect(let_in(scenes, ""), "%s", e.s);
}

Test(redis_login, tells_who_we_are_and_chooses_the_database, .timeout = 20)
{
    static const struct scene scenes[] = { { "AUTH alice s3cret", "+OK" },
                                           { "SELECT 7", "+OK" },
                                           { "PING", "-NOPERM no PING for you" },
                                           { NULL, NULL } };
    setenv("CAMWARDEN_REDIS_USER", "alice", 1);
    setenv("CAMWARDEN_REDIS_PASSWORD", "s3cret", 1);
    cr_expect(let_in(scenes, "?db=7"), "%s", e.s);
}

Test(redis_login, ends_where_it_is_refused, .timeout = 20)
{
    static const struct scene scenes[] = { { "AUTH s3cret", "-ERR s3cret?" }, { NULL, NULL } };
    setenv("CAMWARDEN_REDIS_PASSWORD", "s3cret", 1);
    cr_expect_not(let_in(scenes, ""));
    cr_expect_not_null(strstr(e.s, "refused the login"), "%s", e.s);
    cr_expect_null(strstr(e.s, "s3cret"), "%s", e.s);
}
