/* Fragments that came with different worths make a datagram, too: who sends may give each its own
 * TTL. Which of them reach the other end nobody here knows. */
#include "capture/fragments_set.h"

enum { WORD = 64, SUM_RIGHT = 1 << 8 };

static uint32_t units_of(uint32_t n)
{
    return (n + UNIT - 1) / UNIT;
}

static bool has_unit(const struct fragment_set *s, uint32_t unit)
{
    return (s->have[unit / WORD] >> unit % WORD & 1) != 0;
}

void fragment_set_empty(struct fragment_set *s)
{
    s->units = s->reaches = s->whole_n = 0;
    s->spent = false;
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
    struct bytes rest = piece->bytes;
    for (uint32_t unit = piece->offset / UNIT; rest.n > 0; unit++) {
        struct bytes here = bytes_first(rest, UNIT);
        uint8_t *to = s->bytes + (size_t)unit * UNIT;
        rest = bytes_after(rest, UNIT);
        if (has_unit(s, unit)) {
            *overlaps = true;
            s->overlapped |= memcmp(to, here.p, here.n) != 0;
            continue;
        }
        memcpy(to, here.p, here.n);
        s->have[unit / WORD] |= UINT64_C(1) << unit % WORD;
        s->units++;
    }
    uint32_t end = piece->offset + (uint32_t)piece->bytes.n;
    s->reaches = end > s->reaches ? end : s->reaches;
    s->whole_n = piece->more ? s->whole_n : end;
    return s->units > before ? FRAGMENT_NEW : FRAGMENT_AGAIN;
}

bool fragment_set_is_whole(const struct fragment_set *s)
{
    return s->whole_n != 0 && s->units >= units_of(s->whole_n);
}

/* What has a wrong checksum in its header reaches nobody. */
void fragment_mix_add(struct fragment_mix *m, struct fragment_set *s)
{
    if (s->mixed == MIXED_TIMES || (s->worth & SUM_RIGHT) == 0)
        return;
    if (m->n == MIXED_SETS && m->set[MIXED_SETS - 1]->worth >= s->worth)
        return;
    size_t at = m->n < MIXED_SETS ? m->n++ : MIXED_SETS - 1;
    for (; at > 0 && m->set[at - 1]->worth < s->worth; at--)
        m->set[at] = m->set[at - 1];
    m->set[at] = s;
}

/* The set of the most worth that has it; one does. */
static const struct fragment_set *who_has(const struct fragment_mix *m, uint32_t unit)
{
    size_t i = 0;
    while (i + 1 < m->n && !has_unit(m->set[i], unit))
        i++;
    return m->set[i];
}

/* Whether they have all of the first n units. */
static bool have_all(const struct fragment_mix *m, uint32_t n)
{
    for (uint32_t word = 0; word * WORD < n; word++) {
        uint32_t left = n - word * WORD;
        uint64_t wanted = left >= WORD ? UINT64_MAX : (UINT64_C(1) << left) - 1, have = 0;
        for (size_t i = 0; i < m->n; i++)
            have |= m->set[i]->have[word];
        if ((have & wanted) != wanted)
            return false;
    }
    return true;
}

uint32_t fragment_mix_whole(const struct fragment_mix *m)
{
    uint32_t whole_n = 0, units = 0;
    for (size_t i = 0; i < m->n; i++) {
        whole_n = whole_n == 0 ? m->set[i]->whole_n : whole_n;
        units += m->set[i]->units;
    }
    bool enough = m->n > 1 && whole_n > 0 && units >= units_of(whole_n);
    return enough && have_all(m, units_of(whole_n)) ? whole_n : 0;
}

uint16_t fragment_mix_join(struct fragment_mix *m, uint32_t whole_n, struct fragment_set *to)
{
    uint16_t least = UINT16_MAX;
    for (uint32_t unit = 0; unit < units_of(whole_n); unit++) {
        const struct fragment_set *s = who_has(m, unit);
        size_t at = (size_t)unit * UNIT;
        memcpy(to->bytes + at, s->bytes + at, UNIT);
        least = s->worth < least ? s->worth : least;
    }
    for (size_t i = 0; i < m->n; i++) {
        m->set[i]->mixed++;
        m->set[i]->spent = true;
    }
    return least;
}
