/* Guide item 3.3, Host authentication: the camera serves registered hosts only. protocols.md E,
 * row 3.3.
 *
 * Judged by whom the camera serves, and that takes the policy's list of clients; without one only
 * IPv6 tells, which the camera's address filter lets pass wherever it is enabled. What a listed
 * client may do, or is refused, says nothing of others, were it a scanner.
 *
 * A FAIL stays until the policy lists every client that led to it, or until the camera says that
 * its filter is on. The latter ends no FAIL by IPv6, nor any further one once a client that is not
 * listed is served all the same. If there were more clients than the memory holds, it stays. */
#include "rules/strangers.h"

static const uint64_t day_ns = 86400000000000;

struct memory {
    struct strangers strangers;
    struct refusals refusals;
    bool listed;     /* a listed client was served */
    bool noted;      /* that it cannot be judged was said */
    bool filter_off; /* as it said itself, last */
    bool filter_on;
    bool leaks; /* a stranger was served though it is on */
    bool ipv6;  /* one of the strangers served is of IPv6 */
};

_Static_assert(sizeof(struct memory) <= ITEM_MEMORY_MAX, "memory of an item");

static struct opinion weigh_stranger(struct memory *m, const struct observation *o, enum client c,
                                     enum access a, const struct ip *ip)
{
    char text[IP_TEXT_MAX];
    const char *by = o->protocol;
    (void)ip_text(ip, text);
    m->leaks = m->leaks || (m->filter_on && a == ACCESS_SERVED && c == CLIENT_STRANGER);
    m->ipv6 = m->ipv6 || (a == ACCESS_SERVED && c == CLIENT_STRANGER_IPV6);
    if (c == CLIENT_ROUTER)
        return opine(VERDICT_SUSPECT, "router-served",
                     "serves %s by %s, a router that may stand for any host behind it", text, by);
    if (c == CLIENT_LISTED_IPV6)
        return opine(VERDICT_SUSPECT, "ipv6-listed",
                     "serves the listed client %s by %s; but the address filter lets all of IPv6 "
                     "pass",
                     text, by);
    bool v6 = c == CLIENT_STRANGER_IPV6;
    if (a == ACCESS_SERVED)
        return opine(VERDICT_FAIL, v6 ? "ipv6-served" : "stranger-served",
                     v6 ? "serves %s by %s; the address filter does not hold for IPv6"
                        : "serves %s by %s, which is not among the policy's clients",
                     text, by);
    return opine(VERDICT_SUSPECT, v6 ? "ipv6-answered" : "stranger-answered",
                 v6 ? "answers %s by %s; the address filter does not hold for IPv6"
                    : "answers %s by %s, which is not among the policy's clients",
                 text, by);
}

static struct opinion refuses(const struct ip *stranger, uint16_t port)
{
    char text[IP_TEXT_MAX];
    return opine(
        VERDICT_PASS, "stranger-refused",
        "refuses %s, which is not among the policy's clients, on port %d, where it answers "
        "those that are",
        ip_text(stranger, text), port);
}

/* A port that refuses may be closed to everybody. 403 is said where somebody is served. */
static struct opinion weigh_refusal(struct memory *m, const struct observation *o)
{
    char text[IP_TEXT_MAX];
    uint16_t port = o->server.port;
    refusals_note(&m->refusals, (struct endpoint){ o->client.ip, port });
    if (refusals_serve_on(&m->refusals, port))
        return refuses(&o->client.ip, port);
    if (o->kind == OBS_SERVICE)
        return silent();
    return opine(VERDICT_LIKELY_OK, "stranger-forbidden",
                 "answers %s, which is not among the policy's clients, with 403 on port %d",
                 ip_text(&o->client.ip, text), port);
}

/* Inside TLS it is not seen whether a client gets what it asks for; but on that port the camera
 * speaks to it. */
static struct opinion weigh_listed(struct memory *m, const struct weighing *w, enum access a)
{
    uint16_t port = w->o->transport == TRANSPORT_TCP ? w->o->server.port : 0;
    const struct ip *stranger = refusals_on(&m->refusals, w->policy, port);
    bool first = a == ACCESS_SERVED && !m->listed;
    m->listed = m->listed || a == ACCESS_SERVED;
    refusals_note_served(&m->refusals, port);
    if (stranger != NULL)
        return refuses(stranger, port);
    if (!first)
        return silent();
    return opine(VERDICT_UNKNOWN, "nobody-else",
                 "serves the policy's clients; nobody else was seen to try");
}

static struct opinion weigh_unlisted(struct memory *m, const struct ip *ip)
{
    char text[IP_TEXT_MAX];
    if (m->noted)
        return silent();
    m->noted = true;
    return opine(VERDICT_UNKNOWN, "no-client-list",
                 "serves %s; whether it should the policy does not say (no `clients:`)",
                 ip_text(ip, text));
}

static struct opinion weigh_access(struct memory *m, const struct weighing *w, enum access a,
                                   const struct ip *ip)
{
    enum client c = client_of(w->policy, ip);
    if (access_verdict(c, a) != VERDICT_UNKNOWN) {
        strangers_note(&m->strangers, ip, a);
        return weigh_stranger(m, w->o, c, a, ip);
    }
    if (a == ACCESS_REFUSED && c == CLIENT_STRANGER)
        return weigh_refusal(m, w->o);
    if (c == CLIENT_LISTED && a >= ACCESS_ANSWERED)
        return weigh_listed(m, w, a);
    return a == ACCESS_SERVED ? weigh_unlisted(m, ip) : silent();
}

/* Another policy: what stood by the last one alone ends. */
static struct opinion lift(struct memory *m, const struct policy *policy, struct opinion x)
{
    enum verdict worst = strangers_worst(&m->strangers, policy);
    if (m->strangers.lost || m->filter_off || m->strangers.n == 0 || worst == VERDICT_FAIL)
        return x;
    if (worst == VERDICT_SUSPECT && x.verdict != VERDICT_SUSPECT)
        x = opine(VERDICT_SUSPECT, "doubtful-before",
                  "a client that the policy may not mean was answered before");
    if (worst == VERDICT_UNKNOWN) {
        m->strangers.n = 0;
        m->ipv6 = false;
    }
    if (x.verdict == VERDICT_UNKNOWN && policy_lists_clients(policy))
        x = opine(VERDICT_LIKELY_OK, "listed-since",
                  "every client that it served is among the policy's by now");
    else if (x.verdict == VERDICT_UNKNOWN)
        x = opine(VERDICT_UNKNOWN, "no-client-list",
                  "whom it may serve the policy does not say any longer (no `clients:`)");
    x.mends = true;
    return x;
}

/* What it says of its filter itself. That the filter is on does not say whom it lets pass. */
static struct opinion weigh_setting(struct memory *m, const struct weighing *w)
{
    const struct observation *o = w->o;
    if (!is_sender(w) || strcmp(o->setting.name, "address_filter") != 0)
        return silent();
    const char *said = o->setting.value.s;
    m->filter_on = o->setting.enabled;
    m->filter_off = !o->setting.enabled;
    if (m->filter_off)
        return said[0] == '\0'
                   ? opine(VERDICT_FAIL, "filter-off", "says that its address filter is off")
                   : opine(VERDICT_FAIL, "filter-off",
                           "says that its address filter does not keep strangers out: %s", said);
    struct opinion x = opine(VERDICT_PASS, "filter-on", "says that its address filter is on: %s",
                             said[0] != '\0' ? said : "no more is said of it");
    x.mends = !m->strangers.lost && !m->leaks && !m->ipv6;
    if (x.mends)
        m->strangers.n = 0;
    return x;
}

static struct opinion weigh(const struct weighing *w)
{
    struct memory *m = w->memory;
    struct ip ip;
    if (w->o->kind == OBS_SETTING)
        return weigh_setting(m, w);
    enum access a = access_of(w, &ip);
    if (a == ACCESS_NONE)
        return silent();
    struct opinion x = weigh_access(m, w, a, &ip);
    return lift(m, w->policy, x);
}

static struct opinion reflect(const struct weighing *w)
{
    const struct memory *m = w->memory;
    bool only_listed = m->listed && m->strangers.n == 0 && !m->strangers.lost;
    if (!only_listed || !policy_lists_clients(w->policy) || w->alive_ns < w->known_ns + day_ns)
        return silent();
    return opine(VERDICT_LIKELY_OK, "only-listed",
                 "only the policy's clients were served in a day of its traffic");
}

static void recall(void *memory, const char *reason)
{
    struct memory *m = memory;
    m->ipv6 = m->ipv6 || strcmp(reason, "ipv6-served") == 0;
}

static const char leak_word[] = "leaks";

/* Whom it served is not kept; but that its filter does not keep strangers out is. */
static void remember(const void *memory, struct sentence *words)
{
    const struct memory *m = memory;
    if (m->leaks || m->strangers.lost)
        sentence_format(words, "%s", leak_word);
}

static void remind(void *memory, const char *words)
{
    struct memory *m = memory;
    m->leaks = strcmp(words, leak_word) == 0;
}

static void forget(void *memory)
{
    struct memory *m = memory;
    m->refusals = (struct refusals){ .next = 0 };
    m->listed = false;
}

const struct item host_authentication_item = {
    .about = {
        .number = "3.3",
        .title = "Host authentication",
        .recommended = "Performed",
        .level = LEVEL_STANDARD,
        .signature = 7233000,
        .severity = 3,
        .category = "Misc activity",
        .cwe = "CWE-284",
        .meaning = "The camera can refuse all hosts but those registered. IPv6 is not filtered where it is enabled.",
        .judged = "FAIL: a client that is not in the policy's list is served: it is answered with 2xx over HTTP or RTSP, its login is accepted, or it is sent media; any "
                  "client with an IPv6 address is, unless listed (then SUSPECT, as the filter lets all of IPv6 pass); or the camera says that its filter is off. SUSPECT: "
                  "such a client is answered otherwise (401, TLS, SNMP), or the client is a router of the policy. PASS: such a client is refused (a reset, 403) on a port "
                  "where listed ones are answered; or the camera says that its filter is on. LIKELY_OK: one is refused; or a day of traffic held listed clients only. "
                  "Pings, ARP and discovery are no access. Of clients behind address translation only the router is seen. A FAIL ends when the policy lists the clients, "
                  "or the camera says that its filter is on and proves no other.",
        .remedy = "[User mng.] - [Host auth.] in the Settings menu: set \"Host auth.\" to \"On\", and enter the addresses or subnets in CIDR form with care.",
        .unseen = "No client was seen to use this camera by IPv6, and none that the policy's `clients` lack; without that list only IPv6 can be judged.",
        .decides = "A list of `clients` in the policy, and somebody outside of it who tries the camera; or the camera naming its address filter by ONVIF.",
    },
    .observable = true,
    .needs = VANTAGE_MIRROR,
    .listens = { [PART_CLIENT] = 1u << OBS_MEDIA,
                 [PART_SERVER] = 1u << OBS_SERVICE | 1u << OBS_EXCHANGE | 1u << OBS_LOGIN |
                                 1u << OBS_TLS | 1u << OBS_MANAGEMENT | 1u << OBS_MEDIA |
                                 1u << OBS_SETTING },
    .memory_n = sizeof(struct memory),
    .weigh = weigh,
    .forget = forget,
    .recall = recall,
    .remember = remember,
    .remind = remind,
    .reflect = reflect,
};
