#include "sensor/standing_value.h"

#include <criterion/criterion.h>

#include "tests/support/judging.h"

static struct remembered remembered(void)
{
    struct remembered r;
    struct court *c = court_with_camera(NULL);
    court_show(c, answered("http", 80, "GET", 200, SCHEME_BASIC));
    court_show(c, easy_ip(ACT_ANNOUNCE, WINDOW_EXPIRED, ADMINISTRATOR_REGISTERED));
    cr_assert_eq(judge_cameras(c->judge), 1);
    judge_remember(c->judge, 0, &r);
    court_close(c);
    text_format(&r.title, "Gate \"north\"\\");
    sentence_format(&r.item[0].words, " tcp 21");
    r.up_since_ns = 77;
    r.suppressed = 5;
    r.addresses = 2;
    r.address[1] = (struct address){ .ip = ip_host(7), .vlan = 12, .half = true };
    return r;
}

static void expect_row(const struct remembered_item *a, const struct remembered_item *b)
{
    cr_expect_eq(a->item, b->item);
    cr_expect_eq(a->verdict, b->verdict);
    cr_expect_eq(a->before, b->before);
    cr_expect_str_eq(a->reason.s, b->reason.s);
    cr_expect_str_eq(a->why.s, b->why.s);
    cr_expect_str_eq(a->words.s, b->words.s);
    cr_expect_eq(a->count, b->count);
    cr_expect_eq(a->first_ns, b->first_ns);
    cr_expect_eq(a->last_ns, b->last_ns);
    cr_expect_eq(a->since_ns, b->since_ns);
    cr_expect_eq(a->proved_ns, b->proved_ns);
    cr_expect_eq(a->opportunities, b->opportunities);
    cr_expect_eq(a->opportunity_ns, b->opportunity_ns);
    for (size_t i = 0; i < REASONS_MAX; i++) {
        cr_expect_str_eq(a->by[i].reason.s, b->by[i].reason.s);
        cr_expect_eq(a->by[i].n, b->by[i].n);
        cr_expect_eq(a->by[i].stands, b->by[i].stands);
    }
}

Test(standing_value, comes_back_as_it_was)
{
    static char text[STANDING_VALUE_MAX];
    static struct remembered r, back;
    r = remembered();
    size_t n = standing_value_write(&r, text, sizeof text);
    cr_assert_gt(n, 0);
    cr_assert(standing_value_read((struct bytes){ (uint8_t *)text, n }, &back));
    cr_expect_str_eq(back.name.id.s, r.name.id.s);
    cr_expect_str_eq(back.title.s, r.title.s);
    cr_expect_str_eq(back.proof.s, r.proof.s);
    cr_expect_str_eq(back.own_proof.s, r.own_proof.s);
    cr_expect(back.mac_proved == r.mac_proved && mac_equal(&back.frame_mac, &r.frame_mac));
    cr_assert_eq(back.addresses, 2);
    cr_expect(ip_equal(&back.address[0].ip, &r.address[0].ip) && !back.address[0].half);
    cr_expect(ip_equal(&back.address[1].ip, &r.address[1].ip) && back.address[1].half);
    cr_expect_eq(back.address[1].vlan, 12);
    cr_expect(back.sight == r.sight && back.seen == r.seen && back.suppressed == 5);
    cr_expect(back.first_ns == r.first_ns && back.alive_ns == r.alive_ns);
    cr_expect(back.judged_ns == r.judged_ns && back.up_since_ns == 77);
    cr_assert_eq(back.items, r.items);
    cr_expect_gt(r.items, 2);
    for (size_t i = 0; i < r.items; i++)
        expect_row(&back.item[i], &r.item[i]);
}

Test(standing_value, is_not_read_when_it_is_cut)
{
    static char text[STANDING_VALUE_MAX];
    static struct remembered r, back;
    r = remembered();
    size_t n = standing_value_write(&r, text, sizeof text);
    for (size_t cut = 0; cut < n; cut++)
        cr_assert_not(standing_value_read((struct bytes){ (uint8_t *)text, cut }, &back));
    cr_expect_eq(standing_value_write(&r, text, 100), 0);
}

static bool reads(const char *value, struct remembered *r)
{
    return standing_value_read(bytes_of_text(value), r);
}

Test(standing_value, believes_nothing)
{
    static struct remembered r;
    static const char sound[] = "{\"version\":1,\"camera\":{\"id\":\"a\"},\"proof\":\"p\","
                                "\"first_ns\":1,\"judged_ns\":2,\"addresses\":[7,{\"ip\":\"x\"},"
                                "{\"ip\":\"10.0.0.1\",\"vlan\":70000},{\"ip\":\"10.0.0.1\"}],"
                                "\"suppressed\":[\"9.9\",3,\"3.5\"],\"items\":{\"9.9\":{},"
                                "\"3.5\":{\"verdict\":\"WHO\"},\"2.5\":[],"
                                "\"3.4\":{\"verdict\":\"PASS\",\"before\":\"UNKNOWN\","
                                "\"reason\":\"r\",\"by\":[3,{\"n\":2},{\"reason\":\"s\"}]}}}";
    cr_assert(reads(sound, &r));
    cr_expect_eq(r.addresses, 1);
    cr_expect_eq(__builtin_popcountll(r.suppressed), 1);
    cr_assert_eq(r.items, 1);
    cr_expect_eq(r.item[0].verdict, VERDICT_PASS);
    cr_expect_str_eq(r.item[0].by[0].reason.s, "s");
    cr_expect_not(reads("{\"version\":1,\"camera\":{\"id\":\"a\"}}", &r), "no proof");
    cr_expect_not(reads("{\"version\":1,\"camera\":{\"id\":\"a\"},\"proof\":\"p\",\"first_ns\":1,"
                        "\"judged_ns\":2,\"mac_proved\":true}",
                        &r));
    cr_expect_not(reads("{\"version\":2}", &r));
    cr_expect_not(reads("7", &r));
}
