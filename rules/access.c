#include "rules/access.h"

enum client client_of(const struct policy *policy, const struct ip *ip)
{
    bool listed = policy_lists_clients(policy) && policy_allows_client(policy, ip);
    if (!ip_is_v4(ip))
        return listed ? CLIENT_LISTED_IPV6 : CLIENT_STRANGER_IPV6;
    if (!policy_lists_clients(policy))
        return CLIENT_UNKNOWN;
    if (listed)
        return CLIENT_LISTED;
    return policy_is_server(policy, SERVER_ROUTER, ip) ? CLIENT_ROUTER : CLIENT_STRANGER;
}

static bool is_strange(enum client c)
{
    return c == CLIENT_STRANGER || c == CLIENT_STRANGER_IPV6;
}

enum verdict access_verdict(enum client c, enum access a)
{
    if (is_strange(c) && a == ACCESS_SERVED)
        return VERDICT_FAIL;
    bool doubtful = is_strange(c) ? a == ACCESS_ANSWERED : c > CLIENT_LISTED && a == ACCESS_SERVED;
    return doubtful ? VERDICT_SUSPECT : VERDICT_UNKNOWN;
}

bool refusal_may_be_filter(const struct weighing *w, const struct ip *answered)
{
    const struct ip *client = &w->o->client.ip;
    enum client c = client_of(w->policy, client);
    return (c == CLIENT_STRANGER || c == CLIENT_ROUTER) && !ip_equal(answered, client);
}

static enum access access_by_answer(const struct observation *o)
{
    uint16_t status = o->exchange.status;
    bool by_web = is_by(o, "http") || is_by(o, "rtsp");
    if (o->exchange.act != ACT_RESPONSE || status < 200 || (!by_web && !is_by(o, "ftp")))
        return ACCESS_NONE;
    if (by_web && status == 403)
        return ACCESS_REFUSED;
    bool greets = is_by(o, "ftp") && status == 220;
    return outcome_of_answer(o) == OUTCOME_ACCEPTED && !greets ? ACCESS_SERVED : ACCESS_ANSWERED;
}

/* Whether the address filter holds for SNMP as well is not known, nor what is said inside TLS. */
static enum access access_by_words(const struct weighing *w)
{
    const struct observation *o = w->o;
    if (o->kind == OBS_EXCHANGE)
        return access_by_answer(o);
    bool managed = o->kind == OBS_MANAGEMENT && o->management.act == ACT_RESPONSE &&
                   !policy_is_server(w->policy, SERVER_SNMP_MANAGER, &o->client.ip);
    return managed || o->kind == OBS_TLS ? ACCESS_ANSWERED : ACCESS_NONE;
}

static enum access access_by_server(const struct weighing *w)
{
    const struct observation *o = w->o;
    bool tcp = o->transport == TRANSPORT_TCP;
    if (o->kind == OBS_SERVICE)
        return tcp && o->service.state == SERVICE_CLOSED ? ACCESS_REFUSED : ACCESS_NONE;
    if (o->kind == OBS_LOGIN)
        return o->login.outcome == OUTCOME_ACCEPTED ? ACCESS_SERVED : ACCESS_NONE;
    return is_sender(w) ? access_by_words(w) : ACCESS_NONE;
}

/* Media goes to whoever gets it; but a host that serves the camera is sent it without asking. */
static enum access access_by_media(const struct weighing *w, struct ip *client)
{
    const struct observation *o = w->o;
    *client = w->part == PART_CLIENT ? o->server.ip : o->client.ip;
    bool pushed = policy_is_any_server(w->policy, client);
    return is_sender(w) && !pushed ? ACCESS_SERVED : ACCESS_NONE;
}

enum access access_of(const struct weighing *w, struct ip *client)
{
    *client = w->o->client.ip;
    enum access a = ACCESS_NONE;
    if (w->o->kind == OBS_MEDIA)
        a = access_by_media(w, client);
    else if (w->part == PART_SERVER)
        a = access_by_server(w);
    return ip_is_group(client) ? ACCESS_NONE : a;
}
