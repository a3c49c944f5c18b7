/* Guide item 3.2.3, UPnP: the camera must not ask a router to lead the Internet to it, by UPnP IGD,
 * NAT-PMP (RFC 6886) or PCP (RFC 6887), and nobody else may ask it for the camera.
 *
 * A FAIL stays: that a mapping is deleted or runs out says nothing of the setting. */
#include "rules/access.h"
#include "rules/network.h"
#include "rules/rule.h"

static const uint64_t after_start_ns = 600000000000;

struct memory {
    bool asked; /* a request was seen, so its answer is not another one */
};

static struct opinion weigh_search(const struct weighing *w)
{
    const struct observation *o = w->o;
    struct bytes type = bytes_of_text(o->discovery.type.s);
    if (o->discovery.act != ACT_SEARCH || !is_sender(w) ||
        bytes_find(type, "InternetGatewayDevice") == type.n)
        return silent();
    return opine(VERDICT_SUSPECT, "router-searched", "searches for an Internet gateway by UPnP");
}

static bool says_to_whom(const struct observation *o)
{
    static const struct ip nobody = { { 0 } };
    return !ip_equal(&o->mapping.internal, &nobody);
}

/* Whom the mapping leads to: of UPnP that may not have been readable; the others need not say it.
 */
static const char *to_whom(const struct observation *o)
{
    return says_to_whom(o) || !is_by(o, "igd") ? "this camera" : "an unknown host";
}

/* The router's port; asked for as 0, any will do. */
static struct sentence port_outside(const struct observation *o)
{
    struct sentence s;
    const char *transport = o->mapping.udp ? "UDP" : "TCP";
    if (o->mapping.external_port != 0)
        sentence_format(&s, "%s port %d", transport, o->mapping.external_port);
    else
        sentence_format(&s, "one %s port", transport);
    return s;
}

static struct opinion asked(const struct observation *o, bool by_itself)
{
    char ip[IP_TEXT_MAX];
    const char *reason = by_itself ? "mapping-asked" : "mapping-asked-for-it";
    const char *kind = by_itself ? "it" : "host ";
    const char *who = by_itself ? "" : ip_text(&o->client.ip, ip);
    if (o->mapping.internal_port == 0)
        return opine(VERDICT_FAIL, reason, "%s%s asks by %s for a port mapping to %s", kind, who,
                     o->protocol, to_whom(o));
    return opine(VERDICT_FAIL, reason, "%s%s asks by %s that %s lead to port %d of %s", kind, who,
                 o->protocol, port_outside(o).s, o->mapping.internal_port, to_whom(o));
}

static struct opinion granted(const struct observation *o)
{
    if (o->mapping.internal_port == 0)
        return opine(VERDICT_FAIL, "mapping-granted", "the router grants a port mapping to %s",
                     to_whom(o));
    return opine(VERDICT_FAIL, "mapping-granted", "the router leads its %s to port %d of %s",
                 port_outside(o).s, o->mapping.internal_port, to_whom(o));
}

static struct opinion weigh_mapping(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    bool to_itself = !says_to_whom(o) || ip_equal(&o->mapping.internal, &o->client.ip);
    /* Who asks for another host is not to blame; that host is its subject. */
    if (o->mapping.act != ACT_ADD || (w->part == PART_CLIENT) != to_itself)
        return silent();
    if (!o->from_client && o->mapping.outcome == OUTCOME_ACCEPTED)
        return granted(o);
    if (!o->from_client && m->asked)
        return silent();
    m->asked = true;
    return asked(o, to_itself);
}

/* A camera of a private network that is used from the Internet: some router leads there. VPNs may
 * give their users public addresses; the policy says so by listing them as clients. Of IPv6 hosts
 * of one network mostly have both kinds of address. */
static struct opinion weigh_visit(const struct weighing *w)
{
    struct ip client;
    char ip[IP_TEXT_MAX];
    bool used = access_of(w, &client) >= ACCESS_ANSWERED;
    bool known = policy_lists_clients(w->policy) && policy_allows_client(w->policy, &client);
    if (!used || known || w->part != PART_SERVER || !ip_is_v4(&client) || ip_is_private(&client) ||
        !ip_is_private(&w->o->server.ip) || policy_is_any_server(w->policy, &client))
        return silent();
    return opine(VERDICT_SUSPECT, "used-from-outside",
                 "answers %s, which is outside the private network: some router leads to it",
                 ip_text(&client, ip));
}

static struct opinion weigh(const struct weighing *w)
{
    if (w->o->kind == OBS_MAPPING)
        return weigh_mapping(w);
    return w->o->kind == OBS_DISCOVERY ? weigh_search(w) : weigh_visit(w);
}

/* With the setting on it asks when it starts; and that is seen where its conversations are. */
static struct opinion reflect(const struct weighing *w)
{
    const struct memory *m = w->memory;
    bool watched = w->mirrored && w->up_since_ns != 0 && w->up_since_ns >= w->known_ns;
    if (!watched || m->asked || w->alive_ns < w->up_since_ns + after_start_ns)
        return silent();
    return opine(VERDICT_LIKELY_OK, "quiet-start",
                 "started while it was watched, and asked no router for a port mapping in the ten "
                 "minutes after");
}

const struct item port_forwarding_item = {
    .about = {
        .number = "3.2.3",
        .title = "UPnP",
        .recommended = "OFF",
        .level = LEVEL_STANDARD,
        .signature = 7232300,
        .severity = 1,
        .category = "Potential Corporate Privacy Violation",
        .cwe = "CWE-668",
        .meaning = "With automatic port forwarding the camera asks the router to lead a port of its Internet "
                   "address to the camera, which then can be reached by anybody.",
        .judged = "FAIL: the camera, or another host for it, asks a router for a port mapping (UPnP IGD, "
                  "NAT-PMP, PCP), granted or not; the camera also if it cannot be read for whom. SUSPECT: the camera searches for an Internet gateway; or, in a private network, it answers a host outside "
                  "that the policy's `clients` lack. LIKELY_OK: a start of the camera was watched, and it asked for none in the ten minutes after. That it "
                  "shows itself by UPnP is another setting and no fault. A FAIL stays: a mapping that ends says "
                  "nothing of the setting.",
        .remedy = "[Network] - [Advanced] in the Settings menu, \"UPnP\" tab: set \"Auto port forwarding\" to "
                  "\"Off\". Delete the mapping in the router.",
        .unseen = "Nobody was seen to ask a router for a port mapping to this camera; it asks when it starts, and "
                  "whenever a mapping runs out.",
        .decides = "A start of the camera: with the setting on it then asks its router.",
    },
    .observable = true,
    .needs = VANTAGE_MIRROR,
    .listens = { [PART_CLIENT] = 1u << OBS_MAPPING | 1u << OBS_DISCOVERY,
                 [PART_SERVER] = 1u << OBS_DISCOVERY | 1u << OBS_EXCHANGE | 1u << OBS_LOGIN |
                                 1u << OBS_TLS,
                 [PART_SUBJECT] = 1u << OBS_MAPPING },
    .memory_n = sizeof(struct memory),
    .weigh = weigh,
    .reflect = reflect,
    .until_boot = true,
};
