#include "alerts/redis_postures.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/redis_server.h"
#include "tests/support/scripted_redis.h"

enum { MANY = 700 }; /* more than a page */

static struct redis_server server;
static struct error e;
static char heard[512];
static size_t postures;

static void end(void)
{
    redis_server_end(&server);
}

TestSuite(redis_postures, .fini = end, .timeout = 60);

static void note(const char *what, struct bytes of)
{
    size_t n = strlen(heard);
    (void)snprintf(heard + n, sizeof heard - n, "%s %.*s;", what, (int)of.n, (const char *)of.p);
}

static void hear_sensor(void *self, struct bytes name, struct bytes beat)
{
    (void)self;
    note("sensor", name);
    note("beat", beat);
}

static void hear_posture(void *self, struct bytes sensor, struct bytes posture)
{
    (void)self;
    if (postures++ < 4) {
        note("at", sensor);
        note("posture", posture);
    }
}

static const struct fleet_hearer everything = { hear_sensor, hear_posture, NULL };

Test(redis_postures, tells_each_sensor_and_then_what_it_keeps)
{
    redis_server_start(&server, NULL);
    (void)redis_server_text(&server, "HSET camwarden:sensors north {}");
    (void)redis_server_text(&server, "HSET camwarden:postures:north c1 {1}");
    (void)redis_server_text(&server, "HSET camwarden:postures:stranger c2 {2}");
    cr_assert(redis_fleet_read(server.url, &everything, &e), "%s", e.s);
    cr_expect_str_eq(heard, "sensor north;beat {};at north;posture {1};");
}

Test(redis_postures, reads_page_by_page)
{
    char padding[128] = { 0 }; /* small values would come all at once */
    memset(padding, 'x', sizeof padding - 1);
    redis_server_start(&server, NULL);
    (void)redis_server_text(&server, "HSET camwarden:sensors north {}");
    for (int i = 0; i < MANY; i++)
        (void)redis_server_text(&server, "HSET camwarden:postures:north c%d %s", i, padding);
    cr_assert(redis_fleet_read(server.url, &everything, &e), "%s", e.s);
    cr_expect_geq(postures, MANY);
}

Test(redis_postures, does_not_read_what_nobody_wants)
{
    redis_server_start(&server, NULL);
    (void)redis_server_text(&server, "HSET camwarden:sensors north {}");
    (void)redis_server_text(&server, "HSET camwarden:postures:north c1 {1}");
    const struct fleet_hearer sensors = { hear_sensor, NULL, NULL };
    cr_assert(redis_fleet_read(server.url, &sensors, &e), "%s", e.s);
    cr_expect_str_eq(heard, "sensor north;beat {};");
}

Test(redis_postures, needs_no_right_but_hscan)
{
    redis_server_start(&server, NULL);
    (void)redis_server_text(&server, "HSET camwarden:sensors north {}");
    (void)redis_server_text(&server, "HSET camwarden:postures:north c1 {1}");
    (void)redis_server_text(&server, "ACL SETUSER u on nopass ~camwarden:* +hscan");
    char url[160];
    (void)snprintf(url, sizeof url, "redis+unix://u@%s", server.path);
    cr_expect(redis_fleet_read(url, &everything, &e), "%s", e.s);
    (void)redis_server_text(&server, "ACL SETUSER u -hscan");
    cr_expect_not(redis_fleet_read(url, &everything, &e));
    cr_expect_not_null(strstr(e.s, "NOPERM"), "%s", e.s);
}

Test(redis_postures, passes_over_names_that_are_none)
{
    redis_server_start(&server, NULL);
    char longest[200];
    memset(longest, 'n', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    const char *words[] = { "HSET", "camwarden:sensors", longest, "{}", "", "{}" };
    (void)redis_server_words(&server, 6, words);
    cr_assert(redis_fleet_read(server.url, &everything, &e), "%s", e.s);
    cr_expect_str_eq(heard, "");
}

static void expect_refused(const char *answer)
{
    const struct scene scenes[] = { { "PING", "+PONG" },
                                    { "HSCAN camwarden:sensors 0 COUNT 250", answer },
                                    { NULL, NULL } };
    e.s[0] = '\0';
    cr_expect_not(redis_fleet_read(scripted_redis(scenes), &everything, &e), "%s", answer);
    cr_expect_not_null(strstr(e.s, "is not Redis"), "%s", e.s);
    cr_expect(scripted_redis_end());
}

Test(redis_postures, does_not_trust_what_answers)
{
    expect_refused("+OK");
    expect_refused("*0");
    expect_refused("*1\r\n$1\r\n0");
    expect_refused("*2\r\n*0\r\n*0");
    expect_refused("*2\r\n$30\r\n123456789012345678901234567890\r\n*0");
}

Test(redis_postures, takes_pairs_and_no_more)
{
    static const struct scene scenes[] = {
        { "PING", "+PONG" },
        { "HSCAN camwarden:sensors 0 COUNT 250",
          "*2\r\n$1\r\n7\r\n*3\r\n$1\r\na\r\n$2\r\n{}\r\n$1\r\nb" },
        { "HSCAN camwarden:sensors 7 COUNT 250", "*2\r\n$1\r\n0\r\n*2\r\n$1\r\na\r\n$2\r\n{}" },
        { "HSCAN camwarden:postures:a 0 COUNT 250", "*2\r\n$1\r\n0\r\n*2\r\n$1\r\nc\r\n:5" },
        { NULL, NULL },
    };
    cr_expect(redis_fleet_read(scripted_redis(scenes), &everything, &e), "%s", e.s);
    cr_expect_str_eq(heard, "sensor a;beat {};sensor a;beat {};", "told twice, asked once");
    cr_expect(scripted_redis_end());
}
