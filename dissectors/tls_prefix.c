#include "dissectors/tls_prefix.h"

enum hello_found tls_read_prefix(struct bytes message, struct tls_agreed *a)
{
    struct cursor c = cursor_over(message);
    uint8_t type = take_u8(&c);
    skip(&c, 3);
    if (message.n > 0 && type != TLS_SERVER_HELLO)
        return HELLO_NONE;
    if (!cursor_ok(&c) || !tls_read_server_hello(cursor_rest(&c), a))
        return HELLO_WAIT;
    if (a->cipher >> 8 == 0x13) /* only TLS 1.3 has these: its extension may be further down */
        a->version = 0x0304;
    return HELLO_TAKEN;
}
