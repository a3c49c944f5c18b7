#include "sensor/sensor_options.h"

#include <criterion/criterion.h>
#include <unistd.h>

static char word[3][16] = { "sensor", "-i", "eth1" };
static char *argv[] = { word[0], word[1], word[2], NULL, NULL, NULL };

Test(sensor_options, calls_the_sensor_as_its_machine)
{
    char host[65] = "";
    (void)gethostname(host, sizeof host - 1);
    struct sensor_options o;
    sensor_options_read(3, argv, &o);
    cr_expect_str_eq(o.common.sensor, option_sensor_name(host) ? host : "camwarden");
}

Test(sensor_options, calls_it_otherwise_if_it_is_told_so)
{
    static char option[] = "--sensor-name", name[] = "gate-2";
    argv[3] = option;
    argv[4] = name;
    struct sensor_options o;
    sensor_options_read(5, argv, &o);
    cr_expect_str_eq(o.common.sensor, "gate-2");
    cr_expect_str_eq(common_options_default().sensor, "camwarden", "so is a replay, always");
}

Test(sensor_options, takes_for_a_name_what_fits_into_a_key_and_a_table)
{
    char long_name[66];
    memset(long_name, 'n', sizeof long_name - 1);
    long_name[65] = '\0';
    cr_expect_not(option_sensor_name(long_name));
    long_name[64] = '\0';
    cr_expect(option_sensor_name(long_name));
    cr_expect_not(option_sensor_name(""));
    cr_expect_not(option_sensor_name("west gate"));
    cr_expect_not(option_sensor_name("gate\n"));
    cr_expect_not(option_sensor_name("t\xc3\xb6r"));
    cr_expect(option_sensor_name("cam.example:2"));
}
