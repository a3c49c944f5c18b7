#include "alerts/evidence.h"

#include <criterion/criterion.h>

#include "core/facts.h"
#include "tests/support/alerting.h"

Test(evidence, gives_a_filter_for_the_conversation)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    char out[FILTER_MAX];
    cr_expect_str_eq(evidence_filter(&r.evidence, out),
                     "ip.addr == 10.0.0.9 && ip.addr == 10.0.0.5 && tcp.port == 51000 && "
                     "tcp.port == 554");
}

Test(evidence, gives_a_filter_for_ipv6_and_udp)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    cr_assert(ip_parse("fe80::9", &r.evidence.client.ip));
    cr_assert(ip_parse("2001:db8:1111:2222:3333:4444:5555:6666", &r.evidence.server.ip));
    r.evidence.transport = TRANSPORT_UDP;
    char out[FILTER_MAX];
    cr_expect_str_eq(evidence_filter(&r.evidence, out),
                     "ipv6.addr == fe80::9 && ipv6.addr == 2001:db8:1111:2222:3333:4444:5555:6666 "
                     "&& udp.port == 51000 && udp.port == 554");
}

Test(evidence, gives_a_filter_without_ports_where_there_are_none)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    r.evidence.transport = TRANSPORT_ICMP;
    char out[FILTER_MAX];
    cr_expect_str_eq(evidence_filter(&r.evidence, out),
                     "ip.addr == 10.0.0.9 && ip.addr == 10.0.0.5");
}

Test(evidence, gives_a_filter_by_macs_where_there_is_no_ip)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    r.evidence.transport = TRANSPORT_LINK;
    r.evidence.client_mac = (struct mac){ { 2, 0, 0, 0, 0, 9 } };
    r.evidence.server_mac = (struct mac){ { 1, 0x80, 0xc2, 0, 0, 3 } };
    char out[FILTER_MAX];
    cr_expect_str_eq(evidence_filter(&r.evidence, out),
                     "eth.addr == 02:00:00:00:00:09 && eth.addr == 01:80:c2:00:00:03");
}

static json_t *written(const struct ruling *r, bool live)
{
    static char line[PEN_ROOM];
    static struct pen p;
    pen_begin(&p, line, sizeof line);
    evidence_write(&p, r, live);
    json_t *whole = json_loadb(line, pen_end(&p), JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(whole);
    json_t *e = json_incref(json_object_get(whole, "evidence"));
    json_decref(whole);
    return e;
}

Test(evidence, tells_the_fact_and_where_it_stands)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    json_t *e = written(&r, false);
    cr_expect_str_eq(TEXT_AT(e, "why"), "logged in over clear RTSP (Basic)");
    cr_expect_str_eq(TEXT_AT(e, "reason"), "rtsp-clear");
    cr_expect_str_eq(TEXT_AT(e, "verdict"), "FAIL");
    cr_expect_str_eq(TEXT_AT(e, "protocol"), "rtsp");
    cr_expect_str_eq(TEXT_AT(e, "time"), "2026-07-08T02:54:07.123456+0000");
    cr_expect_eq(json_integer_value(json_object_get(e, "frame")), 7);
    cr_expect_str_eq(TEXT_AT(e, "fact", "kind"), "login");
    cr_expect_str_eq(TEXT_AT(e, "fact", "scheme"), "basic");
    cr_expect_str_eq(TEXT_AT(e, "fact", "user"), "admin");
    json_decref(e);
}

Test(evidence, has_no_number_of_a_live_frame)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    json_t *e = written(&r, true);
    cr_expect_null(json_object_get(e, "frame"));
    cr_expect_str_eq(TEXT_AT(e, "fact", "user"), "admin");
    json_decref(e);
}

Test(evidence, has_no_field_of_a_fact_that_is_called_as_another)
{
    for (size_t kind = 0; kind < OBS_KINDS; kind++) {
        const struct fact_field *field = fact_kinds[kind].fields;
        for (const struct fact_field *f = field; f->name != NULL; f++) {
            cr_expect_str_neq(f->name, "kind");
            for (const struct fact_field *other = field; other < f; other++)
                cr_expect_str_neq(f->name, other->name);
            cr_expect_lt(f - field, PEN_FIELDS / 2, "and there are not too many");
        }
    }
}
