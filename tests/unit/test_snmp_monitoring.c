#include <criterion/criterion.h>

#include "tests/support/judging.h"
#include "tests/support/port_facts.h"

static struct observation snmp(uint8_t version, enum act act)
{
    struct observation o = served("snmp", OBS_MANAGEMENT, 161);
    o.transport = TRANSPORT_UDP;
    o.management.version = version;
    o.management.act = act;
    return o;
}

static struct observation v3(enum snmp_level level)
{
    struct observation o = snmp(3, ACT_RESPONSE);
    o.management.level = level;
    return o;
}

Test(snmp_monitoring, is_broken_by_a_v1_answer)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = snmp(1, ACT_RESPONSE);
    o.management.community = COMMUNITY_PUBLIC;
    court_show(c, o);
    court_expect(c, "4.2", VERDICT_FAIL, "v1-answered", "answers SNMPv1; community \"public\"");
    court_close(c);
}

Test(snmp_monitoring, is_broken_by_a_v2c_answer)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, snmp(2, ACT_RESPONSE));
    court_expect(c, "4.2", VERDICT_FAIL, "v2c-answered", "answers SNMPv2c");
    court_close(c);
}

Test(snmp_monitoring, is_broken_by_traps)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = used("snmp", OBS_MANAGEMENT, 162);
    o.transport = TRANSPORT_UDP;
    o.management.version = 1;
    o.management.act = ACT_TRAP;
    court_show(c, o);
    court_expect(c, "4.2", VERDICT_FAIL, "v1-trap", "sends traps by SNMPv1");
    court_close(c);
}

Test(snmp_monitoring, is_broken_by_v3_without_encryption_or_authentication)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, v3(LEVEL_AUTH));
    court_expect(c, "4.2", VERDICT_FAIL, "v3-no-priv", "not encrypted");
    court_show(c, v3(LEVEL_NO_AUTH));
    cr_assert_eq(court_count(c, "4.2", "v3-no-auth"), 1);
    court_close(c);
}

Test(snmp_monitoring, is_kept_by_v3_with_both)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, v3(LEVEL_PRIV));
    court_expect(c, "4.2", VERDICT_PASS, "v3-priv", "authenticated and encrypted");
    court_close(c);
}

Test(snmp_monitoring, knows_an_encrypted_answer_by_the_port_it_comes_from)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = used("snmp", OBS_MANAGEMENT, 40000);
    o.client.port = 161;
    o.transport = TRANSPORT_UDP;
    o.management.version = 3;
    o.management.level = LEVEL_PRIV;
    o.management.act = ACT_REQUEST;
    court_show(c, o);
    cr_assert_eq(court_standing(c, "4.2").verdict, VERDICT_PASS);
    court_close(c);
}

Test(snmp_monitoring, says_nothing_of_a_query_without_an_answer)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = snmp(1, ACT_GET);
    o.from_client = true;
    court_show(c, o);
    cr_assert_eq(court_standing(c, "4.2").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(snmp_monitoring, says_nothing_of_discovery_and_reports)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = v3(LEVEL_NO_AUTH);
    o.management.discovery = true;
    court_show(c, o);
    o = v3(LEVEL_NO_AUTH);
    o.management.act = ACT_REPORT;
    court_show(c, o);
    cr_assert_eq(court_standing(c, "4.2").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(snmp_monitoring, is_likely_kept_when_it_is_refused)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, refused_udp(161));
    court_expect(c, "4.2", VERDICT_LIKELY_OK, "port-closed", "161");
    court_close(c);
}

Test(snmp_monitoring, stays_broken)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, snmp(1, ACT_RESPONSE));
    court_show(c, v3(LEVEL_PRIV));
    cr_assert_eq(court_standing(c, "4.2").verdict, VERDICT_FAIL);
    court_close(c);
}
