#include "rules/network.h"

#include <stdio.h>

/* The number after the slash; -1: it is none, or above `most`. */
static int prefix_of(const char *digits, int most)
{
    int n = 0;
    if (*digits == '\0')
        return -1;
    for (; *digits >= '0' && *digits <= '9' && n <= most; digits++)
        n = 10 * n + (*digits - '0');
    return *digits == '\0' && n <= most ? n : -1;
}

bool network_parse(const char *s, struct network *out)
{
    char address[IP_TEXT_MAX];
    const char *slash = strchr(s, '/');
    size_t n = slash != NULL ? (size_t)(slash - s) : strlen(s);
    if (n >= sizeof address)
        return false;
    memcpy(address, s, n);
    address[n] = '\0';
    if (!ip_parse(address, &out->ip))
        return false;
    int most = ip_is_v4(&out->ip) ? 32 : 128;
    int prefix = slash != NULL ? prefix_of(slash + 1, most) : most;
    out->bits = (uint8_t)(prefix + 128 - most);
    return prefix >= 0;
}

bool network_holds(const struct network *n, const struct ip *ip)
{
    size_t whole = n->bits / 8, rest = n->bits % 8;
    if (memcmp(n->ip.b, ip->b, whole) != 0)
        return false;
    uint8_t mask = (uint8_t)(0xff00 >> rest);
    return rest == 0 || ((n->ip.b[whole] ^ ip->b[whole]) & mask) == 0;
}

bool ip_is_private(const struct ip *ip)
{
    static const struct network networks[] = {
        { { { [10] = 0xff, 0xff, 10 } }, 96 + 8 },
        { { { [10] = 0xff, 0xff, 172, 16 } }, 96 + 12 },
        { { { [10] = 0xff, 0xff, 192, 168 } }, 96 + 16 },
        { { { [10] = 0xff, 0xff, 169, 254 } }, 96 + 16 },
        { { { [10] = 0xff, 0xff, 100, 64 } }, 96 + 10 },
        { { { [0] = 0xfc } }, 7 },
        { { { [0] = 0xfe, 0x80 } }, 10 },
    };
    for (size_t i = 0; i < sizeof networks / sizeof networks[0]; i++)
        if (network_holds(&networks[i], ip))
            return true;
    return false;
}
