#include "alerts/community_id.h"

#include <criterion/criterion.h>
#include <jansson.h>

struct vector {
    uint8_t protocol;
    const char *src;
    const char *dst;
    uint16_t sport;
    uint16_t dport;
    const char *id;
};

static void check(const struct vector *v)
{
    struct endpoint src = { .port = v->sport };
    struct endpoint dst = { .port = v->dport };
    cr_assert(ip_parse(v->src, &src.ip));
    cr_assert(ip_parse(v->dst, &dst.ip));
    char id[COMMUNITY_ID_MAX];
    cr_expect_str_eq(community_id(&src, &dst, v->protocol, id), v->id, "%u %s %u %s %u: %s",
                     v->protocol, v->src, v->sport, v->dst, v->dport, id);
}

Test(community_id, is_that_of_the_specification)
{
    /* From the specification's baseline. */
    static const struct vector vectors[] = {
        { 6, "128.232.110.120", "66.35.250.204", 34855, 80, "1:LQU9qZlK+B5F3KDmev6m5PMibrg=" },
        { 17, "192.168.1.52", "8.8.8.8", 54585, 53, "1:d/FP5EW3wiY1vCndhwleRRKHowQ=" },
        { 132, "192.168.170.8", "192.168.170.56", 7, 7, "1:MP2EtRCAUIZvTw6MxJHLV7N7JDs=" },
        { 1, "192.168.0.89", "192.168.0.1", 8, 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=" },
        { 1, "10.0.0.1", "10.0.0.2", 11, 0, "1:YHxtAirCG//0OzkcVAukqKQN9xM=" },
        { 46, "10.1.12.1", "10.1.12.2", 0, 0, "1:KHlLkgoJW7ifUTyTSgyVfkFHzKw=" },
        { 58, "fe80::200:86ff:fe05:80da", "fe80::260:97ff:fe07:69ea", 135, 136,
          "1:dGHyGvjMfljg6Bppwm3bg0LO8TY=" },
    };
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++)
        check(&vectors[i]);
}

Test(community_id, is_the_same_in_both_directions)
{
    check(&(struct vector){ 6, "66.35.250.204", "128.232.110.120", 80, 34855,
                            "1:LQU9qZlK+B5F3KDmev6m5PMibrg=" });
    check(&(struct vector){ 1, "192.168.0.1", "192.168.0.89", 0, 8,
                            "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=" });
}

Test(community_id, does_not_turn_icmp_that_nobody_answers)
{
    struct endpoint a = { .port = 11 };
    struct endpoint b = { .port = 0 };
    cr_assert(ip_parse("10.0.0.1", &a.ip) && ip_parse("10.0.0.2", &b.ip));
    struct endpoint from_b = { b.ip, 11 };
    struct endpoint to_a = { a.ip, 0 };
    char one[COMMUNITY_ID_MAX];
    char other[COMMUNITY_ID_MAX];
    cr_expect_str_neq(community_id(&a, &b, 1, one), community_id(&from_b, &to_a, 1, other));
}

Test(community_id, agrees_with_every_vector_of_the_baseline)
{
    json_t *all = json_load_file(SOURCE_DIR "/../shared/community-id/baseline_deflt.json", 0, NULL);
    if (all == NULL)
        cr_skip_test("the specification's baseline is not here");
    size_t i;
    json_t *v;
    json_array_foreach(all, i, v)
    {
        check(&(struct vector){
            (uint8_t)json_integer_value(json_object_get(v, "proto")),
            json_string_value(json_object_get(v, "saddr")),
            json_string_value(json_object_get(v, "daddr")),
            (uint16_t)json_integer_value(json_object_get(v, "sport")),
            (uint16_t)json_integer_value(json_object_get(v, "dport")),
            json_string_value(json_object_get(v, "communityid")),
        });
    }
    cr_expect_gt(json_array_size(all), 20);
    json_decref(all);
}
