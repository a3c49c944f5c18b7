#include "rules/policy.h"

#include <stdlib.h>

#include "rules/policy_book.h"
#include "rules/rule.h"

/* How long it takes to order one. */
enum { CERTIFICATE_DAYS = 14 };

struct policy *policy_default(void)
{
    struct policy *p = calloc(1, sizeof *p);
    if (p == NULL)
        return NULL;
    p->level = LEVEL_ADVANCED;
    p->hosts = POLICY_HOSTS;
    p->facts_age_ns = POLICY_FACTS_DAYS * UINT64_C(86400000000000);
    p->secrets.passwords = builtin_passwords;
    p->tls.days = CERTIFICATE_DAYS;
    return p;
}

static void free_camera(struct policy_camera *c)
{
    for (size_t i = 0; i < c->exceptions_n; i++)
        free(c->exceptions[i]);
    free(c->exceptions);
    free(c->name);
}

static void free_suppression(struct policy_suppression *s)
{
    free(s->camera);
    free(s->item);
    free(s->reason);
}

void policy_free(struct policy *p)
{
    if (p == NULL)
        return;
    for (size_t i = 0; i < p->cameras_n; i++)
        free_camera(&p->cameras[i]);
    for (size_t i = 0; i < SERVER_ROLES; i++)
        free(p->servers[i].at);
    for (size_t i = 0; i < p->firmware_n; i++) {
        free(p->firmware[i].model);
        free(p->firmware[i].minimum);
    }
    for (size_t i = 0; i < p->suppressions_n; i++)
        free_suppression(&p->suppressions[i]);
    for (size_t i = 0; i < p->public_urls_n; i++)
        free(p->public_urls[i]);
    free(p->public_urls);
    free(p->cameras);
    free(p->clients.at);
    free(p->ports);
    free(p->firmware);
    free(p->suppressions);
    free(p->tls.issuers);
    policy_free_passwords(p);
    srtp_keys_free(p->srtp_keys);
    free(p);
}

enum level policy_level(const struct policy *p)
{
    return p->level;
}

uint32_t policy_hosts(const struct policy *p)
{
    return p->hosts;
}

uint64_t policy_facts_age(const struct policy *p)
{
    return p->facts_age_ns;
}

const struct known_secrets *policy_secrets(const struct policy *p)
{
    return &p->secrets;
}

/* ---- cameras ---- */

static bool is_mac(const struct policy_camera *c, const struct mac *mac)
{
    return c->has_mac && mac_equal(&c->mac, mac);
}

/* In one pass: for thousands of hosts and thousands of entries it matters. */
static const struct policy_camera *find_camera(const struct policy *p, const struct mac *mac,
                                               const struct ip *ip)
{
    const struct policy_camera *host = NULL, *network = NULL;
    for (size_t i = 0; i < p->cameras_n; i++) {
        const struct policy_camera *c = &p->cameras[i];
        if (is_mac(c, mac))
            return c;
        if (!c->has_network || host != NULL)
            continue;
        if (network_is_host(&c->network))
            host = ip_equal(&c->network.ip, ip) ? c : NULL;
        else if (network == NULL && network_holds(&c->network, ip))
            network = c;
    }
    return host != NULL ? host : network;
}

const struct listed_camera *policy_camera(const struct policy *p, const struct mac *mac,
                                          const struct ip *ip)
{
    const struct policy_camera *c = find_camera(p, mac, ip);
    return c != NULL ? &c->listed : NULL;
}

bool policy_lists_mac(const struct policy *p, const struct mac *mac)
{
    for (size_t i = 0; i < p->cameras_n; i++)
        if (is_mac(&p->cameras[i], mac))
            return true;
    return false;
}

/* ---- what is allowed ---- */

static bool holds(const struct policy_networks *n, const struct ip *ip)
{
    for (size_t i = 0; i < n->n; i++)
        if (network_holds(&n->at[i], ip))
            return true;
    return false;
}

bool policy_is_server(const struct policy *p, enum server_role role, const struct ip *ip)
{
    return holds(&p->servers[role], ip);
}

bool policy_is_any_server(const struct policy *p, const struct ip *ip)
{
    for (size_t i = 0; i < SERVER_ROLES; i++)
        if (holds(&p->servers[i], ip))
            return true;
    return false;
}

bool policy_lists_servers(const struct policy *p, enum server_role role)
{
    return p->servers[role].n > 0;
}

bool policy_allows_client(const struct policy *p, const struct ip *ip)
{
    return p->clients.n == 0 || holds(&p->clients, ip);
}

bool policy_lists_clients(const struct policy *p)
{
    return p->clients.n > 0;
}

bool policy_lists_ports(const struct policy *p)
{
    return p->ports_n > 0;
}

bool policy_allows_port(const struct policy *p, enum transport transport, uint16_t port)
{
    static const struct policy_port guide[] = {
        { TRANSPORT_TCP, 80 },   { TRANSPORT_TCP, 443 }, { TRANSPORT_TCP, 554 },
        { TRANSPORT_UDP, 3702 }, { TRANSPORT_UDP, 162 }, { TRANSPORT_UDP, 10670 },
    };
    const struct policy_port *at = p->ports_n > 0 ? p->ports : guide;
    size_t n = p->ports_n > 0 ? p->ports_n : sizeof guide / sizeof guide[0];
    for (size_t i = 0; i < n; i++)
        if (at[i].transport == transport && at[i].port == port)
            return true;
    return false;
}

bool policy_is_public(const struct policy *p, const char *path)
{
    for (size_t i = 0; i < p->public_urls_n; i++)
        if (strncmp(path, p->public_urls[i], strlen(p->public_urls[i])) == 0)
            return true;
    return false;
}

const char *policy_firmware(const struct policy *p, const char *model)
{
    for (size_t i = 0; i < p->firmware_n; i++)
        if (strcmp(p->firmware[i].model, model) == 0)
            return p->firmware[i].minimum;
    return NULL;
}

uint16_t policy_tls_minimum(const struct policy *p)
{
    return p->tls.minimum;
}

uint32_t policy_certificate_days(const struct policy *p)
{
    return p->tls.days;
}

bool policy_accepts_issuer(const struct policy *p, const char *issuer)
{
    for (size_t i = 0; i < p->tls.issuers_n; i++)
        if (strcmp(p->tls.issuers[i].s, issuer) == 0)
            return true;
    return false;
}

bool policy_lists_issuers(const struct policy *p)
{
    return p->tls.issuers_n > 0;
}

/* ---- what is not to be reported ---- */

static bool is_meant(const struct policy_suppression *s, const struct camera_name *c)
{
    if (strcmp(s->camera, "*") == 0 || strcmp(s->camera, c->id.s) == 0)
        return true;
    if (c->name.s[0] != '\0' && strcmp(s->camera, c->name.s) == 0)
        return true;
    if (s->has_mac)
        return mac_known(&s->mac) && mac_equal(&s->mac, &c->mac);
    return s->has_network && network_holds(&s->network, &c->ip);
}

static bool is_item(const char *which, const char *item)
{
    return strcmp(which, "*") == 0 || strcmp(which, item) == 0;
}

static bool is_excepted(const struct policy *p, const struct camera_name *c, const char *item)
{
    const struct policy_camera *listed = find_camera(p, &c->mac, &c->ip);
    for (size_t i = 0; listed != NULL && i < listed->exceptions_n; i++)
        if (is_item(listed->exceptions[i], item))
            return true;
    return false;
}

bool policy_suppresses(const struct policy *p, const struct camera_name *camera, const char *item,
                       uint64_t time_ns, struct suppression *found)
{
    if (is_excepted(p, camera, item)) {
        *found = (struct suppression){ "an exception of this camera in the policy", UINT64_MAX };
        return true;
    }
    for (size_t i = 0; i < p->suppressions_n; i++) {
        const struct policy_suppression *s = &p->suppressions[i];
        if (time_ns >= s->until_ns || !is_item(s->item, item) || !is_meant(s, camera))
            continue;
        *found = (struct suppression){ s->reason, s->until_ns };
        return true;
    }
    return false;
}

/* The items that a number or "*" names. */
static uint64_t items_of(const char *which)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < items_n; i++)
        bits |= is_item(which, items[i]->about.number) ? UINT64_C(1) << i : 0;
    return bits;
}

uint64_t policy_suppressed_items(const struct policy *p, const struct camera_name *camera,
                                 uint64_t time_ns)
{
    uint64_t bits = 0;
    const struct policy_camera *listed = find_camera(p, &camera->mac, &camera->ip);
    for (size_t i = 0; listed != NULL && i < listed->exceptions_n; i++)
        bits |= items_of(listed->exceptions[i]);
    for (size_t i = 0; i < p->suppressions_n; i++) {
        const struct policy_suppression *s = &p->suppressions[i];
        if (time_ns < s->until_ns && is_meant(s, camera))
            bits |= items_of(s->item);
    }
    return bits;
}

void policy_narrow(const struct policy *p, uint64_t time_ns, struct period *period)
{
    for (size_t i = 0; i < p->suppressions_n; i++)
        period_narrow(period, time_ns, p->suppressions[i].until_ns);
}
