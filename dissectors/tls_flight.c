#include "dissectors/tls_flight.h"

#include "dissectors/tls_hello.h"
#include "dissectors/x509.h"

bool tls_gather_message(struct tls_gathering *g, struct bytes *message)
{
    struct cursor c = cursor_over((struct bytes){ g->room->b, g->have });
    skip(&c, 1);
    size_t n = take_be24(&c);
    if (!tls_gather(g, TLS_MESSAGE_HEADER + n))
        return false;
    *message = (struct bytes){ g->room->b + TLS_MESSAGE_HEADER, n };
    return true;
}

/* A client that has none says so with a chain of no length. */
bool tls_gather_certificate(struct tls_gathering *g, struct bytes *certificate)
{
    enum { LENGTH_N = 3 };
    if (!tls_gather(g, TLS_MESSAGE_HEADER + LENGTH_N))
        return false;
    struct cursor c = cursor_over((struct bytes){ g->room->b, g->have });
    skip(&c, 1);
    size_t message_n = take_be24(&c), chain_n = take_be24(&c);
    if (chain_n + LENGTH_N != message_n || chain_n < LENGTH_N || !tls_gather(g, g->have + LENGTH_N))
        return false;
    c = cursor_over((struct bytes){ g->room->b, g->have });
    skip(&c, g->have - LENGTH_N);
    size_t n = take_be24(&c), begin = g->have;
    if (n + LENGTH_N > chain_n || n > CERTIFICATE_MAX || !tls_gather(g, begin + n))
        return false;
    *certificate = (struct bytes){ g->room->b + begin, n };
    return true;
}

/* One message; *left: how much of its record follows it. */
static enum flight_found look_at_message(struct cursor *c, size_t *left, struct observation *o)
{
    struct tls_room room;
    struct tls_gathering g = { .c = c, .room = &room, .left = *left };
    struct bytes said;
    int type = tls_gather(&g, TLS_MESSAGE_HEADER) ? room.b[0] : -1;
    bool is_hello = type == TLS_CLIENT_HELLO || type == TLS_SERVER_HELLO;
    if (type == TLS_CERTIFICATE && tls_gather_certificate(&g, &said))
        return x509_read(said, o) ? FLIGHT_CERTIFICATE : FLIGHT_NONE;
    bool taken = is_hello && tls_gather_message(&g, &said);
    *left = g.left;
    return taken ? FLIGHT_WAIT : FLIGHT_NONE;
}

enum flight_found tls_find_certificate(struct bytes records, struct observation *o, size_t *missing)
{
    struct cursor c = cursor_over(records);
    size_t left = 0;
    enum flight_found found = look_at_message(&c, &left, o);
    if (found == FLIGHT_WAIT)
        found = look_at_message(&c, &left, o);
    *missing = c.missing;
    if (!cursor_ok(&c))
        return FLIGHT_WAIT;
    return found == FLIGHT_CERTIFICATE ? found : FLIGHT_NONE;
}
