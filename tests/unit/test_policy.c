#include "rules/policy.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "rules/rule.h"
#include "tests/support/judging.h"
#include "tests/support/policies.h"

static const uint64_t day_ns = 86400000000000;

Test(policy, is_the_guide_if_there_is_none)
{
    struct policy *p = policy_default();
    struct ip any = ip_host(1);
    struct mac none = { { 0 } };
    struct suppression s;
    struct camera_name c = { .ip = any };
    cr_assert_eq(policy_level(p), LEVEL_ADVANCED);
    cr_assert_eq(policy_hosts(p), POLICY_HOSTS);
    cr_assert_gt(policy_passwords(p)->n, 10);
    cr_assert_null(policy_camera(p, &none, &any));
    cr_assert_not(policy_is_any_server(p, &any));
    cr_assert(policy_allows_client(p, &any));
    cr_assert(policy_allows_port(p, TRANSPORT_TCP, 443));
    cr_assert_not(policy_allows_port(p, TRANSPORT_TCP, 21));
    cr_assert_null(policy_firmware(p, "X22700-V2L"));
    cr_assert_not(policy_suppresses(p, &c, "3.4", 0, &s));
    policy_free(p);
}

Test(policy, finds_a_camera_by_mac_before_address_before_network)
{
    struct policy *p = good_policy("cameras:\n"
                                   "  - {name: net, network: 192.0.2.0/24}\n"
                                   "  - {name: host, ip: 192.0.2.10}\n"
                                   "  - {name: mac, mac: d4-2d-c5-00-00-01}\n");
    struct mac none = { { 0 } };
    struct ip ten = ip_host(10), eleven = ip_host(11), outside = ip_host(1000);
    cr_assert_str_eq(policy_camera(p, &camera_mac, &ten)->name, "mac");
    cr_assert_str_eq(policy_camera(p, &none, &ten)->name, "host");
    cr_assert(policy_camera(p, &none, &ten)->by_itself);
    cr_assert_str_eq(policy_camera(p, &none, &eleven)->name, "net");
    cr_assert_not(policy_camera(p, &none, &eleven)->by_itself);
    cr_assert_null(policy_camera(p, &none, &outside));
    cr_assert(policy_lists_mac(p, &camera_mac));
    cr_assert_not(policy_lists_mac(p, &none));
    policy_free(p);
}

Test(policy, suppresses_up_to_the_end_of_its_last_day)
{
    struct policy *p = good_policy("suppressions:\n"
                                   "  - camera: 192.0.2.0/24\n"
                                   "    item: 3.4\n"
                                   "    reason: ordered\n"
                                   "    until: 1970-01-02\n");
    struct camera_name inside = { .ip = ip_host(10) }, outside = { .ip = ip_host(1000) };
    struct suppression s;
    cr_assert(policy_suppresses(p, &inside, "3.4", 2 * day_ns - 1, &s));
    cr_assert_str_eq(s.reason, "ordered");
    cr_assert_eq(s.until_ns, 2 * day_ns);
    cr_assert_not(policy_suppresses(p, &inside, "3.4", 2 * day_ns, &s));
    cr_assert_not(policy_suppresses(p, &inside, "3.5", 0, &s));
    cr_assert_not(policy_suppresses(p, &outside, "3.4", 0, &s));
    policy_free(p);
}

Test(policy, suppresses_by_id_name_mac_address_and_star)
{
    static const char *const whos[] = { "cam@7",      "Gate",         "d4:2d:c5:00:00:01",
                                        "192.0.2.10", "192.0.2.0/25", "'*'" };
    struct camera_name c = {
        .id = { "cam@7" }, .name = { "Gate" }, .mac = camera_mac, .ip = ip_host(10)
    };
    for (size_t i = 0; i < sizeof whos / sizeof whos[0]; i++) {
        char yaml[256];
        struct suppression s;
        (void)snprintf(yaml, sizeof yaml,
                       "suppressions: [{camera: %s, item: '*', reason: r, until: 2030-01-01}]\n",
                       whos[i]);
        struct policy *p = good_policy(yaml);
        cr_assert(policy_suppresses(p, &c, "2.3", 0, &s), "%s", whos[i]);
        policy_free(p);
    }
}

Test(policy, excepts_a_camera_from_an_item_for_ever)
{
    struct policy *p = good_policy("cameras: [{ip: 192.0.2.10, exceptions: [3.2.2, '2.8']}]\n");
    struct camera_name c = { .ip = ip_host(10) };
    struct suppression s;
    cr_assert(policy_suppresses(p, &c, "3.2.2", UINT64_MAX - 1, &s));
    cr_assert(policy_suppresses(p, &c, "2.8", 0, &s));
    cr_assert_not(policy_suppresses(p, &c, "3.2.1", 0, &s));
    policy_free(p);
}

Test(policy, marks_rulings_as_suppressed_and_still_counts_them)
{
    struct court *c = court_open(good_policy("cameras: [{ip: 192.0.2.10, exceptions: [3.4]}]\n"));
    court_show(c, answered("http", 80, "GET", 200, SCHEME_NONE));
    cr_assert_eq(c->n, 1);
    cr_assert(c->heard[0].suppressed);
    struct standing s = court_standing(c, "3.4");
    cr_assert(s.suppressed);
    cr_assert_eq(s.count, 1);
    court_close(c);
}

Test(policy, makes_ftp_to_an_allowed_server_likely_right)
{
    struct court *c = court_open(good_policy("servers: {ftp: [192.0.2.50]}\n"));
    court_show(c, used("ftp", OBS_LOGIN, 21));
    court_expect(c, "3.2.2", VERDICT_LIKELY_OK, "server-allowed", "which the policy allows");
    court_close(c);
}

Test(policy, says_of_all_items_at_once_which_are_suppressed)
{
    struct policy *p =
        good_policy("cameras: [{ip: 192.0.2.10, exceptions: [3.8]}]\n"
                    "suppressions:\n"
                    "  - {camera: 192.0.2.10, item: 3.4, reason: r, until: 1970-01-02}\n"
                    "  - {camera: Gate, item: '*', reason: r, until: 1970-01-01}\n");
    struct camera_name cameras[] = { { .ip = ip_host(10) },
                                     { .ip = ip_host(11), .name = { "Gate" } },
                                     { .ip = ip_host(12) } };
    for (size_t c = 0; c < 3; c++)
        for (uint64_t t = 0; t <= 3 * day_ns; t += day_ns / 2) {
            uint64_t bits = policy_suppressed_items(p, &cameras[c], t);
            for (size_t i = 0; i < items_n; i++) {
                struct suppression s;
                bool one = policy_suppresses(p, &cameras[c], items[i]->about.number, t, &s);
                cr_assert_eq((bits >> i) & 1, one, "%s", items[i]->about.number);
            }
        }
    policy_free(p);
}

Test(policy, knows_how_long_nothing_changes)
{
    struct policy *p = good_policy("suppressions:\n"
                                   "  - {camera: a, item: 3.4, reason: r, until: 1970-01-01}\n"
                                   "  - {camera: b, item: 3.4, reason: r, until: 1970-01-04}\n");
    struct period x = { 0, UINT64_MAX };
    policy_narrow(p, 2 * day_ns, &x);
    cr_assert_eq(x.from_ns, day_ns);
    cr_assert_eq(x.to_ns, 4 * day_ns);
    policy_free(p);
}

Test(policy, says_what_https_must_be)
{
    struct policy *p = policy_default();
    cr_assert_eq(policy_tls_minimum(p), 0);
    cr_assert_eq(policy_certificate_days(p), 14);
    cr_assert_not(policy_lists_issuers(p));
    policy_free(p);
    p = good_policy("tls:\n  minimum: 1.3\n  warn_days: 0\n  issuers: [Site CA]\n");
    cr_assert_eq(policy_tls_minimum(p), 0x0304);
    cr_assert_eq(policy_certificate_days(p), 0);
    cr_assert(policy_lists_issuers(p));
    cr_assert(policy_accepts_issuer(p, "Site CA"));
    cr_assert_not(policy_accepts_issuer(p, "Site"));
    policy_free(p);
    expect_mistake("tls: {minimum: 1.4}\n",
                   "policy.yaml:1:16: 'minimum' cannot be '1.4'; did you mean '1.0'?");
    expect_mistake("tls: {warn_days: 9999}\n",
                   "policy.yaml:1:18: '9999' is no whole number from 0 to 3650");
}
