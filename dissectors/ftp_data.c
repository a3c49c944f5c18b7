#include "dissectors/ftp_data.h"

enum { OCTETS_MAX = 21 }; /* LPRT with an IPv6 address */

static bool is_digit(uint8_t b)
{
    return b >= '0' && b <= '9';
}

/* At most five digits; false if there are none, more, or they say more than `max`. */
static bool take_number(struct cursor *c, uint32_t max, uint32_t *value)
{
    size_t n = 0;
    struct bytes rest = cursor_rest(c);
    while (n < rest.n && n < 6 && is_digit(rest.p[n]))
        n++;
    struct bytes digits = take_bytes(c, n);
    *value = bytes_number(digits);
    return n > 0 && n < 6 && *value <= max;
}

/* Reads "n,n,n..." from the first digit on; how many there are, or 0 if one is no octet. */
static size_t read_octets(struct bytes b, uint8_t octets[OCTETS_MAX])
{
    while (b.n > 0 && !is_digit(b.p[0]))
        b = bytes_after(b, 1);
    struct cursor c = cursor_over(b);
    size_t n = 0;
    do {
        uint32_t value = 0;
        if (n == OCTETS_MAX || !take_number(&c, UINT8_MAX, &value))
            return 0;
        octets[n++] = (uint8_t)value;
    } while (take_if(&c, ','));
    return n;
}

static uint16_t port_of(const uint8_t b[2])
{
    return (uint16_t)(b[0] << 8 | b[1]);
}

bool ftp_read_port(struct bytes b, struct endpoint *e)
{
    uint8_t octets[OCTETS_MAX] = { 0 };
    if (read_octets(b, octets) != 6 || port_of(octets + 4) == 0)
        return false;
    *e = (struct endpoint){ ip_from_v4(octets), port_of(octets + 4) };
    return true;
}

bool ftp_read_lprt(struct bytes b, struct endpoint *e)
{
    uint8_t octets[OCTETS_MAX] = { 0 };
    size_t n = read_octets(b, octets);
    bool v4 = n == 9 && octets[0] == 4 && octets[1] == 4;
    bool v6 = n == 21 && octets[0] == 6 && octets[1] == 16;
    if ((!v4 && !v6) || octets[n - 3] != 2 || port_of(octets + n - 2) == 0)
        return false;
    struct endpoint found = { ip_from_v4(octets + 2), port_of(octets + n - 2) };
    if (v6)
        memcpy(found.ip.b, octets + 2, sizeof found.ip.b);
    *e = found;
    return true;
}

/* What stands before the next `mark`, which is taken too. */
static struct bytes take_part(struct cursor *c, uint8_t mark)
{
    struct bytes rest = cursor_rest(c);
    size_t n = 0;
    while (n < rest.n && rest.p[n] != mark)
        n++;
    struct bytes part = take_bytes(c, n);
    skip(c, 1);
    return part;
}

static bool read_ip(struct bytes b, bool v4, struct ip *ip)
{
    char s[IP_TEXT_MAX] = "";
    if (b.n == 0 || b.n >= sizeof s)
        return false;
    memcpy(s, b.p, b.n);
    return strlen(s) == b.n && ip_parse(s, ip) && ip_is_v4(ip) == v4;
}

static bool take_port(struct cursor *c, uint8_t mark, uint16_t *port)
{
    uint32_t value = 0;
    if (!take_number(c, UINT16_MAX, &value) || value == 0 || !take_if(c, mark))
        return false;
    *port = (uint16_t)value;
    return true;
}

bool ftp_read_eprt(struct bytes b, struct endpoint *e)
{
    struct cursor c = cursor_over(bytes_trim(b));
    struct endpoint found = { 0 };
    uint8_t mark = take_u8(&c);
    struct bytes family = take_part(&c, mark);
    struct bytes address = take_part(&c, mark);
    if (family.n != 1 || (family.p[0] != '1' && family.p[0] != '2') ||
        !read_ip(address, family.p[0] == '1', &found.ip) || !take_port(&c, mark, &found.port))
        return false;
    *e = found;
    return true;
}

bool ftp_read_epsv(struct bytes b, uint16_t *port)
{
    struct cursor c = cursor_over(bytes_after(b, bytes_find(b, "(") + 1));
    uint8_t mark = take_u8(&c);
    return !is_digit(mark) && take_if(&c, mark) && take_if(&c, mark) && take_port(&c, mark, port);
}
