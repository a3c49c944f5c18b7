#include "sensor/fleet_same.h"

#include <criterion/criterion.h>
#include <stdio.h>

static json_t *cameras;

static void begin(void)
{
    cameras = json_object();
}

static void end(void)
{
    json_decref(cameras);
}

TestSuite(fleet_same, .init = begin, .fini = end);

/* mac NULL: known by its address alone. */
static void put(const char *id, const char *mac, const char *ip, int vlan, const char *sensor)
{
    json_t *list = json_object_get(cameras, id);
    if (list == NULL) {
        list = json_array();
        (void)json_object_set_new(cameras, id, list);
    }
    json_t *posture = json_pack("{s:s, s:{s:s, s:s*, s:s, s:i}}", "sensor", sensor, "camera", "id",
                                id, "mac", mac, "ip", ip, "vlan", vlan);
    (void)json_array_append_new(list, posture);
}

static size_t postures_of(const char *id)
{
    return json_array_size(json_object_get(cameras, id));
}

Test(fleet_same, puts_an_address_to_the_mac_that_has_it)
{
    put("m1@7", "m1", "192.0.2.1", 7, "here");
    put("192.0.2.1@7", NULL, "192.0.2.1", 7, "behind a router");
    put("m2@7", "m2", "192.0.2.2", 7, "here");
    fleet_join_same(cameras);
    cr_expect_eq(postures_of("m1@7"), 2);
    cr_expect_eq(postures_of("192.0.2.1@7"), 0);
    cr_expect_eq(postures_of("m2@7"), 1);
}

Test(fleet_same, leaves_apart_what_is_in_another_vlan)
{
    put("m1@7", "m1", "192.0.2.1", 7, "here");
    put("192.0.2.1", NULL, "192.0.2.1", 0, "behind a router");
    fleet_join_same(cameras);
    cr_expect_eq(postures_of("m1@7"), 1);
    cr_expect_eq(postures_of("192.0.2.1"), 1);
}

Test(fleet_same, leaves_apart_what_two_macs_have_had)
{
    put("m1", "m1", "192.0.2.1", 0, "here");
    put("m2", "m2", "192.0.2.1", 0, "there");
    put("192.0.2.1", NULL, "192.0.2.1", 0, "behind a router");
    fleet_join_same(cameras);
    cr_expect(postures_of("m1") == 1 && postures_of("m2") == 1 && postures_of("192.0.2.1") == 1);
}

Test(fleet_same, leaves_apart_two_macs_at_one_address)
{
    put("m1", "m1", "192.0.2.1", 0, "here");
    put("m2", "m2", "192.0.2.1", 0, "there");
    fleet_join_same(cameras);
    cr_expect(postures_of("m1") == 1 && postures_of("m2") == 1);
}

Test(fleet_same, leaves_apart_what_one_sensor_has_told_apart)
{
    put("m1", "m1", "192.0.2.1", 0, "here");
    put("192.0.2.1", NULL, "192.0.2.1", 0, "here");
    fleet_join_same(cameras);
    cr_expect(postures_of("m1") == 1 && postures_of("192.0.2.1") == 1);
}

Test(fleet_same, does_not_trust_an_address_of_one_link)
{
    put("m1", "m1", "fe80::1", 0, "here");
    put("fe80::1", NULL, "fe80::1", 0, "there");
    put("m2", "m2", "169.254.0.1", 0, "here");
    put("169.254.0.1", NULL, "169.254.0.1", 0, "there");
    fleet_join_same(cameras);
    cr_expect(postures_of("m1") == 1 && postures_of("m2") == 1);
}

Test(fleet_same, counts_a_camera_of_several_sensors_once)
{
    put("m1", "m1", "192.0.2.1", 0, "a");
    put("m1", "m1", "192.0.2.1", 0, "b");
    put("192.0.2.1", NULL, "192.0.2.1", 0, "c");
    put("192.0.2.1", NULL, "192.0.2.1", 0, "d");
    fleet_join_same(cameras);
    cr_expect_eq(postures_of("m1"), 4);
}

Test(fleet_same, is_not_troubled_by_what_is_no_camera)
{
    (void)json_object_set_new(cameras, "x", json_loads("[7, {\"camera\":[]}, {}]", 0, NULL));
    (void)json_object_set_new(cameras, "y", json_integer(1));
    fleet_join_same(cameras);
    cr_expect_eq(postures_of("x"), 3);
}
