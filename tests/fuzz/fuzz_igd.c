/* The reader of port mappings asked by SOAP: up to the first line feed the SOAPACTION, then the
 * body: what it asks for must not depend on how that is cut. */

#include "dissectors/igd.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct igd_call read(enum act act, struct bytes body, size_t piece)
{
    struct igd_body b = { .call.act = act };
    for (; body.n > 0; body = bytes_after(body, piece))
        igd_take(&b, bytes_first(body, piece));
    return igd_call_of(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cursor c = cursor_over((struct bytes){ data, size });
    struct bytes action = take_line(&c), body = cursor_rest(&c);
    enum act act = igd_act(action);
    if (act != ACT_NONE && act != ACT_ADD && act != ACT_DELETE)
        abort();
    struct igd_call whole = read(act, body, SIZE_MAX), pieces = read(act, body, 1);
    bool same = whole.external_port == pieces.external_port && whole.lease_s == pieces.lease_s &&
                whole.internal_port == pieces.internal_port && whole.udp == pieces.udp &&
                ip_equal(&whole.internal, &pieces.internal);
    if (!same || whole.act != act)
        abort();
    return 0;
}
