#include "rules/port_map.h"

#include <stdio.h>

bool port_is_allowed(const struct policy *policy, struct port p)
{
    enum { RTSPS_PORT = 322, SNMP_PORT = 161 };
    bool asked_for = (p.transport == TRANSPORT_TCP && p.number == RTSPS_PORT) ||
                     (p.transport == TRANSPORT_UDP && p.number == SNMP_PORT);
    return policy_allows_port(policy, (enum transport)p.transport, p.number) ||
           (asked_for && !policy_lists_ports(policy));
}

/* OPEN_MAX: it is not there. */
static size_t place_of(const struct port_map *m, struct port p)
{
    size_t i = 0;
    while (i < OPEN_MAX && (m->open[i].number != p.number || m->open[i].transport != p.transport))
        i++;
    return i;
}

static size_t passing_place_of(const struct port_map *m, struct port p)
{
    size_t i = p.transport == TRANSPORT_TCP ? 0 : PASSING_MAX;
    while (i < PASSING_MAX && m->passing[i] != p.number)
        i++;
    return i;
}

bool port_map_has(const struct port_map *m, struct port p)
{
    return place_of(m, p) < OPEN_MAX;
}

bool port_map_has_passing(const struct port_map *m, struct port p)
{
    return passing_place_of(m, p) < PASSING_MAX;
}

void port_map_keep(struct port_map *m, struct port p)
{
    if (port_map_has(m, p))
        return;
    port_map_forget(m, p);
    size_t free = place_of(m, (struct port){ 0 });
    if (free < OPEN_MAX)
        m->open[free] = p;
    else
        m->lost = true;
}

void port_map_keep_passing(struct port_map *m, struct port p)
{
    m->lost = m->lost || m->passing[m->next_passing] != 0;
    m->passing[m->next_passing] = p.number;
    m->next_passing = (uint8_t)((m->next_passing + 1) % PASSING_MAX);
}

void port_map_forget(struct port_map *m, struct port p)
{
    size_t i = place_of(m, p), j = passing_place_of(m, p);
    if (i < OPEN_MAX)
        m->open[i] = (struct port){ 0 };
    if (j < PASSING_MAX)
        m->passing[j] = 0;
}

void port_map_refuse(struct port_map *m, uint16_t number)
{
    m->refused[number % REFUSED_BITS / 32] |= 1u << number % 32;
}

unsigned port_map_refused(const struct port_map *m)
{
    unsigned n = 0;
    for (size_t i = 0; i < REFUSED_BITS / 32; i++)
        n += (unsigned)__builtin_popcount(m->refused[i]);
    return n;
}

void port_map_forget_refused(struct port_map *m)
{
    memset(m->refused, 0, sizeof m->refused);
    memset(m->passing, 0, sizeof m->passing);
}

bool port_map_is_clean(struct port_map *m, const struct policy *policy)
{
    size_t left = m->lost ? 1 : 0;
    for (size_t i = 0; i < OPEN_MAX; i++) {
        if (m->open[i].number != 0 && port_is_allowed(policy, m->open[i]))
            m->open[i] = (struct port){ 0 };
        left += m->open[i].number != 0;
    }
    for (size_t i = 0; i < PASSING_MAX; i++) {
        struct port p = { m->passing[i], TRANSPORT_TCP };
        if (p.number != 0 && port_is_allowed(policy, p))
            m->passing[i] = 0;
        left += m->passing[i] != 0;
    }
    return left == 0;
}

static const char more[] = " more";

void port_map_write(const struct port_map *m, struct sentence *words)
{
    size_t n = 0;
    bool all = !m->lost;
    for (size_t i = 0; i < OPEN_MAX; i++) {
        const struct port *p = &m->open[i];
        bool room = n + sizeof " tcp 65535" + sizeof more < sizeof words->s;
        if (p->number != 0 && room)
            n += (size_t)snprintf(words->s + n, sizeof words->s - n, " %s %u",
                                  p->transport == TRANSPORT_TCP ? "tcp" : "udp", p->number);
        all = all && (p->number == 0 || room);
    }
    for (size_t i = 0; i < PASSING_MAX; i++)
        all = all && m->passing[i] == 0;
    if (!all)
        (void)snprintf(words->s + n, sizeof words->s - n, "%s", more);
}

bool port_map_read(struct port_map *m, const char *words)
{
    struct bytes all = bytes_of_text(words);
    m->lost = bytes_find(all, more) < all.n;
    bool any = m->lost;
    for (const char *at = strchr(words, ' '); at != NULL; at = strchr(at + 1, ' ')) {
        bool tcp = strncmp(at, " tcp ", 5) == 0;
        if (!tcp && strncmp(at, " udp ", 5) != 0)
            continue;
        uint16_t transport = tcp ? TRANSPORT_TCP : TRANSPORT_UDP;
        uint16_t number = (uint16_t)bytes_number(bytes_of_text(at + 5));
        any = any || number != 0;
        if (number != 0)
            port_map_keep(m, (struct port){ number, transport });
    }
    return any;
}
