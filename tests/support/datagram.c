#include "tests/support/datagram.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdlib.h>

struct datagram datagram_of_hex(const char *digits)
{
    struct datagram d = { 0 };
    size_t nibbles = 0;
    for (; *digits != '\0'; digits++) {
        if (isspace((unsigned char)*digits))
            continue;
        int value = hex_digit((uint8_t)*digits);
        cr_assert(value >= 0 && nibbles < sizeof d.b * 2);
        d.b[nibbles / 2] = (uint8_t)(d.b[nibbles / 2] << 4 | value);
        nibbles++;
    }
    cr_assert(nibbles % 2 == 0);
    d.n = nibbles / 2;
    return d;
}

static uint8_t *exact_copy(struct bytes b)
{
    uint8_t *copy = malloc(b.n + (b.n == 0));
    if (copy == NULL)
        abort();
    if (b.n > 0)
        memcpy(copy, b.p, b.n);
    return copy;
}

static void collect(void *self, const struct observation *o)
{
    struct seen *seen = self;
    if (seen->n < SEEN_MAX)
        seen->o[seen->n++] = *o;
}

struct seen *hear(const struct dissector *x, struct bytes datagram, uint16_t from, uint16_t to)
{
    static const uint8_t near[4] = { 192, 0, 2, 9 }, far[4] = { 192, 0, 2, 5 };
    _Alignas(max_align_t) uint8_t state[STATE_MAX] = { 0 };
    struct seen *seen = calloc(1, sizeof *seen);
    struct remarks *remarks = calloc(1, sizeof *remarks);
    if (seen == NULL || remarks == NULL)
        abort();
    uint8_t *exact = exact_copy(datagram); /* its own block, so that a read too far is caught */
    struct feed f = { .dissector = x, .stage = FEED_KNOWN, .state = state };
    struct tail_pool tails = { 0 };
    struct feeding fg = {
        .tails = &tails,
        .counters = &seen->counters,
        .to = { collect, seen },
        .remarks = remarks,
    };
    struct packet p = {
        .time_ns = 1700000000000000000,
        .frame_no = 1,
        .transport = x->transport,
        .src = { ip_from_v4(near), from },
        .dst = { ip_from_v4(far), to },
        .payload = { exact, datagram.n },
    };
    feed_take(&fg, &f, &p, 0, p.payload);
    free(exact);
    free(remarks);
    return seen;
}

enum recognition recognised(const struct dissector *x, struct bytes datagram, uint16_t from,
                            uint16_t to, enum speaker *speaker)
{
    uint8_t *exact = exact_copy(datagram);
    struct opening o = { .said = { exact, datagram.n }, .from_port = from, .to_port = to };
    enum recognition answer = x->recognise(&o);
    free(exact);
    if (speaker != NULL)
        *speaker = o.speaker;
    return answer;
}

bool knows(const struct dissector *x, const char *digits, uint16_t from, uint16_t to)
{
    struct datagram d = datagram_of_hex(digits);
    return recognised(x, datagram_bytes(&d), from, to, NULL) == MINE;
}

void takes_in_silence(const struct dissector *x, struct bytes datagram, uint16_t from, uint16_t to)
{
    struct seen *seen = hear(x, datagram, from, to);
    cr_assert_eq(seen->n, 0);
    cr_assert_eq(seen->counters.n[COUNT_message_rejected], 0);
    cr_assert_eq(recognised(x, datagram, from, to, NULL), MINE);
    seen_free(seen);
}

void rejects(const struct dissector *x, struct bytes datagram, uint16_t from, uint16_t to)
{
    struct seen *seen = hear(x, datagram, from, to);
    cr_assert_eq(seen->n, 0);
    cr_assert_eq(seen->counters.n[COUNT_message_rejected], 1);
    cr_assert_eq(recognised(x, datagram, from, to, NULL), NOT_MINE);
    seen_free(seen);
}

void says_nothing_of_a_cut_datagram(const struct dissector *x, struct bytes datagram, uint16_t from,
                                    uint16_t to)
{
    for (size_t n = 0; n < datagram.n; n++) {
        struct bytes cut = bytes_first(datagram, n);
        struct seen *seen = hear(x, cut, from, to);
        cr_assert_eq(seen->n, 0, "cut to %zu bytes", n);
        cr_assert_neq(recognised(x, cut, from, to, NULL), MINE, "cut to %zu bytes", n);
        seen_free(seen);
    }
}
