#include "dissectors/dhcp6_values.h"

enum { DUID_TIME = 1, DUID_LINK = 3, DUID_UUID = 4, DUID_MAX = 130, HARDWARE_ETHERNET = 1 };

bool dhcp6_is_duid(struct bytes b)
{
    struct cursor c = cursor_over(b);
    uint16_t kind = take_be16(&c);
    return b.n > 2 && b.n <= DUID_MAX && kind >= DUID_TIME && kind <= DUID_UUID;
}

static void set_mac(struct mac *mac, struct bytes b)
{
    if (b.n == sizeof mac->b)
        memcpy(mac->b, b.p, sizeof mac->b);
}

struct mac dhcp6_mac(struct bytes duid, struct bytes seen_by_relay)
{
    struct mac mac = { { 0 } };
    struct cursor id = cursor_over(duid), seen = cursor_over(seen_by_relay);
    uint16_t kind = take_be16(&id), hardware = take_be16(&id);
    if (kind == DUID_TIME)
        skip(&id, 4);
    if (hardware == HARDWARE_ETHERNET && (kind == DUID_TIME || kind == DUID_LINK))
        set_mac(&mac, cursor_rest(&id));
    if (take_be16(&seen) == HARDWARE_ETHERNET)
        set_mac(&mac, cursor_rest(&seen));
    return mac;
}

struct text dhcp6_host(struct bytes value)
{
    struct cursor c = cursor_over(bytes_after(value, 1));
    struct text host = { "" };
    size_t n = 0;
    while (cursor_left(&c) > 0) {
        struct bytes label = take_bytes(&c, take_u8(&c));
        if (!cursor_ok(&c) || label.n == 0 || n + label.n + 2 > sizeof host.s)
            break;
        if (n > 0)
            host.s[n++] = '.';
        memcpy(host.s + n, label.p, label.n);
        n += label.n;
    }
    return text_of((struct bytes){ (const uint8_t *)host.s, n });
}

struct text dhcp6_maker(struct bytes value)
{
    struct cursor c = cursor_over(value);
    skip(&c, 4); /* enterprise number */
    struct bytes first = take_bytes(&c, take_be16(&c));
    return text_of(cursor_ok(&c) ? first : (struct bytes){ 0 });
}
