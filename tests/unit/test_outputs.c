#include "sensor/outputs.h"

#include <criterion/criterion.h>

static struct outputs out;
static struct error e;

Test(outputs, are_none_unless_asked_for)
{
    struct common_options c = common_options_default();
    cr_assert(outputs_of(&c, &out, &e));
    cr_expect_eq(out.n, 0);
}

Test(outputs, are_the_file_and_redis)
{
    char url[] = "redis://localhost";
    struct common_options c = common_options_default();
    c.eve = "/var/log/eve json";
    c.redis = url;
    cr_assert(outputs_of(&c, &out, &e));
    cr_assert_eq(out.n, 2);
    cr_expect_eq(out.output[0].sink, &file_sink);
    cr_expect_str_eq(out.output[0].where, "file:/var/log/eve%20json?rotate=0&keep=5&format=eve");
    cr_expect_eq(out.output[1].sink, &redis_sink);
    cr_expect_str_eq(out.output[1].where, url);
}

Test(outputs, are_up_to_four_receivers_of_syslog)
{
    struct common_options c = common_options_default();
    c.eve = "-";
    c.redis = (char[]){ "redis://localhost" };
    for (; c.syslogs < SYSLOGS_MAX; c.syslogs++)
        c.syslog[c.syslogs] = "syslog+unix:///dev/log";
    cr_assert(outputs_of(&c, &out, &e));
    cr_assert_eq(out.n, OUTPUTS_MAX);
    cr_expect_eq(out.output[OUTPUTS_MAX - 1].sink, &syslog_sink);
    cr_expect_str_eq(out.output[OUTPUTS_MAX - 1].where, "syslog+unix:///dev/log");
}

Test(outputs, have_the_file_as_it_is_wished)
{
    struct common_options c = common_options_default();
    c.eve = "-";
    c.eve_format = FORMAT_ECS;
    c.eve_rotate_mib = 64;
    c.eve_keep = 9;
    cr_assert(outputs_of(&c, &out, &e));
    cr_expect_str_eq(out.output[0].where, "file:-?rotate=64&keep=9&format=ecs");
}

Test(outputs, say_that_a_name_is_too_long)
{
    static char name[PATH_MAX];
    memset(name, 'x', sizeof name - 1);
    struct common_options c = common_options_default();
    c.eve = name;
    cr_expect_not(outputs_of(&c, &out, &e));
    cr_expect_str_eq(e.s, "the name of the file of alerts is too long");
}
