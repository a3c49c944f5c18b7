/* Guide item 4.2, SNMP monitoring: version 3. Judged by what the camera sends: its answers, traps
 * and informs; a manager that asks and gets no answer is no fault of the camera.
 *
 * A FAIL stays: version 3 beside version 1 does not prove that version 1 is off. */
#include "rules/rule.h"

enum { SNMP_PORT = 161 };

static const char *verb_of(enum act a)
{
    if (a == ACT_TRAP)
        return "sends traps by";
    return a == ACT_INFORM ? "sends informs by" : "answers";
}

static const char *community_name(enum community c)
{
    if (c == COMMUNITY_PUBLIC)
        return "; community \"public\"";
    return c == COMMUNITY_PRIVATE ? "; community \"private\"" : "";
}

static struct opinion weigh_old(const struct observation *o)
{
    bool first = o->management.version == 1;
    bool answers = o->management.act == ACT_RESPONSE;
    const char *reason =
        answers ? (first ? "v1-answered" : "v2c-answered") : (first ? "v1-trap" : "v2c-trap");
    return opine(VERDICT_FAIL, reason, "%s SNMP%s%s", verb_of(o->management.act),
                 first ? "v1" : "v2c", community_name(o->management.community));
}

static struct opinion weigh_v3(const struct observation *o)
{
    if (o->management.discovery || o->management.act == ACT_REPORT)
        return silent();
    if (o->management.level == LEVEL_PRIV)
        return opine(VERDICT_PASS, "v3-priv", "SNMPv3, authenticated and encrypted");
    if (o->management.level == LEVEL_AUTH)
        return opine(VERDICT_FAIL, "v3-no-priv", "%s SNMPv3 authenticated but not encrypted",
                     verb_of(o->management.act));
    return opine(VERDICT_FAIL, "v3-no-auth", "%s SNMPv3 neither authenticated nor encrypted",
                 verb_of(o->management.act));
}

/* What is inside an encrypted message is not known for certain; the port it comes from is. */
static bool is_agents(const struct observation *o)
{
    enum act a = o->management.act;
    const struct endpoint *from = o->from_client ? &o->client : &o->server;
    if (o->management.level == LEVEL_PRIV && from->port == SNMP_PORT)
        return true;
    return a == ACT_RESPONSE || a == ACT_TRAP || a == ACT_INFORM || a == ACT_REPORT;
}

static struct opinion weigh_service(const struct weighing *w)
{
    const struct observation *o = w->o;
    if (w->part != PART_SERVER || o->transport != TRANSPORT_UDP || o->server.port != SNMP_PORT ||
        o->service.state != SERVICE_CLOSED)
        return silent();
    return opine(VERDICT_LIKELY_OK, "port-closed", "refuses SNMP on port %d", SNMP_PORT);
}

static struct opinion weigh(const struct weighing *w)
{
    const struct observation *o = w->o;
    if (o->kind == OBS_SERVICE)
        return weigh_service(w);
    if (!is_sender(w) || !is_agents(o))
        return silent();
    return o->management.version == 3 ? weigh_v3(o) : weigh_old(o);
}

const struct item snmp_monitoring_item = {
    .about = {
        .number = "4.2",
        .title = "SNMP",
        .recommended = "v3",
        .level = LEVEL_ADVANCED,
        .signature = 7242000,
        .severity = 2,
        .category = "Attempted Information Leak",
        .cwe = "CWE-319",
        .meaning = "SNMP version 1 and 2c are not encrypted and carry their community, which is their password, "
                   "in clear; version 3 can encrypt and prove who speaks.",
        .judged = "FAIL: the camera answers SNMPv1 or v2c, or sends traps or informs by it; or it sends data by "
                  "SNMPv3 without encryption (authNoPriv) or without authentication (noAuthNoPriv). PASS: it sends "
                  "SNMPv3 with both. LIKELY_OK: it refuses SNMP that somebody tried. A manager's query without an "
                  "answer is nothing; neither are the discovery and the reports of SNMPv3, which are always in clear. "
                  "A FAIL stays: v3 beside v1 does not prove that v1 is off.",
        .remedy = "[Network] - [Advanced] in the Settings menu, \"SNMP\" tab: set \"SNMP version\" to \"SNMPv3\".",
        .unseen = "This camera was not seen to send SNMP, or to refuse it.",
        .decides = "An SNMP manager's query, answered or refused; or a trap of the camera.",
    },
    .observable = true,
    .needs = VANTAGE_MIRROR,
    .listens = { [PART_CLIENT] = 1u << OBS_MANAGEMENT,
                 [PART_SERVER] = 1u << OBS_MANAGEMENT | 1u << OBS_SERVICE },
    .weigh = weigh,
    .until_boot = true,
};
