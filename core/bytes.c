#include "core/bytes.h"

#include <strings.h>

struct bytes take_line(struct cursor *c)
{
    const uint8_t *lf = cursor_left(c) > 0 ? memchr(c->at, '\n', cursor_left(c)) : NULL;
    if (lf == NULL) {
        if (cursor_ok(c))
            c->until = UNTIL_LINE;
        return take_bytes(c, cursor_left(c) + 1); /* not all here: one byte short at least */
    }
    struct bytes line = take_bytes(c, (size_t)(lf - c->at));
    skip(c, 1);
    if (line.n > 0 && line.p[line.n - 1] == '\r')
        line.n--;
    return line;
}

/* How many bytes from lf on end an empty line that lf's line precedes; 0: the next is not empty. */
static size_t empty_line_after(const uint8_t *lf, const uint8_t *end)
{
    if (end - lf > 1 && lf[1] == '\n')
        return 2;
    return end - lf > 2 && lf[1] == '\r' && lf[2] == '\n' ? 3 : 0;
}

struct bytes take_head(struct cursor *c)
{
    struct bytes rest = cursor_rest(c);
    if (rest.n > 0 && rest.p[0] == '\n')
        return take_bytes(c, 1);
    if (rest.n > 1 && rest.p[0] == '\r' && rest.p[1] == '\n')
        return take_bytes(c, 2);
    const uint8_t *end = rest.p + rest.n;
    const uint8_t *lf = rest.n > 0 ? memchr(rest.p, '\n', rest.n) : NULL;
    while (lf != NULL) {
        size_t n = empty_line_after(lf, end);
        if (n > 0)
            return take_bytes(c, (size_t)(lf - rest.p) + n);
        lf = end - lf > 1 ? memchr(lf + 1, '\n', (size_t)(end - lf) - 1) : NULL;
    }
    if (cursor_ok(c))
        c->until = UNTIL_EMPTY_LINE;
    return take_bytes(c, rest.n + 1);
}

static bool is_blank(uint8_t b)
{
    return b == ' ' || b == '\t';
}

struct bytes take_word(struct cursor *c)
{
    while (cursor_left(c) > 0 && is_blank(*c->at))
        skip(c, 1);
    struct bytes rest = cursor_rest(c);
    size_t n = 0;
    while (n < rest.n && !is_blank(rest.p[n]))
        n++;
    struct bytes word = take_bytes(c, n);
    while (cursor_left(c) > 0 && is_blank(*c->at))
        skip(c, 1);
    return word;
}

bool bytes_start_with(struct bytes b, const char *text)
{
    size_t n = strlen(text);
    return b.n >= n && (n == 0 || strncasecmp((const char *)b.p, text, n) == 0);
}

bool bytes_end_with(struct bytes b, const char *text)
{
    size_t n = strlen(text);
    return b.n >= n && bytes_start_with(bytes_after(b, b.n - n), text);
}

bool bytes_equal_text(struct bytes b, const char *text)
{
    return b.n == strlen(text) && bytes_start_with(b, text);
}

bool bytes_equal(struct bytes a, struct bytes b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

size_t bytes_find(struct bytes b, const char *text)
{
    size_t n = strlen(text);
    for (size_t i = 0; n <= b.n && i <= b.n - n; i++)
        if (bytes_start_with(bytes_after(b, i), text))
            return i;
    return b.n;
}

bool bytes_has_any(struct bytes b, const char *const *words)
{
    for (; *words != NULL; words++)
        if (bytes_find(b, *words) < b.n)
            return true;
    return false;
}

struct bytes bytes_trim(struct bytes b)
{
    while (b.n > 0 && is_blank(b.p[0]))
        b = bytes_after(b, 1);
    while (b.n > 0 && is_blank(b.p[b.n - 1]))
        b.n--;
    return b;
}

uint32_t bytes_number(struct bytes b)
{
    uint64_t value = 0;
    for (size_t i = 0; i < b.n && b.p[i] >= '0' && b.p[i] <= '9' && value < UINT32_MAX; i++)
        value = value * 10 + (uint64_t)(b.p[i] - '0');
    return value < UINT32_MAX ? (uint32_t)value : UINT32_MAX;
}
