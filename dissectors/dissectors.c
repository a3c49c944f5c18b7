#include "dissectors/dissector.h"

#define DISSECTOR(name) extern const struct dissector name##_dissector;
#include "dissectors/dissectors.def"
#undef DISSECTOR

#define DISSECTOR(name) &name##_dissector,
const struct dissector *const dissectors[] = {
#include "dissectors/dissectors.def"
    NULL,
};
#undef DISSECTOR

void *borrow_room(struct dissection *d)
{
    const struct lender *l = &d->lender;
    return l->borrow != NULL ? l->borrow(l->feeding, l->feed) : NULL;
}

void give_room_back(struct dissection *d)
{
    const struct lender *l = &d->lender;
    if (l->give_back != NULL)
        l->give_back(l->feeding, l->feed);
}

void observe(struct dissection *d, struct observation o)
{
    const struct packet *p = d->packet;
    struct remarks *r = d->remarks;
    if (r->n == REMARKS_MAX) {
        r->full = true;
        return;
    }
    o.time_ns = p->time_ns;
    o.frame_no = p->frame_no;
    o.vlan = p->vlan;
    o.transport = p->transport;
    bool mends = d->roles == ROLES_GUESSED && (d->is_client || d->is_server);
    o.from_client = mends ? d->is_client : d->from_client;
    o.roles = mends ? ROLES_BY_CONTENT : d->roles;
    o.client = o.from_client ? p->src : p->dst;
    o.server = o.from_client ? p->dst : p->src;
    o.client_mac = o.from_client ? p->src_mac : p->dst_mac;
    o.server_mac = o.from_client ? p->dst_mac : p->src_mac;
    r->o[r->n++] = o;
}
