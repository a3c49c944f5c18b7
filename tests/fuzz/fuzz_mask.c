/* A payload of any transport and port: what comes out is its own bytes or an `x`. The
 * first byte is the transport, two are the port. */

#include "evidence/mask.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool ok)
{
    if (!ok)
        abort();
}

/* In memory of its own, so that a write too far is caught. */
static uint8_t *masked(struct packet p)
{
    uint8_t *out = malloc(p.payload.n + (p.payload.n == 0));
    demand(out != NULL);
    mask_payload(&p, out);
    for (size_t i = 0; i < p.payload.n; i++)
        demand(out[i] == p.payload.p[i] || out[i] == 'x');
    return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cursor c = cursor_over((struct bytes){ data, size });
    struct packet p = { .transport = (enum transport)(take_u8(&c) % (TRANSPORT_OTHER + 1)) };
    p.dst.port = take_be16(&c);
    p.ethertype = p.dst.port;
    if (!cursor_ok(&c))
        return 0;
    uint8_t *own = malloc(cursor_left(&c) + 1);
    demand(own != NULL);
    struct bytes rest = cursor_rest(&c);
    if (rest.n > 0)
        memcpy(own + 1, rest.p, rest.n);
    p.payload = (struct bytes){ own + 1, rest.n };
    free(masked(p));
    free(own);
    return 0;
}
