#include "alerts/evidence.h"

#include <stdio.h>

#include "alerts/jot.h"
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

static json_t *fact(const struct observation *o)
{
    const struct fact_kind *kind = &fact_kinds[o->kind];
    char text[FACT_TEXT_MAX];
    json_t *f = json_object();
    jot_text(f, "kind", kind->name);
    for (const struct fact_field *field = kind->fields; field->name != NULL; field++)
        if (fact_text(o, field, text))
            jot_text(f, field->name, text);
    return f;
}

json_t *evidence_object(const struct ruling *r, bool live)
{
    const struct observation *o = &r->evidence;
    char filter[FILTER_MAX];
    json_t *e = json_object();
    jot_text(e, "why", r->why.s);
    jot_text(e, "reason", r->reason);
    jot_text(e, "verdict", verdict_name(r->verdict));
    jot_text(e, "protocol", o->protocol);
    jot_time(e, "time", o->time_ns);
    if (is_of_sensor(r))
        return e;
    if (!live)
        jot_number(e, "frame", o->frame_no);
    jot_text(e, "wireshark_filter", evidence_filter(o, filter));
    jot_value(e, "fact", fact(o));
    return e;
}
