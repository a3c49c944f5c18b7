#include "alerts/evidence.h"

#include <stdio.h>

#include "alerts/sensor_items.h"
#include "core/facts.h"

static const char *link_filter(const struct observation *o, char out[static FILTER_MAX])
{
    char a[MAC_TEXT_MAX];
    char b[MAC_TEXT_MAX];
    (void)snprintf(out, FILTER_MAX, "eth.addr == %s && eth.addr == %s", mac_text(&o->client_mac, a),
                   mac_text(&o->server_mac, b));
    return out;
}

const char *evidence_filter(const struct observation *o, char out[static FILTER_MAX])
{
    if (o->transport == TRANSPORT_LINK)
        return link_filter(o, out);
    char a[IP_TEXT_MAX];
    char b[IP_TEXT_MAX];
    const char *ip = ip_is_v4(&o->client.ip) ? "ip" : "ipv6";
    const char *port = o->transport == TRANSPORT_TCP ? "tcp" : "udp";
    int n = snprintf(out, FILTER_MAX, "%s.addr == %s && %s.addr == %s", ip,
                     ip_text(&o->client.ip, a), ip, ip_text(&o->server.ip, b));
    if (o->transport == TRANSPORT_TCP || o->transport == TRANSPORT_UDP)
        (void)snprintf(out + n, FILTER_MAX - (size_t)n, " && %s.port == %u && %s.port == %u", port,
                       (unsigned)o->client.port, port, (unsigned)o->server.port);
    return out;
}

static void put_fact(struct pen *p, const struct observation *o)
{
    const struct fact_kind *kind = &fact_kinds[o->kind];
    char text[FACT_TEXT_MAX];
    pen_open(p, "fact");
    pen_text(p, "kind", kind->name);
    for (const struct fact_field *field = kind->fields; field->name != NULL; field++)
        if (fact_text(o, field, text))
            pen_text(p, field->name, text);
    pen_close(p);
}

static void put_place(struct pen *p, const struct observation *o, bool live)
{
    char filter[FILTER_MAX];
    if (!live)
        pen_number(p, "frame", o->frame_no);
    pen_text(p, "wireshark_filter", evidence_filter(o, filter));
    put_fact(p, o);
}

void evidence_write(struct pen *p, const struct ruling *r, bool live)
{
    const struct observation *o = &r->evidence;
    pen_open(p, "evidence");
    pen_text(p, "why", r->why.s);
    pen_text(p, "reason", r->reason);
    pen_text(p, "verdict", verdict_name(r->verdict));
    pen_text(p, "protocol", o->protocol);
    pen_time(p, "time", o->time_ns);
    if (!is_of_sensor(r))
        put_place(p, o, live);
    pen_close(p);
}
