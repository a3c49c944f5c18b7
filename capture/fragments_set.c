#include "capture/fragments_set.h"

enum { WORD = 64, HOPS = 0xff };

uint8_t fragment_goes(uint16_t worth)
{
    uint16_t hops = (worth & SUM_RIGHT) != 0 ? worth & HOPS : 0;
    return (uint8_t)(hops < FAR ? hops : FAR);
}

static uint32_t units_of(uint32_t n)
{
    return (n + UNIT - 1) / UNIT;
}

static bool has_unit(const struct fragment_set *s, uint32_t unit)
{
    return (s->have[unit / WORD] >> unit % WORD & 1) != 0;
}

/* How many units from there on are there, or are not, as that one; up to `end`, or the end of a
 * word. */
static uint32_t alike(const struct fragment_set *s, uint32_t unit, uint32_t end)
{
    uint64_t from = s->have[unit / WORD] >> unit % WORD;
    uint64_t others = has_unit(s, unit) ? ~from : from;
    uint32_t n = others != 0 ? (uint32_t)__builtin_ctzll(others) : WORD;
    uint32_t left = WORD - unit % WORD;
    n = n < left ? n : left;
    return n < end - unit ? n : end - unit;
}

/* So many of one word. */
static void mark(struct fragment_set *s, uint32_t unit, uint32_t n)
{
    uint64_t ones = n == WORD ? UINT64_MAX : (UINT64_C(1) << n) - 1;
    s->have[unit / WORD] |= ones << unit % WORD;
    s->units += n;
}

void fragment_set_empty(struct fragment_set *s)
{
    s->units = s->reaches = s->whole_n = 0;
    s->spent = s->differs = false;
    s->lent = 0;
    s->least = UINT16_MAX;
    memset(s->have, 0, sizeof s->have);
}

/* Whether it agrees with the others on where the datagram ends. */
static bool agrees(const struct fragment_set *s, const struct fragment *piece)
{
    uint32_t end = piece->offset + (uint32_t)piece->bytes.n;
    if (piece->more)
        return s->whole_n == 0 || end <= s->whole_n;
    return s->whole_n == 0 ? end >= s->reaches : end == s->whole_n;
}

/* Of one that was handed on already the first that comes again, or does not fit, begins the next.
 */
static void begin_next(struct fragment_set *s, const struct fragment *piece)
{
    if (s->spent && (!agrees(s, piece) || has_unit(s, piece->offset / UNIT)))
        fragment_set_empty(s);
}

enum fragment_taken fragment_set_take(struct fragment_set *s, const struct fragment *piece,
                                      bool *overlaps)
{
    begin_next(s, piece);
    if (!agrees(s, piece))
        return FRAGMENT_ODD;
    uint32_t before = s->units;
    if (piece->offset == 0 && !has_unit(s, 0))
        s->first_next = piece->next;
    struct bytes rest = piece->bytes;
    uint32_t end = piece->offset + (uint32_t)piece->bytes.n, n = 0;
    for (uint32_t unit = piece->offset / UNIT; rest.n > 0; unit += n) {
        n = alike(s, unit, units_of(end));
        struct bytes here = bytes_first(rest, (size_t)n * UNIT);
        uint8_t *to = s->bytes + (size_t)unit * UNIT;
        rest = bytes_after(rest, here.n);
        if (has_unit(s, unit)) {
            *overlaps = true;
            s->differs |= memcmp(to, here.p, here.n) != 0;
            continue;
        }
        memcpy(to, here.p, here.n);
        mark(s, unit, n);
    }
    s->overlapped |= s->differs;
    s->least = s->units > before && piece->worth < s->least ? piece->worth : s->least;
    s->reaches = end > s->reaches ? end : s->reaches;
    s->whole_n = piece->more ? s->whole_n : end;
    return s->units > before ? FRAGMENT_NEW : FRAGMENT_AGAIN;
}

static bool agree_on_end(const struct fragment_set *a, const struct fragment_set *b)
{
    return a->whole_n == 0 || (b->reaches <= a->whole_n && b->whole_n == 0) ||
           a->whole_n == b->whole_n;
}

void fragment_set_add(struct fragment_set *s, const struct fragment_set *from)
{
    if (!agree_on_end(s, from) || !agree_on_end(from, s))
        return;
    if (!has_unit(s, 0))
        s->first_next = from->first_next;
    uint32_t end = units_of(from->reaches), n = 0;
    for (uint32_t unit = 0; unit < end; unit += n) {
        uint32_t missing = alike(s, unit, end);
        n = alike(from, unit, unit + missing);
        size_t at = (size_t)unit * UNIT;
        if (!has_unit(from, unit) || has_unit(s, unit))
            continue;
        memcpy(s->bytes + at, from->bytes + at, (size_t)n * UNIT);
        mark(s, unit, n);
    }
    s->reaches = from->reaches > s->reaches ? from->reaches : s->reaches;
    s->whole_n = from->whole_n > 0 ? from->whole_n : s->whole_n;
    s->least = from->least < s->least ? from->least : s->least;
    s->differs |= from->differs;
}

bool fragment_set_is_whole(const struct fragment_set *s)
{
    return s->whole_n != 0 && s->units >= units_of(s->whole_n);
}
