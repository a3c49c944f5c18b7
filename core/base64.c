#include "core/base64.h"

/* The six bits a character stands for; -1: it is not of the alphabet. */
static int value_of(uint8_t b)
{
    if (b >= 'A' && b <= 'Z')
        return b - 'A';
    if (b >= 'a' && b <= 'z')
        return b - 'a' + 26;
    if (b >= '0' && b <= '9')
        return b - '0' + 52;
    if (b == '+')
        return 62;
    return b == '/' ? 63 : -1;
}

static bool decode(struct bytes in, uint8_t *out, size_t max, size_t *n)
{
    uint32_t bits = 0;
    unsigned have = 0;
    for (size_t i = 0; i < in.n; i++) {
        int value = value_of(in.p[i]);
        if (value < 0)
            return false;
        bits = (bits << 6 | (uint32_t)value) & 0xffff;
        have += 6;
        if (have < 8)
            continue;
        if (*n == max)
            return false;
        have -= 8;
        out[(*n)++] = (uint8_t)(bits >> have);
    }
    return in.n % 4 != 1;
}

bool base64_decode(struct bytes in, uint8_t *out, size_t max, size_t *n)
{
    while (in.n > 0 && in.p[in.n - 1] == '=')
        in.n--;
    *n = 0;
    if (decode(in, out, max, n))
        return true;
    explicit_bzero(out, max);
    *n = 0;
    return false;
}
