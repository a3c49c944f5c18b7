/* What the firewall of Linux logs (www.tcpdump.org/linktypes/LINKTYPE_NFLOG.html): values with a
 * type, one of which is the packet. */

#include "capture/layers.h"

/* Numbers are in the byte order of whoever captured; no type has a number beyond 255. */
static void take_value_head(struct cursor *c, uint16_t *n, uint16_t *type)
{
    *n = take_le16(c);
    *type = take_le16(c);
    if (*type <= UINT8_MAX)
        return;
    *n = (uint16_t)(*n << 8 | *n >> 8);
    *type = (uint16_t)(*type << 8 | *type >> 8);
}

enum layer read_nflog(struct layers *l)
{
    enum { HEAD = 4, VALUE_HEAD = 4, ALIGN = 4, PACKET = 9, VALUES_MAX = 64 };
    skip(&l->in, HEAD);
    for (int i = 0; i < VALUES_MAX && cursor_ok(&l->in); i++) {
        uint16_t n = 0, type = 0;
        take_value_head(&l->in, &n, &type);
        if (!cursor_ok(&l->in) || n < VALUE_HEAD)
            break;
        if (type == PACKET) /* the last value; what was cut off stays cut off */
            return LAYER_IP;
        skip(&l->in, (n - (size_t)VALUE_HEAD + ALIGN - 1) / ALIGN * ALIGN);
    }
    return passed(l, COUNT_link_short);
}
