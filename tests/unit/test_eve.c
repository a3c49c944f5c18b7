#include "alerts/eve.h"

#include <criterion/criterion.h>

#include "tests/support/alerting.h"

static const struct eve_style eve_8 = { .host = "sensor-a", .compat = EVE_8 };
static const struct eve_style eve_7 = { .host = "sensor-a", .compat = EVE_7 };

static json_t *written(const struct alert *a, const struct eve_style *style)
{
    static char line[EVE_LINE_MAX];
    size_t n = eve_write(a, style, line, sizeof line);
    cr_assert_gt(n, 0);
    for (size_t i = 0; i < n; i++)
        cr_assert(line[i] >= ' ' && line[i] <= '~', "byte %zu is not printable ASCII", i);
    json_t *o = json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(o);
    return o;
}

static json_t *written_ruling(const struct ruling *r, const struct eve_style *style)
{
    struct alert a = alert_of(r);
    return written(&a, style);
}

static json_int_t number_at(const json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

Test(eve, says_of_the_packet_what_suricata_says)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    r.evidence.vlan = 120;
    json_t *o = written_ruling(&r, &eve_8);
    cr_expect_str_eq(TEXT_AT(o, "timestamp"), "2026-07-08T02:54:07.123456+0000");
    cr_expect_str_eq(TEXT_AT(o, "event_type"), "alert");
    cr_expect_str_eq(TEXT_AT(o, "src_ip"), "10.0.0.9");
    cr_expect_eq(number_at(o, "src_port"), 51000);
    cr_expect_str_eq(TEXT_AT(o, "dest_ip"), "10.0.0.5");
    cr_expect_eq(number_at(o, "dest_port"), 554);
    cr_expect_str_eq(TEXT_AT(o, "proto"), "TCP");
    cr_expect_eq(number_at(o, "ip_v"), 4);
    cr_expect_eq(number_at(o, "pcap_cnt"), 7);
    cr_expect_eq(json_integer_value(json_array_get(json_object_get(o, "vlan"), 0)), 120);
    cr_expect_str_eq(TEXT_AT(o, "ether", "src_mac"), "02:00:00:00:00:09");
    cr_expect_str_eq(TEXT_AT(o, "ether", "dest_mac"), "bc:c3:42:00:00:05");
    cr_expect_str_eq(TEXT_AT(o, "pkt_src"), "wire/pcap");
    cr_expect_str_eq(TEXT_AT(o, "app_proto"), "rtsp");
    cr_expect_str_eq(TEXT_AT(o, "direction"), "to_server");
    cr_expect_str_eq(TEXT_AT(o, "host"), "sensor-a");
    cr_expect_eq(strncmp(TEXT_AT(o, "community_id"), "1:", 2), 0);
    json_decref(o);
}

Test(eve, turns_the_ends_for_a_packet_of_the_server)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    r.evidence.from_client = false;
    json_t *o = written_ruling(&r, &eve_8);
    cr_expect_str_eq(TEXT_AT(o, "src_ip"), "10.0.0.5");
    cr_expect_eq(number_at(o, "src_port"), 554);
    cr_expect_str_eq(TEXT_AT(o, "dest_ip"), "10.0.0.9");
    cr_expect_str_eq(TEXT_AT(o, "ether", "src_mac"), "bc:c3:42:00:00:05");
    cr_expect_str_eq(TEXT_AT(o, "direction"), "to_client");
    cr_expect_str_eq(TEXT_AT(o, "alert", "target", "ip"), "10.0.0.5");
    json_decref(o);
}

Test(eve, gives_a_conversation_one_flow_id_that_a_double_holds)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    json_t *there = written_ruling(&r, &eve_8);
    r.evidence.from_client = false;
    json_t *back = written_ruling(&r, &eve_8);
    r.evidence.client.port++;
    json_t *other = written_ruling(&r, &eve_8);
    cr_expect_eq(number_at(there, "flow_id"), number_at(back, "flow_id"));
    cr_expect_neq(number_at(there, "flow_id"), number_at(other, "flow_id"));
    cr_expect_eq(number_at(there, "flow_id"), 1042250460212629, "and that for ever: %lld",
                 number_at(there, "flow_id"));
    cr_expect_leq(number_at(other, "flow_id"), INT64_C(9007199254740991));
    json_decref(there);
    json_decref(back);
    json_decref(other);
}

Test(eve, leaves_out_what_is_not_known)
{
    struct ruling r = ruling_at(&setup_item, VERDICT_FAIL, 0);
    r.evidence.client_mac = r.evidence.server_mac = r.camera.mac = (struct mac){ { 0 } };
    r.camera.make.s[0] = r.camera.model.s[0] = '\0';
    r.evidence.protocol = "Easy IP";
    struct eve_style nameless = { .compat = EVE_8 };
    json_t *o = written_ruling(&r, &nameless);
    cr_expect_null(json_object_get(o, "host"));
    cr_expect_null(json_object_get(o, "ether"));
    cr_expect_null(json_object_get(o, "vlan"));
    cr_expect_null(json_object_get(o, "app_proto"), "not a name in lower case");
    const json_t *m = json_object_get(json_object_get(o, "alert"), "metadata");
    cr_expect_null(json_object_get(m, "camera_mac"));
    cr_expect_null(json_object_get(m, "camera_vendor"));
    cr_expect_null(json_object_get(m, "cwe_id"));
    cr_expect_null(json_object_get(m, "mitre_technique_id"));
    json_decref(o);
}

Test(eve, says_what_the_alert_is)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    json_t *o = written_ruling(&r, &eve_8);
    const json_t *alert = json_object_get(o, "alert");
    cr_expect_str_eq(TEXT_AT(alert, "action"), "allowed");
    cr_expect_eq(number_at(alert, "gid"), 7200);
    cr_expect_eq(number_at(alert, "signature_id"), 7200350);
    cr_expect_eq(number_at(alert, "rev"), 1);
    cr_expect_str_eq(TEXT_AT(alert, "signature"), "CAM 3.5 Live streaming: rtsp clear");
    cr_expect_str_eq(TEXT_AT(alert, "category"), "Potential Corporate Privacy Violation");
    cr_expect_eq(number_at(alert, "severity"), 2);
    cr_expect_str_eq(TEXT_AT(alert, "metadata", "guide_item"), "3.5");
    cr_expect_str_eq(TEXT_AT(alert, "metadata", "level"), "standard");
    cr_expect_str_eq(TEXT_AT(alert, "metadata", "event"), "opened");
    cr_expect_str_eq(TEXT_AT(alert, "metadata", "camera_mac"), "bc:c3:42:00:00:05");
    cr_expect_str_eq(TEXT_AT(alert, "metadata", "camera_vendor"), "i-PRO");
    cr_expect_str_eq(TEXT_AT(alert, "metadata", "camera_model"), "WV-X1551");
    cr_expect_str_eq(TEXT_AT(alert, "metadata", "cwe_id"), "CWE-319");
    cr_expect_str_eq(TEXT_AT(alert, "metadata", "mitre_technique_id"), "T1040");
    cr_expect_str_eq(TEXT_AT(alert, "metadata", "signature_severity"), "Minor");
    json_decref(o);
}

Test(eve, tells_the_whole_story_in_the_context)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 60);
    struct alert a = alert_of(&r);
    a.event = ALERT_ONGOING;
    a.count = 17;
    a.first_ns -= UINT64_C(60000000000);
    json_t *o = written(&a, &eve_8);
    const json_t *c = json_object_get(json_object_get(o, "alert"), "context");
    cr_expect_str_eq(TEXT_AT(c, "id"), "0123456789abcdef");
    cr_expect_str_eq(TEXT_AT(c, "group"), "f9e0c876ddde0e9c");
    cr_expect_str_eq(TEXT_AT(c, "event"), "ongoing");
    cr_expect_eq(number_at(c, "count"), 17);
    cr_expect_str_eq(TEXT_AT(c, "first_seen"), "2026-07-08T02:54:07.123456+0000");
    cr_expect_str_eq(TEXT_AT(c, "last_seen"), "2026-07-08T02:55:07.123456+0000");
    cr_expect_str_eq(TEXT_AT(c, "camera", "id"), "bc:c3:42:00:00:05");
    cr_expect_str_eq(TEXT_AT(c, "camera", "ip"), "10.0.0.5");
    cr_expect_str_eq(TEXT_AT(c, "evidence", "why"), "logged in over clear RTSP (Basic)");
    cr_expect_str_eq(TEXT_AT(c, "guide", "item"), "3.5");
    cr_expect_str_eq(TEXT_AT(c, "guide", "recommended"), "SRTP");
    cr_expect_str_eq(TEXT_AT(c, "guide", "remedy"), "Image/Audio > RTSP over TLS");
    json_decref(o);
}

Test(eve, says_in_the_signature_and_the_severity_that_it_is_over)
{
    struct ruling r = ruling_at(&setup_item, VERDICT_PASS, 0);
    struct alert a = alert_of(&r);
    a.event = ALERT_RESOLVED;
    a.reason = "window-open";
    json_t *o = written(&a, &eve_8);
    cr_expect_str_eq(TEXT_AT(o, "alert", "signature"),
                     "CAM 3.2.4 Easy IP Setup: window open (resolved)");
    cr_expect_eq(number_at(json_object_get(o, "alert"), "severity"), 4);
    cr_expect_str_eq(TEXT_AT(o, "alert", "metadata", "event"), "resolved");
    json_decref(o);
}

Test(eve, makes_the_camera_the_target_whichever_end_it_is)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    json_t *o = written_ruling(&r, &eve_8);
    cr_expect_str_eq(TEXT_AT(o, "alert", "target", "ip"), "10.0.0.5");
    cr_expect_str_eq(TEXT_AT(o, "alert", "source", "ip"), "10.0.0.9");
    json_decref(o);
    r.camera.ip = r.evidence.client.ip;
    o = written_ruling(&r, &eve_8);
    cr_expect_str_eq(TEXT_AT(o, "alert", "target", "ip"), "10.0.0.9");
    cr_expect_eq(number_at(json_object_get(json_object_get(o, "alert"), "target"), "port"), 51000);
    cr_expect_str_eq(TEXT_AT(o, "alert", "source", "ip"), "10.0.0.5");
    json_decref(o);
}

Test(eve, finds_the_camera_by_its_mac_when_its_address_is_another)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    r.camera.ip = (struct ip){ { 0 } };
    r.camera.mac = r.evidence.client_mac;
    json_t *o = written_ruling(&r, &eve_8);
    cr_expect_str_eq(TEXT_AT(o, "alert", "target", "ip"), "10.0.0.9");
    json_decref(o);
}

Test(eve, names_the_camera_even_when_it_is_neither_end)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    cr_assert(ip_parse("10.0.0.77", &r.camera.ip));
    r.camera.mac = (struct mac){ { 2, 2, 2, 2, 2, 2 } };
    json_t *o = written_ruling(&r, &eve_8);
    cr_expect_str_eq(TEXT_AT(o, "alert", "target", "ip"), "10.0.0.77");
    json_decref(o);
}

Test(eve, says_to_suricata_7_what_it_can_take)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct alert a = alert_of(&r);
    a.count = 17;
    json_t *o = written(&a, &eve_7);
    cr_expect_null(json_object_get(o, "ip_v"));
    cr_expect_null(json_object_get(json_object_get(o, "alert"), "context"));
    cr_expect_str_eq(TEXT_AT(o, "alert", "metadata", "alert_id"), "0123456789abcdef");
    cr_expect_str_eq(TEXT_AT(o, "alert", "metadata", "alert_group"), "f9e0c876ddde0e9c");
    cr_expect_str_eq(TEXT_AT(o, "alert", "metadata", "event"), "opened");
    cr_expect_str_eq(TEXT_AT(o, "alert", "metadata", "count"), "17");
    cr_expect_str_eq(TEXT_AT(o, "alert", "metadata", "why"), "logged in over clear RTSP (Basic)");
    json_decref(o);
}

Test(eve, knows_icmp_of_both_ip_versions)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    r.evidence.transport = TRANSPORT_ICMP;
    json_t *o = written_ruling(&r, &eve_8);
    cr_expect_str_eq(TEXT_AT(o, "proto"), "ICMP");
    cr_expect_null(json_object_get(o, "src_port"));
    cr_expect_null(json_object_get(o, "community_id"));
    json_decref(o);
    cr_assert(ip_parse("fe80::9", &r.evidence.client.ip));
    o = written_ruling(&r, &eve_8);
    cr_expect_str_eq(TEXT_AT(o, "proto"), "IPv6-ICMP");
    cr_expect_eq(number_at(o, "ip_v"), 6);
    json_decref(o);
}

Test(eve, names_only_macs_where_there_is_no_ip)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    r.evidence.transport = TRANSPORT_LINK;
    r.evidence.client = r.evidence.server = (struct endpoint){ 0 };
    json_t *o = written_ruling(&r, &eve_8);
    static const char *const absent[] = { "flow_id",   "src_ip", "dest_ip",     "src_port",
                                          "dest_port", "ip_v",   "community_id" };
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++)
        cr_expect_null(json_object_get(o, absent[i]), "%s", absent[i]);
    cr_expect_str_eq(TEXT_AT(o, "ether", "src_mac"), "02:00:00:00:00:09");
    json_decref(o);
}

Test(eve, writes_the_same_every_time)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct alert a = alert_of(&r);
    static char one[EVE_LINE_MAX];
    static char other[EVE_LINE_MAX];
    size_t n = eve_write(&a, &eve_8, one, sizeof one);
    cr_expect_eq(eve_write(&a, &eve_8, other, sizeof other), n);
    cr_expect_eq(memcmp(one, other, n), 0);
    cr_expect_eq(eve_write(&a, &eve_8, other, n - 1), 0, "and nothing where it does not fit");
}

Test(eve, names_the_interface_and_no_frame_when_it_is_live)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct eve_style live = { .host = "sensor-a", .interface = "eth1" };
    json_t *o = written_ruling(&r, &live);
    cr_expect_str_eq(TEXT_AT(o, "in_iface"), "eth1");
    cr_expect_null(json_object_get(o, "pcap_cnt"));
    const json_t *context = json_object_get(json_object_get(o, "alert"), "context");
    const json_t *evidence = json_object_get(context, "evidence");
    cr_expect_null(json_object_get(evidence, "frame"));
    cr_expect_not_null(json_object_get(evidence, "wireshark_filter"));
    json_decref(o);
    o = written_ruling(&r, &eve_8);
    cr_expect_null(json_object_get(o, "in_iface"));
    json_decref(o);
}

Test(eve, tells_its_severity_to_whoever_counts)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct alert a = alert_of(&r);
    cr_expect_eq(eve_severity(&a), 2);
    a.event = ALERT_RESOLVED;
    cr_expect_eq(eve_severity(&a), 4);
}
