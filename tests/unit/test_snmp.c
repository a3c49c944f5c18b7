#include <criterion/criterion.h>

#include "tests/support/datagram.h"

/* Made by hand after RFC 1157, RFC 3416 and RFC 3412; agent 1.2 of nobody. */

static const char v1_get[] =
    "302602010004067075626c6963a019020101020100020100300e300c06082b060102010101000500";

static const char v1_response[] =
    "304602010004067075626c6963a239020101020100020100302e301b06082b06010201010100040f546573742063"
    "616d65726120312e32300f06082b06010201010300430301e240";

static const char v2c_get_next[] =
    "3027020101040770726976617465a119020101020100020100300e300c06082b060102010105000500";

static const char v2c_bulk[] =
    "3025020101040543616d2d37a51902010102010002010a300e300c06082b060102010105000500";

static const char v2c_set[] =
    "302b020101040770726976617465a31d0201010201000201003012301006082b060102010105000404646f6f72";

static const char v2c_response_big_uptime[] =
    "302b02010104067075626c6963a21e0201010201000201003013301106082b06010201010300430500ffffffff";

static const char v2c_inform[] =
    "302802010104067075626c6963a61b0201010201000201003010300e06082b0601020101030043021770";

static const char v2c_trap[] =
    "304102010104067075626c6963a7340201010201000201003029300e06082b06010201010300430217703017060a"
    "2b06010603010104010006092b0601060301010501";

static const char v1_trap[] =
    "302a02010004067075626c6963a41d06092b0601040183c11d014004c0000205020100020100430203843000";

static const char v3_discovery[] =
    "3039020103300f020203e9020300ffe30401040201030410300e0400020100020100040004000400301104000400"
    "a00b0201010201000201003000";

static const char v3_report[] =
    "305d020103300f020203e9020300ffe3040100020103041a3018040980001f880463616d31020103020212670400"
    "04000400302b040980001f880463616d310400a81c0201010201000201003011300f060a2b060106030f01010400"
    "410101";

static const char v3_noauth_get[] =
    "3060020103300f020203e9020300ffe30401040201030420301e040980001f880463616d31020103020212670406"
    "766965776572040004003028040980001f880463616d310400a019020101020100020100300e300c06082b060102"
    "010101000500";

static const char v3_auth_response[] =
    "307b020103300f020203e9020300ffe3040101020103042c302a040980001f880463616d31020103020212670406"
    "766965776572040c00000000000000000000000004003037040980001f880463616d310400a22802010102010002"
    "0100301d301b06082b06010201010100040f546573742063616d65726120312e32";

static const char v3_priv_request[] =
    "3074020103300f020203e9020300ffe304010702010304343032040980001f880463616d31020103020212670406"
    "766965776572040c0000000000000000000000000408000000000000000004285555555555555555555555555555"
    "5555555555555555555555555555555555555555555555555555";

static const char v3_priv_response[] =
    "3074020103300f020203e9020300ffe304010302010304343032040980001f880463616d31020103020212670406"
    "766965776572040c0000000000000000000000000408000000000000000004285555555555555555555555555555"
    "5555555555555555555555555555555555555555555555555555";

static const char v3_other_model[] =
    "3042020103300f020203e9020300ffe3040107020104040201020428555555555555555555555555555555555555"
    "55555555555555555555555555555555555555555555";

extern const struct dissector snmp_dissector;

/* The one fact that a datagram gives. */
static struct observation said_between(const char *hex, uint16_t from, uint16_t to)
{
    struct datagram d = datagram_of_hex(hex);
    cr_assert_eq(recognised(&snmp_dissector, datagram_bytes(&d), from, to, NULL), MINE);
    struct seen *seen = hear(&snmp_dissector, datagram_bytes(&d), from, to);
    cr_assert_eq(seen->n, 1);
    struct observation o = seen->o[0];
    seen_free(seen);
    cr_assert_eq(o.kind, OBS_MANAGEMENT);
    cr_assert_str_eq(o.protocol, "snmp");
    return o;
}

static struct observation asked(const char *hex)
{
    struct observation o = said_between(hex, 40000, 161);
    cr_assert(o.from_client);
    cr_assert_eq(o.server.port, 161);
    return o;
}

static struct observation answered(const char *hex)
{
    struct observation o = said_between(hex, 161, 40000);
    cr_assert_not(o.from_client);
    cr_assert_eq(o.server.port, 161);
    return o;
}

static bool is_taken(const char *hex)
{
    struct datagram d = datagram_of_hex(hex);
    bool mine = recognised(&snmp_dissector, datagram_bytes(&d), 40000, 1610, NULL) == MINE;
    struct seen *seen = hear(&snmp_dissector, datagram_bytes(&d), 40000, 1610);
    cr_assert_eq(mine, seen->n > 0);
    seen_free(seen);
    return mine;
}

Test(snmp, sees_a_v1_request)
{
    struct observation o = asked(v1_get);

    cr_assert_eq(o.management.version, 1);
    cr_assert_eq(o.management.act, ACT_GET);
    cr_assert_eq(o.management.level, LEVEL_NONE);
    cr_assert_eq(o.management.community, COMMUNITY_PUBLIC);
    cr_assert_eq(o.management.community_n, 6);
    cr_assert_not(o.management.has_uptime);
    cr_assert_str_empty(o.management.system.s);
}

Test(snmp, sees_a_v1_answer_and_what_it_tells_of_the_agent)
{
    struct observation o = answered(v1_response);

    cr_assert_eq(o.management.act, ACT_RESPONSE);
    cr_assert_str_eq(o.management.system.s, "Test camera 1.2");
    cr_assert(o.management.has_uptime);
    cr_assert_eq(o.management.uptime_s, 1234);
}

Test(snmp, tells_reading_from_writing)
{
    struct observation next = asked(v2c_get_next), bulk = asked(v2c_bulk), set = asked(v2c_set);

    cr_assert_eq(next.management.version, 2);
    cr_assert_eq(next.management.act, ACT_GET);
    cr_assert_eq(bulk.management.act, ACT_GET);
    cr_assert_eq(set.management.act, ACT_WRITE);
}

Test(snmp, keeps_of_a_community_its_class_and_its_length)
{
    struct observation private = asked(v2c_set), other = asked(v2c_bulk);

    cr_assert_eq(private.management.community, COMMUNITY_PRIVATE);
    cr_assert_eq(private.management.community_n, 7);
    cr_assert_eq(other.management.community, COMMUNITY_OTHER);
    cr_assert_eq(other.management.community_n, 5);
    cr_assert_null(memmem(&other, sizeof other, "Cam-7", 5));
}

Test(snmp, reads_an_uptime_of_five_bytes)
{
    struct observation o = answered(v2c_response_big_uptime);

    cr_assert_eq(o.management.uptime_s, UINT32_MAX / 100);
}

Test(snmp, sees_notifications_and_that_the_agent_sends_them)
{
    static const struct {
        const char *hex;
        enum act act;
        uint32_t uptime_s;
    } cases[] = { { v1_trap, ACT_TRAP, 9 },
                  { v2c_trap, ACT_TRAP, 60 },
                  { v2c_inform, ACT_INFORM, 60 } };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct observation o = said_between(cases[i].hex, 50000, 162);
        cr_assert_eq(o.management.act, cases[i].act);
        cr_assert_not(o.from_client);
        cr_assert_eq(o.server.port, 50000);
        cr_assert_eq(o.management.uptime_s, cases[i].uptime_s);
    }
}

Test(snmp, takes_an_answer_from_the_trap_port_for_the_managers)
{
    cr_assert(said_between(v1_response, 162, 50000).from_client);
}

Test(snmp, knows_the_discovery_of_an_engine)
{
    struct observation question = asked(v3_discovery), report = answered(v3_report);

    cr_assert_eq(question.management.version, 3);
    cr_assert_eq(question.management.level, LEVEL_NO_AUTH);
    cr_assert(question.management.discovery);
    cr_assert_not(question.management.has_uptime);
    cr_assert_eq(report.management.act, ACT_REPORT);
    cr_assert(report.management.discovery);
    cr_assert_eq(report.management.uptime_s, 4711);
}

Test(snmp, tells_the_levels_of_v3_apart)
{
    struct observation none = asked(v3_noauth_get), auth = answered(v3_auth_response),
                       priv = answered(v3_priv_response);

    cr_assert_eq(none.management.level, LEVEL_NO_AUTH);
    cr_assert_eq(none.management.act, ACT_GET);
    cr_assert_not(none.management.discovery);
    cr_assert_eq(auth.management.level, LEVEL_AUTH);
    cr_assert_str_eq(auth.management.system.s, "Test camera 1.2");
    cr_assert_eq(priv.management.level, LEVEL_PRIV);
    cr_assert_eq(priv.management.community, COMMUNITY_NONE);
}

Test(snmp, guesses_by_the_flags_what_an_encrypted_message_is)
{
    cr_assert_eq(asked(v3_priv_request).management.act, ACT_REQUEST);
    cr_assert_eq(answered(v3_priv_response).management.act, ACT_RESPONSE);
    cr_assert_eq(said_between(v3_priv_response, 50000, 162).management.act, ACT_TRAP);
    cr_assert_eq(said_between(v3_priv_request, 50000, 162).management.act, ACT_INFORM);
}

Test(snmp, believes_uptime_only_from_the_agent)
{
    cr_assert_not(asked(v3_priv_request).management.has_uptime);
    cr_assert_eq(answered(v3_priv_response).management.uptime_s, 4711);
    cr_assert_not(said_between(v3_priv_request, 50000, 162).management.has_uptime);
}

Test(snmp, does_not_read_other_security_models)
{
    struct observation o = asked(v3_other_model);

    cr_assert_eq(o.management.level, LEVEL_PRIV);
    cr_assert_not(o.management.discovery);
}

Test(snmp, is_known_on_any_port)
{
    struct datagram d = datagram_of_hex(v2c_get_next);
    struct turn turn = { true, datagram_bytes(&d) };
    const char *protocol = NULL;
    seen_free(talk_recognised(&turn, 1, TRANSPORT_UDP, &protocol));

    cr_assert_str_eq(protocol, "snmp");
}

Test(snmp, says_nothing_of_a_message_cut_short)
{
    static const char *const all[] = { v1_get, v1_response, v1_trap, v3_discovery,
                                       v3_priv_request };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct datagram d = datagram_of_hex(all[i]);
        says_nothing_of_a_cut_datagram(&snmp_dissector, datagram_bytes(&d), 40000, 161);
    }
}

Test(snmp, takes_a_list_that_cannot_be_read_only_on_its_own_ports)
{
    /* an object's name and value that stand in no sequence of their own */
    struct datagram d = datagram_of_hex("302402010104067075626c6963a017020101020100020100"
                                        "300d06092b060102010101000500");

    cr_assert_eq(recognised(&snmp_dissector, datagram_bytes(&d), 161, 40000, NULL), MINE);
    cr_assert_eq(recognised(&snmp_dissector, datagram_bytes(&d), 40000, 161, NULL), MINE);
    cr_assert_eq(recognised(&snmp_dissector, datagram_bytes(&d), 40000, 162, NULL), MINE);
    cr_assert_neq(recognised(&snmp_dissector, datagram_bytes(&d), 40000, 163, NULL), MINE);
}

Test(snmp, rejects_what_is_not_its_own)
{
    static const struct {
        const char *what;
        const char *hex;
    } cases[] = {
        { "an LDAP bind request", "300c020101600702010304008000" },
        { "an LDAP search", "300a020101630504000a0100" },
        { "a version that there never was",
          "302602010204067075626c6963a019020101020100020100300e300c06082b060102010101000500" },
        { "version 7",
          "302602010704067075626c6963a019020101020100020100300e300c06082b060102010101000500" },
        { "a community that nobody could type",
          "302202010004020102a019020101020100020100300e300c06082b060102010101000500" },
        { "a v1 trap in v2c",
          "302302010104067075626c6963a41606032b06014004000000000201000201004301013000" },
        { "a bulk request in v1",
          "302602010004067075626c6963a519020101020100020100300e300c06082b060102010101000500" },
        { "a PDU that there is not",
          "302602010104067075626c6963a919020101020100020100300e300c06082b060102010101000500" },
        { "a request-id that is text", "301802010104067075626c6963a00b0401780201000201003000" },
        { "more after the message",
          "302602010004067075626c6963a019020101020100020100300e300c06082b060102010101000500"
          "00" },
        { "more after the PDU",
          "302802010004067075626c6963a019020101020100020100300e300c06082b060102010101000500"
          "0500" },
        { "more after the variables",
          "302802010004067075626c6963a01b020101020100020100300e300c06082b060102010101000500"
          "0500" },
        { "a variable without a value",
          "302402010004067075626c6963a017020101020100020100300c300a06082b06010201010100" },
        { "an indefinite length",
          "308002010004067075626c6963a019020101020100020100300e300c06082b060102010101000500"
          "0000" },
        { "two bytes of flags",
          "3066020103300f020101020300ffe30402040402010304343032040980001f880463616d31020103"
          "020212670406766965776572040c00000000000000000000000004080000000000000000301a0409"
          "80001f880463616d310400a00b0201010201000201003000" },
        { "parameters that are not USM",
          "3039020103300f020203e9020300ffe304010402010304076e6f7468696e67301a040980001f8804"
          "63616d310400a00b0201010201000201003000" },
        { "an open PDU that is said to be encrypted",
          "3066020103300f020203e9020300ffe304010702010304343032040980001f880463616d31020103"
          "020212670406766965776572040c00000000000000000000000004080000000000000000301a0409"
          "80001f880463616d310400a00b0201010201000201003000" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cr_assert_not(is_taken(cases[i].hex), "%s", cases[i].what);
    cr_assert(is_taken(v1_get));
}
