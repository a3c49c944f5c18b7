#include "rules/pseudonym.h"

/* The last bit of a client's is its kind of address. */
enum { IS_IPV6 = 1, NEVER_ZERO = 2 };

uint32_t pseudonym_of(struct pseudonyms *p, const struct weighing *w, const void *bytes, size_t n)
{
    if (p->key.k[0] == 0)
        p->key = (struct hash_key){ { w->known_ns | 1, w->now_ns } };
    return (uint32_t)hash_bytes(&p->key, bytes, n) | NEVER_ZERO;
}

uint32_t pseudonym_of_client(struct pseudonyms *p, const struct weighing *w)
{
    const struct ip *ip = &w->o->client.ip;
    uint32_t hash = pseudonym_of(p, w, ip->b, sizeof ip->b) & ~(uint32_t)IS_IPV6;
    return ip_is_v4(ip) ? hash : hash | IS_IPV6;
}

uint32_t pseudonym_of_end(struct pseudonyms *p, const struct weighing *w)
{
    uint32_t end[2] = { pseudonym_of_client(p, w), w->o->client.port };
    return pseudonym_of(p, w, end, sizeof end);
}

uint32_t pseudonym_of_user(struct pseudonyms *p, const struct weighing *w)
{
    const char *user = w->o->login.user.s;
    return pseudonym_of(p, w, user, strlen(user));
}

bool pseudonyms_differ(uint32_t one, uint32_t other)
{
    return one != 0 && other != 0 && one != other && ((one ^ other) & IS_IPV6) == 0;
}
