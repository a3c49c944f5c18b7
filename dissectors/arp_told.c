#include "dissectors/arp_told.h"

enum { AGAIN_S = 60 };

static struct arp_told_entry *entry_of(struct arp_told *told, const struct observation *o)
{
    for (size_t i = 0; i < ARP_TOLD_MAX; i++) {
        struct arp_told_entry *e = &told->entry[i];
        if (e->at_s != 0 && e->act == o->address.act && ip_equal(&e->ip, &o->address.ip) &&
            mac_equal(&e->mac, &o->address.mac))
            return e;
    }
    return NULL;
}

void arp_tell(struct dissection *d, struct arp_told *told, const struct observation *o)
{
    uint32_t now_s = (uint32_t)(d->packet->time_ns / 1000000000);
    struct arp_told_entry *e = entry_of(told, o);
    if (e != NULL && now_s - e->at_s < AGAIN_S)
        return;
    if (e == NULL) {
        e = &told->entry[told->next];
        told->next = (told->next + 1) % ARP_TOLD_MAX;
        e->ip = o->address.ip;
        e->mac = o->address.mac;
        e->act = (uint8_t)o->address.act;
    }
    e->at_s = now_s > 0 ? now_s : 1;
    observe(d, *o);
}
