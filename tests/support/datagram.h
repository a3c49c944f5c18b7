/* What the tests of datagram dissectors have in common: datagrams in hexadecimal, and ports. */
#pragma once

#include "tests/support/dissect.h"

enum { DATAGRAM_MAX = 1500 };

struct datagram {
    size_t n;
    uint8_t b[DATAGRAM_MAX];
};

/* White space between the digits is passed over. Fails the test if it is anything else. */
struct datagram datagram_of_hex(const char *digits);

static inline struct bytes datagram_bytes(const struct datagram *d)
{
    return (struct bytes){ d->b, d->n };
}

/* What x says of one datagram from 192.0.2.9 to 192.0.2.5, the first of its conversation; x is not
 * asked whether it knows it. To be freed by seen_free(). */
struct seen *hear(const struct dissector *x, struct bytes datagram, uint16_t from, uint16_t to);

/* What x answers when it is asked; *speaker, if not NULL, is what it found out. */
enum recognition recognised(const struct dissector *x, struct bytes datagram, uint16_t from,
                            uint16_t to, enum speaker *speaker);

/* Whether x takes a datagram, in hexadecimal, for its own. */
bool knows(const struct dissector *x, const char *digits, uint16_t from, uint16_t to);

/* Checks that x takes the datagram for its own and says nothing of it. */
void takes_in_silence(const struct dissector *x, struct bytes datagram, uint16_t from, uint16_t to);

/* Checks that x neither takes the datagram for its own nor says anything of it. */
void rejects(const struct dissector *x, struct bytes datagram, uint16_t from, uint16_t to);

/* Checks that nothing is said of any beginning of the datagram, and none is taken for x's. */
void says_nothing_of_a_cut_datagram(const struct dissector *x, struct bytes datagram, uint16_t from,
                                    uint16_t to);
