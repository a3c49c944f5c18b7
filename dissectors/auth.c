#include "dissectors/auth.h"

static const struct {
    const char *name;
    enum scheme scheme;
} schemes[] = {
    { "Basic", SCHEME_BASIC },         { "Digest", SCHEME_DIGEST }, { "NTLM", SCHEME_NTLM },
    { "Negotiate", SCHEME_NEGOTIATE }, { "Bearer", SCHEME_BEARER },
};

static enum scheme scheme_of(struct bytes name)
{
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (bytes_equal_text(name, schemes[i].name))
            return schemes[i].scheme;
    return SCHEME_OTHER;
}

static bool is_space(uint8_t b)
{
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
}

/* White space, the line ends of folds too, and the commas between list members. Answers whether
 * there was a comma. */
static bool skip_between(struct bytes *left)
{
    bool comma = false;
    while (left->n > 0 && (is_space(left->p[0]) || left->p[0] == ',')) {
        comma |= left->p[0] == ',';
        *left = bytes_after(*left, 1);
    }
    return comma;
}

static bool ends_word(uint8_t b)
{
    return is_space(b) || b == ',' || b == '=' || b == '"';
}

/* What stands before the next separator of a list. */
static struct bytes word_of(struct bytes b)
{
    size_t n = 0;
    while (n < b.n && !ends_word(b.p[n]))
        n++;
    return bytes_first(b, n);
}

/* How long the quoted string is that b begins with, quotes included; 0: it does not end. */
static size_t quoted_n(struct bytes b)
{
    size_t n = 1;
    while (n < b.n && b.p[n] != '"')
        n += b.p[n] == '\\' ? 2 : 1;
    return n < b.n ? n + 1 : 0;
}

/* Whether the quoted string that b begins with ends, and nothing is stuck to it. */
static bool ends_well(struct bytes b)
{
    size_t n = quoted_n(b);
    return n > 0 && (n == b.n || is_space(b.p[n]) || b.p[n] == ',');
}

struct param {
    struct bytes name;
    struct bytes value; /* with its quotes, if it has any */
    bool broken;        /* its quotes are: nobody knows what is in it */
};

/* The parameter that `left` begins with, which shrinks; false if no `=` follows a word. */
static bool param_next(struct bytes *left, struct param *p)
{
    struct bytes b = *left;
    p->name = word_of(b);
    b = bytes_after(b, p->name.n);
    struct bytes spaced = b;
    if (skip_between(&spaced)) /* a word and a comma */
        return false;
    if (p->name.n == 0 || spaced.n == 0 || spaced.p[0] != '=')
        return false;
    b = bytes_after(spaced, 1);
    while (b.n > 0 && is_space(b.p[0]))
        b = bytes_after(b, 1);
    bool quoted = b.n > 0 && b.p[0] == '"';
    size_t n = quoted ? quoted_n(b) : word_of(b).n;
    p->broken = quoted && !ends_well(b);
    p->value = bytes_first(b, n > 0 || !quoted ? n : b.n);
    *left = bytes_after(b, p->value.n);
    return true;
}

static bool ends_member(uint8_t b)
{
    return is_space(b) || b == ',';
}

/* token68: up to the comma or the space; empty if what `left` begins with is a parameter. */
static struct bytes token_next(struct bytes *left)
{
    size_t n = 0;
    while (n < left->n && !ends_word(left->p[n]))
        n++;
    while (n < left->n && left->p[n] == '=')
        n++;
    if (n < left->n && !ends_member(left->p[n]))
        return (struct bytes){ 0 };
    struct bytes rest = bytes_after(*left, n), spaced = rest;
    if (!skip_between(&spaced) && spaced.n > 0 && spaced.p[0] == '=') /* name = value */
        return (struct bytes){ 0 };
    struct bytes token = bytes_first(*left, n);
    *left = rest;
    return token;
}

/* Takes parameters for as long as there are any. What stands there without `=` begins the next
 * member if a comma parts them or if it is the name of a scheme; other words are passed over: a
 * realm that lacks its quotes. */
static void take_params(struct bytes *left)
{
    while (left->n > 0) {
        bool comma = skip_between(left);
        struct param p;
        if (param_next(left, &p))
            continue;
        struct bytes word = word_of(*left);
        if (word.n > 0 && (comma || scheme_of(word) != SCHEME_OTHER))
            return;
        *left = bytes_after(*left, word.n > 0 ? word.n : 1);
    }
}

bool auth_next(struct bytes *left, struct auth *a)
{
    (void)skip_between(left);
    struct bytes name = word_of(*left);
    while (left->n > 0 && name.n == 0) { /* stray quotes and equals signs */
        *left = bytes_after(*left, 1);
        (void)skip_between(left);
        name = word_of(*left);
    }
    if (name.n == 0)
        return false;
    *a = (struct auth){ .scheme = scheme_of(name), .name = name };
    *left = bytes_after(*left, name.n);
    if (skip_between(left))
        return true;
    a->token = token_next(left);
    struct bytes begin = *left;
    if (a->token.n == 0)
        take_params(left);
    a->params = bytes_first(begin, begin.n - left->n);
    return true;
}

/* Without quotes and backslashes, RFC 9110 section 5.6.4. */
static void unquote(struct bytes b, struct text *out)
{
    uint8_t plain[sizeof out->s];
    size_t n = 0;
    bool quoted = b.n > 0 && b.p[0] == '"';
    if (!quoted) {
        text_set(out, b);
        return;
    }
    for (size_t i = 1; i < b.n && b.p[i] != '"' && n < sizeof plain; i++) {
        i += b.p[i] == '\\' && i + 1 < b.n ? 1 : 0;
        plain[n++] = b.p[i];
    }
    text_set(out, (struct bytes){ plain, n });
}

static bool find_param(const struct auth *a, const char *name, struct param *p)
{
    struct bytes left = a->params;
    while (left.n > 0) {
        (void)skip_between(&left);
        if (!param_next(&left, p))
            left = bytes_after(left, p->name.n > 0 ? p->name.n : 1);
        else if (bytes_equal_text(p->name, name))
            return true;
    }
    return false;
}

bool auth_param(const struct auth *a, const char *name, struct text *value)
{
    struct param p;
    if (!find_param(a, name, &p) || p.broken)
        return false;
    unquote(p.value, value);
    return true;
}

struct bytes auth_param_written(const struct auth *a, const char *name)
{
    struct param p;
    return find_param(a, name, &p) ? p.value : (struct bytes){ 0 };
}
