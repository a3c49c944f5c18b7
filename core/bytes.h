/* Bytes that somebody else owns, and a cursor that cannot leave them.
 *
 * A read past the end takes nothing, yields zero and marks the cursor short; a short cursor stays
 * short. So a dissector reads a whole message straight down the page and asks once, at the end,
 * whether all of it was there.
 *
 * How it works: `missing` says how many bytes the first failed read lacked. A reader that looks for
 * an end it cannot count to (a line, a head) sets `until` too, so that whoever gathers the rest
 * looks at each new byte once and does not ask again before that end is there: work stays linear
 * however small the pieces are. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
    const uint8_t *p;
    size_t n;
};

/* What the rest of a message has to bring before it is worth reading again. */
enum until {
    UNTIL_COUNT,      /* `missing` more bytes */
    UNTIL_LINE,       /* a line feed */
    UNTIL_EMPTY_LINE, /* an empty line: LF LF or LF CR LF */
};

struct cursor {
    const uint8_t *at;
    const uint8_t *end;
    size_t missing; /* how many bytes the first failed read lacked; 0: none failed */
    size_t ahead;   /* how many bytes still to come nobody needs to see */
    enum until until;
};

/* A cursor at the first of b's bytes; b.p may be NULL when b.n is 0. */
static inline struct cursor cursor_over(struct bytes b)
{
    const uint8_t *p = b.n > 0 ? b.p : (const uint8_t *)"";
    return (struct cursor){ .at = p, .end = p + b.n };
}

/* Whether all that was asked for so far was there. */
static inline bool cursor_ok(const struct cursor *c)
{
    return c->missing == 0;
}

/* How many bytes can still be taken; 0 from a short cursor. */
static inline size_t cursor_left(const struct cursor *c)
{
    return c->missing > 0 ? 0 : (size_t)(c->end - c->at);
}

/* All that can still be taken, without taking it. */
static inline struct bytes cursor_rest(const struct cursor *c)
{
    return (struct bytes){ c->at, cursor_left(c) };
}

/* Every read below comes down to this one. NULL: there were not that many. */
static inline const uint8_t *take(struct cursor *c, size_t n)
{
    size_t left = (size_t)(c->end - c->at);
    if (c->missing > 0 || n > left) {
        c->missing = c->missing > 0 ? c->missing : n - left;
        return NULL;
    }
    const uint8_t *taken = c->at;
    c->at += n;
    return taken;
}

/* Takes n bytes that do not matter. */
static inline void skip(struct cursor *c, size_t n)
{
    (void)take(c, n);
}

/* The last thing read of a message: n bytes that need not even be here yet. */
static inline void skip_ahead(struct cursor *c, size_t n)
{
    size_t here = n < cursor_left(c) ? n : cursor_left(c);
    skip(c, here);
    if (cursor_ok(c))
        c->ahead = n - here;
}

/* The next n bytes, where they lie: valid as long as what the cursor goes over; none if they are
 * not all there. */
static inline struct bytes take_bytes(struct cursor *c, size_t n)
{
    const uint8_t *p = take(c, n);
    return (struct bytes){ p, p != NULL ? n : 0 };
}

/* Numbers in so many bits, big-endian or little-endian; 0 if they are not there. */
static inline uint8_t take_u8(struct cursor *c)
{
    const uint8_t *p = take(c, 1);
    return p != NULL ? p[0] : 0;
}

static inline uint16_t take_be16(struct cursor *c)
{
    const uint8_t *p = take(c, 2);
    return p != NULL ? (uint16_t)(p[0] << 8 | p[1]) : 0;
}

static inline uint32_t take_be24(struct cursor *c)
{
    const uint8_t *p = take(c, 3);
    return p != NULL ? (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2] : 0;
}

static inline uint32_t take_be32(struct cursor *c)
{
    const uint8_t *p = take(c, 4);
    return p != NULL ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3] : 0;
}

static inline uint64_t take_be64(struct cursor *c)
{
    uint64_t high = take_be32(c);
    return high << 32 | take_be32(c);
}

static inline uint16_t take_le16(struct cursor *c)
{
    const uint8_t *p = take(c, 2);
    return p != NULL ? (uint16_t)(p[1] << 8 | p[0]) : 0;
}

static inline uint32_t take_le32(struct cursor *c)
{
    const uint8_t *p = take(c, 4);
    return p != NULL ? (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0] : 0;
}

/* A window of n bytes: what is read through it can never reach beyond it. */
static inline struct cursor take_window(struct cursor *c, size_t n)
{
    struct cursor window = cursor_over(take_bytes(c, n));
    window.missing = c->missing;
    return window;
}

/* True, and takes it, if the next byte is b. */
static inline bool take_if(struct cursor *c, uint8_t b)
{
    bool is = cursor_left(c) > 0 && *c->at == b;
    if (is)
        skip(c, 1);
    return is;
}

/* One line without its line ending (LF or CRLF). */
struct bytes take_line(struct cursor *c);

/* Everything up to and with the next empty line (LF LF or LF CR LF), or only that empty line if it
 * comes first; what is returned ends with it. */
struct bytes take_head(struct cursor *c);

/* The next word of a line: what stands before the next space or tab, which are skipped. Empty at
 * the end; never marks the cursor short. */
struct bytes take_word(struct cursor *c);

/* Text, compared without regard to case (ASCII only). */
bool bytes_equal_text(struct bytes b, const char *text);
bool bytes_start_with(struct bytes b, const char *text);
bool bytes_end_with(struct bytes b, const char *text);

/* The same bytes, case and all. */
bool bytes_equal(struct bytes a, struct bytes b);

/* Where `text` first occurs in b without regard to case, or b.n if it does not. */
size_t bytes_find(struct bytes b, const char *text);

/* Whether any of the words occurs in b, likewise; the last one is NULL. */
bool bytes_has_any(struct bytes b, const char *const *words);

/* What is left of b when its first n bytes (at most b.n) are gone. */
static inline struct bytes bytes_after(struct bytes b, size_t n)
{
    n = n < b.n ? n : b.n;
    return n == 0 ? b : (struct bytes){ b.p + n, b.n - n };
}

/* The first n bytes (at most b.n). */
static inline struct bytes bytes_first(struct bytes b, size_t n)
{
    return (struct bytes){ b.p, n < b.n ? n : b.n };
}

/* Without the spaces and tabs at both ends. */
struct bytes bytes_trim(struct bytes b);

/* The decimal number that b begins with; 0 if none; stops growing at UINT32_MAX. */
uint32_t bytes_number(struct bytes b);

/* What a hexadecimal digit stands for, 0 to 15; -1: it is none. */
static inline int hex_digit(uint8_t b)
{
    if (b >= '0' && b <= '9')
        return b - '0';
    b |= 0x20;
    return b >= 'a' && b <= 'f' ? b - 'a' + 10 : -1;
}

/* Its letters without the NUL, where they lie. */
static inline struct bytes bytes_of_text(const char *text)
{
    return (struct bytes){ (const uint8_t *)text, strlen(text) };
}
