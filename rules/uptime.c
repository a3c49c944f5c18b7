#include "rules/uptime.h"

#include "rules/moment.h"

static const uint64_t second_ns = 1000000000;

enum { RESTART_S = 45, GONE_S = 60 };

/* It ran from one time to the other. Times that touch make one. */
static void note_running(struct uptime *u, uint64_t from_ns, uint64_t to_ns)
{
    bool touches = u->to_ns != 0 && from_ns <= u->to_ns;
    u->from_ns = touches && u->from_ns < from_ns ? u->from_ns : from_ns;
    u->to_ns = to_ns;
}

bool uptime_by_snmp(struct uptime *u, const struct observation *o, uint64_t *started_ns)
{
    uint64_t up_ns = o->management.uptime_s * second_ns;
    if (!o->management.has_uptime || up_ns >= o->time_ns)
        return false;
    *started_ns = o->time_ns - up_ns;
    note_running(u, *started_ns, o->time_ns);
    return true;
}

/* Whether x gives way to a new connection before y does: what has not been seen for a minute, then
 * what has lasted least. */
static bool gives_way(const struct connection *x, const struct connection *y, uint64_t now_ns)
{
    bool x_gone = apart(x->to_ns, now_ns, GONE_S);
    bool y_gone = apart(y->to_ns, now_ns, GONE_S);
    return x_gone != y_gone ? x_gone : x->to_ns - x->from_ns < y->to_ns - y->from_ns;
}

/* The connection this fact belongs to; a new one begins now. */
static struct connection *connection_of(struct uptime *u, const struct observation *o)
{
    const struct endpoint *own = o->from_client ? &o->client : &o->server;
    const struct endpoint *peer = o->from_client ? &o->server : &o->client;
    struct connection *first = u->connection;
    for (struct connection *c = u->connection; c < u->connection + CONNECTIONS_MAX; c++) {
        if (c->own_port == own->port && c->from_ns != 0 && endpoint_equal(&c->peer, peer))
            return c;
        first = gives_way(c, first, o->time_ns) ? c : first;
    }
    *first = (struct connection){ *peer, own->port, o->time_ns, o->time_ns };
    return first;
}

bool uptime_by_connection(struct uptime *u, const struct observation *o)
{
    if (o->transport != TRANSPORT_TCP)
        return false;
    struct connection *c = connection_of(u, o);
    if (o->time_ns <= c->to_ns)
        return false;
    c->to_ns = o->time_ns;
    note_running(u, c->from_ns, c->to_ns);
    return true;
}

bool uptime_covers(const struct uptime *u, uint64_t at_ns)
{
    return u->to_ns != 0 && at_ns >= u->from_ns && !apart(u->to_ns, at_ns, RESTART_S);
}

void uptime_move(struct uptime *u, int64_t by_ns)
{
    move_time(&u->from_ns, by_ns);
    move_time(&u->to_ns, by_ns);
    for (struct connection *c = u->connection; c < u->connection + CONNECTIONS_MAX; c++) {
        move_time(&c->from_ns, by_ns);
        move_time(&c->to_ns, by_ns);
    }
}
