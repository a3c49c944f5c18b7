#include "core/packet.h"

#include <arpa/inet.h>
#include <stdio.h>

struct ip ip_from_v4(const uint8_t b[4])
{
    return (struct ip){
        { [10] = 0xff, [11] = 0xff, [12] = b[0], [13] = b[1], [14] = b[2], [15] = b[3] }
    };
}

bool ip_is_group(const struct ip *ip)
{
    static const struct ip unspecified = { { 0 } };
    if (!ip_is_v4(ip))
        return ip->b[0] == 0xff || ip_equal(ip, &unspecified);
    static const uint8_t none[4] = { 0, 0, 0, 0 }, all[4] = { 255, 255, 255, 255 };
    return (ip->b[12] & 0xf0) == 0xe0 || memcmp(ip->b + 12, all, 4) == 0 ||
           memcmp(ip->b + 12, none, 4) == 0;
}

const char *ip_text(const struct ip *ip, char out[static IP_TEXT_MAX])
{
    bool v4 = ip_is_v4(ip);
    const char *s = inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? ip->b + 12 : ip->b, out, IP_TEXT_MAX);
    return s != NULL ? s : "";
}

const char *mac_text(const struct mac *mac, char out[static MAC_TEXT_MAX])
{
    const uint8_t *b = mac->b;
    for (size_t i = 0; i < sizeof mac->b; i++) {
        out[3 * i] = "0123456789abcdef"[b[i] >> 4];
        out[3 * i + 1] = "0123456789abcdef"[b[i] & 15];
        out[3 * i + 2] = ':';
    }
    out[3 * sizeof mac->b - 1] = '\0';
    return out;
}

bool ip_parse(const char *s, struct ip *out)
{
    uint8_t v4[4];
    if (inet_pton(AF_INET, s, v4) == 1) {
        *out = ip_from_v4(v4);
        return true;
    }
    return inet_pton(AF_INET6, s, out->b) == 1;
}

bool mac_parse(const char *s, struct mac *out)
{
    for (size_t i = 0; i < sizeof out->b; i++) {
        int high = hex_digit((uint8_t)s[0]), low = high < 0 ? -1 : hex_digit((uint8_t)s[1]);
        if (low < 0)
            return false;
        out->b[i] = (uint8_t)(high << 4 | low);
        s += 2;
        if (i + 1 < sizeof out->b && *s != ':' && *s != '-')
            return false;
        s += i + 1 < sizeof out->b;
    }
    return *s == '\0';
}

size_t mac_read(struct bytes text, struct mac *out)
{
    struct mac mac = { { 0 } };
    size_t digits = 0, n = 0;
    for (; n < text.n && digits < 2 * sizeof mac.b; n++) {
        int digit = hex_digit(text.p[n]);
        bool sign = text.p[n] == '-' || text.p[n] == ':' || text.p[n] == '.';
        if (digit < 0 && !sign)
            return 0;
        if (digit < 0)
            continue;
        mac.b[digits / 2] = (uint8_t)(mac.b[digits / 2] << 4 | digit);
        digits++;
    }
    if (digits < 2 * sizeof mac.b || !mac_known(&mac))
        return 0;
    *out = mac;
    return n;
}
