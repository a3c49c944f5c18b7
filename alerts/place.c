#include "alerts/place.h"

enum { PORT_MAX = 65535 };

struct halves halves_of(struct bytes b, char mark)
{
    const uint8_t *at = b.n > 0 ? memchr(b.p, mark, b.n) : NULL;
    if (at == NULL)
        return (struct halves){ .before = b };
    size_t n = (size_t)(at - b.p);
    return (struct halves){ { b.p, n }, { at + 1, b.n - n - 1 }, true };
}

struct halves halves_of_last(struct bytes b, char mark)
{
    const uint8_t *at = b.n > 0 ? memrchr(b.p, mark, b.n) : NULL;
    if (at == NULL)
        return (struct halves){ .before = b };
    size_t n = (size_t)(at - b.p);
    return (struct halves){ { b.p, n }, { at + 1, b.n - n - 1 }, true };
}

bool url_number(struct bytes b, uint64_t max, uint64_t *out)
{
    uint64_t n = 0;
    for (size_t i = 0; i < b.n; i++) {
        if (b.p[i] < '0' || b.p[i] > '9' || n > max)
            return false;
        n = n * 10 + (b.p[i] - (uint64_t)'0');
    }
    *out = n;
    return b.n > 0 && n <= max;
}

bool url_decode(struct bytes b, char *out, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < b.n; i++) {
        int value = b.p[i];
        if (value == '%') {
            if (b.n - i < 3 || hex_digit(b.p[i + 1]) < 0 || hex_digit(b.p[i + 2]) < 0)
                return false;
            value = hex_digit(b.p[i + 1]) * 16 + hex_digit(b.p[i + 2]);
            i += 2;
        }
        if (value == 0 || n + 1 >= room)
            return false;
        out[n++] = (char)value;
    }
    out[n] = '\0';
    return true;
}

static bool is_plain(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c != '\0' && strchr("-._~/", c) != NULL);
}

bool url_encode(const char *path, char *out, size_t room)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t n = 0;
    for (; *path != '\0'; path++) {
        uint8_t c = (uint8_t)*path;
        if (room - n < 4)
            return false;
        if (is_plain(*path)) {
            out[n++] = *path;
            continue;
        }
        out[n++] = '%';
        out[n++] = digits[c >> 4];
        out[n++] = digits[c & 15];
    }
    out[n] = '\0';
    return true;
}

enum url_place url_place(struct bytes b, char *host, size_t room, unsigned *port)
{
    bool bracketed = b.n > 0 && b.p[0] == '[';
    struct halves inside = halves_of(bracketed ? bytes_after(b, 1) : b, bracketed ? ']' : ':');
    struct bytes rest = inside.after;
    if (bracketed && rest.n > 0 && rest.p[0] == ':')
        rest = bytes_after(rest, 1);
    else if (bracketed && (rest.n > 0 || !inside.found))
        return URL_BAD_HOST;
    if (!url_decode(inside.before, host, room) || inside.before.n == 0)
        return URL_NO_HOST;
    uint64_t number = *port;
    if (rest.n > 0 && (!url_number(rest, PORT_MAX, &number) || number == 0))
        return URL_BAD_PORT;
    *port = (unsigned)number;
    return URL_PLACE;
}
