#include "rules/version.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* A number or a word; n is 0 at the end. */
struct piece {
    const char *at;
    size_t n;
    bool is_number;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static struct piece take_piece(const char **left)
{
    const char *s = *left;
    while (*s != '\0' && !is_digit(*s) && !is_letter(*s))
        s++;
    struct piece p = { .at = s, .is_number = is_digit(*s) };
    while (p.is_number ? is_digit(*s) : is_letter(*s))
        s++;
    p.n = (size_t)(s - p.at);
    *left = s;
    return p;
}

/* "V5.7.3" is 5.7.3. */
static const char *without_v(const char *s)
{
    s += strspn(s, " ");
    return (*s == 'V' || *s == 'v') && is_digit(s[1]) ? s + 1 : s;
}

/* Below, at or above zero; of any length, so that none is too large. A piece of no length is 0. */
static int compare_numbers(struct piece a, struct piece b)
{
    while (a.n > 0 && *a.at == '0') {
        a.at++;
        a.n--;
    }
    while (b.n > 0 && *b.at == '0') {
        b.at++;
        b.n--;
    }
    if (a.n != b.n)
        return a.n < b.n ? -1 : 1;
    return memcmp(a.at, b.at, a.n);
}

static bool is_same_word(struct piece a, struct piece b)
{
    return !a.is_number && a.n == b.n && strncasecmp(a.at, b.at, a.n) == 0;
}

/* Two pieces at the same place, below, at or above zero; *clear: whether they can be compared. */
static int compare_pieces(struct piece a, struct piece b, bool *clear)
{
    bool numbers = b.is_number && (a.is_number || a.n == 0);
    *clear = numbers || (!b.is_number && is_same_word(a, b));
    return numbers ? compare_numbers(a, b) : 0;
}

static bool has_number(const char *s)
{
    return strpbrk(s, "0123456789") != NULL;
}

enum version_order version_against(const char *version, const char *minimum)
{
    bool clear = has_number(version) && has_number(minimum);
    version = without_v(version);
    minimum = without_v(minimum);
    while (clear) {
        struct piece a = take_piece(&version), b = take_piece(&minimum);
        if (b.n == 0)
            return VERSION_ENOUGH;
        int order = compare_pieces(a, b, &clear);
        if (order != 0)
            return order < 0 ? VERSION_OLDER : VERSION_ENOUGH;
    }
    return VERSION_UNCLEAR;
}
