/* The reader of port mappings asked by SOAP: up to the first line feed the SOAPACTION, then the
 * body. What it says of a body cut short is no more than that something was asked. */

#include "dissectors/igd.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cursor c = cursor_over((struct bytes){ data, size });
    struct bytes action = take_line(&c);
    struct bytes body = cursor_rest(&c);
    struct igd_call call, cut;
    bool is_call = igd_read_call(action, body, &call);
    bool is_act = call.act == ACT_ADD || call.act == ACT_DELETE;
    if (is_call != is_act || is_call != igd_read_call(action, (struct bytes){ 0 }, &cut))
        abort();
    return 0;
}
