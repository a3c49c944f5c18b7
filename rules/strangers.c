#include "rules/strangers.h"

void strangers_note(struct strangers *s, const struct ip *ip, enum access a)
{
    size_t i = 0;
    while (i < s->n && !ip_equal(&s->at[i].ip, ip))
        i++;
    if (i == STRANGERS_MAX) {
        s->lost = true;
        return;
    }
    if (i == s->n) {
        s->at[i].ip = *ip;
        s->at[i].access = ACCESS_NONE;
        s->n++;
    }
    s->at[i].access = a > s->at[i].access ? (uint8_t)a : s->at[i].access;
}

enum verdict strangers_worst(const struct strangers *s, const struct policy *policy)
{
    enum verdict worst = VERDICT_UNKNOWN;
    for (size_t i = 0; i < s->n; i++) {
        enum client c = client_of(policy, &s->at[i].ip);
        enum verdict v = access_verdict(c, (enum access)s->at[i].access);
        if (v == VERDICT_FAIL || (v == VERDICT_SUSPECT && worst == VERDICT_UNKNOWN))
            worst = v;
    }
    return worst;
}

void refusals_note(struct refusals *r, struct endpoint who)
{
    for (size_t i = 0; i < REFUSALS_MAX; i++)
        if (endpoint_equal(&r->refused[i], &who))
            return;
    r->refused[r->next] = who;
    r->next = (uint8_t)((r->next + 1) % REFUSALS_MAX);
}

bool refusals_serve_on(const struct refusals *r, uint16_t port)
{
    for (size_t i = 0; i < SERVED_PORTS_MAX; i++)
        if (r->serves[i] == port && port != 0)
            return true;
    return false;
}

void refusals_note_served(struct refusals *r, uint16_t port)
{
    if (refusals_serve_on(r, port))
        return;
    r->serves[r->next_serves] = port;
    r->next_serves = (uint8_t)((r->next_serves + 1) % SERVED_PORTS_MAX);
}

const struct ip *refusals_on(const struct refusals *r, const struct policy *policy, uint16_t port)
{
    for (size_t i = 0; i < REFUSALS_MAX; i++) {
        const struct endpoint *who = &r->refused[i];
        if (who->port == port && port != 0 && client_of(policy, &who->ip) == CLIENT_STRANGER)
            return &who->ip;
    }
    return NULL;
}
