#include "rules/address_uses.h"

#include "rules/moment.h"

static const uint64_t at_once_ns = 600000000000; /* ten minutes */
static const uint64_t twice_ns = 2000000000;     /* a mirror shows a frame twice within that */

static bool is_of(const struct address_use *e, const struct ip *ip)
{
    return mac_known(&e->mac) && ip_equal(&e->ip, ip);
}

static struct address_use *use_of(struct address_uses *u, const struct observation *o)
{
    for (size_t i = 0; i < ADDRESS_USES_MAX; i++) {
        struct address_use *e = &u->use[i];
        if (is_of(e, &o->address.ip) && mac_equal(&e->mac, &o->address.mac))
            return e;
    }
    struct address_use *e = &u->use[u->next];
    u->next = (uint8_t)((u->next + 1) % ADDRESS_USES_MAX);
    *e = (struct address_use){ .ip = o->address.ip, .mac = o->address.mac };
    return e;
}

/* Another that used the same address after from_ns and before to_ns. */
static const struct address_use *other_between(const struct address_uses *u,
                                               const struct address_use *own, uint64_t from_ns,
                                               uint64_t to_ns)
{
    for (size_t i = 0; i < ADDRESS_USES_MAX; i++) {
        const struct address_use *e = &u->use[i];
        bool between = e->used_ns > from_ns && e->used_ns < to_ns;
        if (e != own && between && is_of(e, &own->ip))
            return e;
    }
    return NULL;
}

static void note_probe(struct address_uses *u, struct address_use *own, uint64_t now_ns)
{
    uint64_t from_ns = now_ns > at_once_ns ? now_ns - at_once_ns : 0;
    own->late = other_between(u, own, from_ns, now_ns) != NULL;
}

struct address_clash address_uses_note(struct address_uses *u, const struct observation *o)
{
    static const struct address_clash none;
    enum address_act act = o->address.act;
    bool uses = act == ADDRESS_ASK || act == ADDRESS_CLAIM;
    if ((!uses && act != ADDRESS_PROBE) || !mac_known(&o->address.mac))
        return none;
    struct address_use *own = use_of(u, o);
    if (!uses) {
        note_probe(u, own, o->time_ns);
        return none;
    }
    uint64_t before_ns = own->used_ns;
    own->used_ns = o->time_ns;
    bool again =
        before_ns != 0 && o->time_ns > before_ns + twice_ns && o->time_ns - before_ns <= at_once_ns;
    const struct address_use *other = again ? other_between(u, own, before_ns, o->time_ns) : NULL;
    return other != NULL ? (struct address_clash){ own, other } : none;
}

void address_uses_move(struct address_uses *u, int64_t by_ns)
{
    for (size_t i = 0; i < ADDRESS_USES_MAX; i++)
        move_time(&u->use[i].used_ns, by_ns);
}
