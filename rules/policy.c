#include "rules/policy.h"

#include <stdlib.h>

#include "rules/policy_book.h"

struct policy *policy_default(void)
{
    struct policy *p = calloc(1, sizeof *p);
    if (p == NULL)
        return NULL;
    p->level = LEVEL_ADVANCED;
    p->hosts = POLICY_HOSTS;
    p->passwords = builtin_passwords;
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
    free(p->cameras);
    free(p->clients.at);
    free(p->ports);
    free(p->firmware);
    free(p->suppressions);
    free(p->own_passwords);
    free(p->password_text);
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

const struct password_defaults *policy_passwords(const struct policy *p)
{
    return &p->passwords;
}

/* ---- cameras ---- */

static bool is_mac(const struct policy_camera *c, const struct mac *mac)
{
    return c->has_mac && mac_equal(&c->mac, mac);
}

static bool is_host(const struct policy_camera *c, const struct ip *ip)
{
    return c->has_network && network_is_host(&c->network) && network_holds(&c->network, ip);
}

static const struct policy_camera *find_camera(const struct policy *p, const struct mac *mac,
                                               const struct ip *ip)
{
    for (size_t i = 0; i < p->cameras_n; i++)
        if (is_mac(&p->cameras[i], mac))
            return &p->cameras[i];
    for (size_t i = 0; i < p->cameras_n; i++)
        if (is_host(&p->cameras[i], ip))
            return &p->cameras[i];
    for (size_t i = 0; i < p->cameras_n; i++)
        if (p->cameras[i].has_network && network_holds(&p->cameras[i].network, ip))
            return &p->cameras[i];
    return NULL;
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

bool policy_allows_client(const struct policy *p, const struct ip *ip)
{
    return p->clients.n == 0 || holds(&p->clients, ip);
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

const char *policy_firmware(const struct policy *p, const char *model)
{
    for (size_t i = 0; i < p->firmware_n; i++)
        if (strcmp(p->firmware[i].model, model) == 0)
            return p->firmware[i].minimum;
    return NULL;
}

/* ---- what is not to be reported ---- */

static bool is_meant(const char *who, const struct camera_name *c)
{
    struct network n;
    struct mac mac;
    if (strcmp(who, "*") == 0 || strcmp(who, c->id.s) == 0)
        return true;
    if (c->name.s[0] != '\0' && strcmp(who, c->name.s) == 0)
        return true;
    if (mac_parse(who, &mac))
        return mac_known(&mac) && mac_equal(&mac, &c->mac);
    return network_parse(who, &n) && network_holds(&n, &c->ip);
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
        if (time_ns >= s->until_ns || !is_item(s->item, item) || !is_meant(s->camera, camera))
            continue;
        *found = (struct suppression){ s->reason, s->until_ns };
        return true;
    }
    return false;
}
