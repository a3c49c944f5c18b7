/* What stands inside an Initial packet of QUIC: the input is frames, which are sealed as RFC 9001
 * section 5 says, so that the dissector opens them. The first byte says which version, who speaks,
 * and whether a second packet follows, in which the rest of the frames is. */

#include <stdlib.h>

#include "core/facts.h"
#include "tests/support/quic_packet.h"

extern const struct dissector quic_dissector;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FRAMES_MAX = 1200 };

static void say(struct datagram *d, uint8_t how, struct bytes frames)
{
    struct quic_say s = { .version = (how & 1) != 0 ? QUIC_VERSION_2 : 1,
                          .from_client = (how & 2) == 0,
                          .id = "8394c8f03e515708",
                          .frames = bytes_first(frames, FRAMES_MAX) };
    d->n = 0;
    quic_seal(d, &s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct datagram d[2];
    if (size < 2)
        return 0;
    struct bytes in = { data + 1, size - 1 };
    size_t n = (data[0] & 4) != 0 ? in.n / 2 : in.n;
    say(&d[0], data[0], bytes_first(in, n));
    say(&d[1], data[0], bytes_after(in, n));
    const struct turn turns[] = { { true, datagram_bytes(&d[0]) },
                                  { true, datagram_bytes(&d[1]) } };
    struct seen *first = talk(&quic_dissector, turns, n < in.n ? 2 : 1, SIZE_MAX);
    struct seen *again = talk(&quic_dissector, turns, n < in.n ? 2 : 1, SIZE_MAX);
    if (first->n != again->n)
        abort();
    for (size_t i = 0; i < first->n; i++)
        if (!fact_equal(&first->o[i], &again->o[i]))
            abort();
    seen_free(first);
    seen_free(again);
    return 0;
}
