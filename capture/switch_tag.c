/* The tags by which a switch tells its own processor the port of a frame, as captures from routers
 * and recorders with a switch inside have them: Marvell's DSA and EDSA, Broadcom's
 * (www.tcpdump.org/linktypes.html). */

#include "capture/layers.h"

enum { BROADCOM_TAG = 4 };

/* A tag of VLAN is kept in Marvell's; the number of a frame without is only the switch's own. */
static enum layer after_marvell(struct layers *l, struct cursor *c)
{
    enum { TAGGED = 0x20, VLAN_ID = 0x0fff };
    uint8_t mode = take_u8(c);
    skip(c, 1); /* the port */
    uint16_t vlan = take_be16(c) & VLAN_ID;
    uint16_t type = take_be16(c);
    if (!cursor_ok(c))
        return passed(l, COUNT_link_short);
    l->in = *c;
    if ((mode & TAGGED) != 0)
        l->p->vlan = vlan;
    return layer_after_type(l, type);
}

static void take_macs(struct layers *l, struct cursor *c)
{
    take_into(l->p->dst_mac.b, c, sizeof(struct mac));
    take_into(l->p->src_mac.b, c, sizeof(struct mac));
}

enum layer read_dsa(struct layers *l)
{
    struct cursor c = l->in;
    take_macs(l, &c);
    return after_marvell(l, &c);
}

enum layer read_edsa(struct layers *l)
{
    struct cursor c = l->in;
    skip(&c, 2); /* reserved */
    return after_marvell(l, &c);
}

enum layer read_broadcom(struct layers *l)
{
    take_macs(l, &l->in);
    skip(&l->in, BROADCOM_TAG);
    uint16_t type = take_be16(&l->in);
    return cursor_ok(&l->in) ? layer_after_type(l, type) : passed(l, COUNT_link_short);
}

enum layer read_broadcom_before(struct layers *l)
{
    skip(&l->in, BROADCOM_TAG);
    return cursor_ok(&l->in) ? LAYER_ETHERNET : passed(l, COUNT_link_short);
}
