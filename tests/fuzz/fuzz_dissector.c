/* One harness for every dissector; CMake builds it once a line of dissectors.def. The first byte
 * says how the rest is cut into pieces, the second after how many bytes the other end speaks; with
 * one value of it each turn begins with two bytes that say how long it is, for protocols in which
 * each message has a length of its own. What a dissector says must not depend on the cut. */

#include "tests/support/dissect.h"

#include <stdlib.h>

#define PASTE(name)           name##_dissector
#define DISSECTOR_NAMED(name) PASTE(name)
extern const struct dissector DISSECTOR_NAMED(FUZZED);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TURNS_MAX = 64, OWN_LENGTHS = 0xfd, OWN_LENGTH_MAX = 2047 };

static size_t turns_of(struct bytes in, size_t turn_n, struct turn turns[TURNS_MAX])
{
    size_t n = 0;
    while (in.n > 0 && n < TURNS_MAX) {
        turns[n] = (struct turn){ n % 2 == 0, bytes_first(in, n + 1 < TURNS_MAX ? turn_n : in.n) };
        in = bytes_after(in, turns[n].said.n);
        n++;
    }
    return n;
}

static size_t turns_by_length(struct bytes in, struct turn turns[TURNS_MAX])
{
    size_t n = 0;
    struct cursor c = cursor_over(in);
    while (cursor_left(&c) > 2 && n < TURNS_MAX) {
        size_t said_n = take_be16(&c) & OWN_LENGTH_MAX;
        struct bytes said = bytes_first(cursor_rest(&c), said_n);
        skip(&c, said.n);
        turns[n] = (struct turn){ n % 2 == 0, said };
        n++;
    }
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    struct turn turns[TURNS_MAX];
    struct bytes in = { data + 2, size - 2 };
    size_t n = data[1] == OWN_LENGTHS ? turns_by_length(in, turns)
                                      : turns_of(in, (size_t)4 + data[1] * 4U, turns);
    struct seen *whole = talk(&DISSECTOR_NAMED(FUZZED), turns, n, SIZE_MAX);
    if (DISSECTOR_NAMED(FUZZED).transport == TRANSPORT_TCP) {
        struct seen *pieces = talk(&DISSECTOR_NAMED(FUZZED), turns, n, (size_t)1 + data[0]);
        if (whole->n != pieces->n)
            abort();
        for (size_t i = 0; i < whole->n; i++)
            if (!fact_equal(&whole->o[i], &pieces->o[i]))
                abort();
        seen_free(pieces);
    }
    seen_free(whole);
    return 0;
}
