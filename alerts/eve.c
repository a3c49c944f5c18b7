#include "alerts/eve.h"

#include <ctype.h>
#include <stdio.h>

#include "alerts/community_id.h"
#include "alerts/evidence.h"
#include "alerts/jot.h"
#include "core/hash.h"

enum { GID = 7200, REVISION = 1, SEVERITY_NONE = 4, TCP = 6, UDP = 17 };

static const char *const event_names[] = {
    [ALERT_OPENED] = "opened",
    [ALERT_ONGOING] = "ongoing",
    [ALERT_RESOLVED] = "resolved",
};

static const char *or_empty(const char *s)
{
    return s != NULL ? s : "";
}

/* The packet that was the evidence, as it was sent. */
struct sent {
    const struct endpoint *src;
    const struct endpoint *dst;
    const struct mac *src_mac;
    const struct mac *dst_mac;
};

static struct sent sent(const struct observation *o)
{
    if (o->from_client)
        return (struct sent){ &o->client, &o->server, &o->client_mac, &o->server_mac };
    return (struct sent){ &o->server, &o->client, &o->server_mac, &o->client_mac };
}

static const char *transport_name(const struct observation *o)
{
    switch (o->transport) {
    case TRANSPORT_TCP:
        return "TCP";
    case TRANSPORT_UDP:
        return "UDP";
    case TRANSPORT_ICMP:
        return ip_is_v4(&o->client.ip) ? "ICMP" : "IPv6-ICMP";
    case TRANSPORT_NONE:
    case TRANSPORT_OTHER:
        break;
    }
    return "";
}

static bool has_ports(const struct observation *o)
{
    return o->transport == TRANSPORT_TCP || o->transport == TRANSPORT_UDP;
}

/* The same for both directions, every time these ends use these ports, in every run; a double holds
 * it exactly. */
static uint64_t flow_id(const struct observation *o)
{
    static const struct hash_key for_ever = { { 0, 0 } };
    char id[COMMUNITY_ID_MAX] = { 0 };
    community_id(&o->client, &o->server, o->transport == TRANSPORT_TCP ? TCP : UDP, id);
    return hash_bytes(&for_ever, id, strlen(id)) & ((UINT64_C(1) << 53) - 1);
}

static void put_community_id(json_t *line, const struct observation *o)
{
    char id[COMMUNITY_ID_MAX];
    if (has_ports(o))
        jot_text(
            line, "community_id",
            community_id(&o->client, &o->server, o->transport == TRANSPORT_TCP ? TCP : UDP, id));
}

static void put_ether(json_t *line, const struct sent *s)
{
    if (!mac_known(s->src_mac) && !mac_known(s->dst_mac))
        return;
    json_t *ether = json_object();
    jot_mac(ether, "src_mac", s->src_mac);
    jot_mac(ether, "dest_mac", s->dst_mac);
    jot_value(line, "ether", ether);
}

static void put_vlan(json_t *line, uint16_t vlan)
{
    if (vlan != 0)
        jot_value(line, "vlan", json_pack("[i]", (int)vlan));
}

static void put_packet(json_t *line, const struct observation *o, const struct eve_style *style)
{
    struct sent s = sent(o);
    jot_time(line, "timestamp", o->time_ns);
    jot_number(line, "pcap_cnt", o->frame_no);
    jot_number(line, "flow_id", flow_id(o));
    jot_ip(line, "src_ip", &s.src->ip);
    jot_ip(line, "dest_ip", &s.dst->ip);
    if (has_ports(o)) {
        jot_number(line, "src_port", s.src->port);
        jot_number(line, "dest_port", s.dst->port);
    }
    jot_text(line, "proto", transport_name(o));
    if (style->compat == EVE_8)
        jot_number(line, "ip_v", ip_is_v4(&o->client.ip) ? 4 : 6);
    put_vlan(line, o->vlan);
    put_ether(line, &s);
    put_community_id(line, o);
    jot_text(line, "pkt_src", "wire/pcap");
    jot_text(line, "direction", o->from_client ? "to_server" : "to_client");
}

/* Suricata's names are lower case; what a dissector calls something else goes into the evidence
 * only. */
static bool is_app_proto(const char *s)
{
    for (; *s != '\0'; s++)
        if (!islower((unsigned char)*s) && !isdigit((unsigned char)*s) && *s != '-' && *s != '_')
            return false;
    return true;
}

static json_t *guide(const struct guide_item *item)
{
    json_t *g = json_object();
    jot_text(g, "item", item->number);
    jot_text(g, "title", item->title);
    jot_text(g, "level", level_name(item->level));
    jot_text(g, "recommended", item->recommended);
    jot_text(g, "remedy", item->remedy);
    return g;
}

static json_t *context(const struct alert *a)
{
    json_t *c = json_object();
    jot_text(c, "id", a->id);
    jot_text(c, "event", event_names[a->event]);
    jot_number(c, "sequence", a->sequence);
    jot_number(c, "count", a->count);
    jot_time(c, "first_seen", a->first_ns);
    jot_time(c, "last_seen", a->last_ns);
    jot_value(c, "camera", jot_camera(&a->ruling.camera));
    jot_value(c, "evidence", evidence_object(&a->ruling));
    jot_value(c, "guide", guide(a->ruling.item));
    return c;
}

/* As the rules of Emerging Threats grade it. */
static const char *signature_severity(unsigned severity)
{
    static const char *const names[] = { "Critical", "Major", "Minor", "Informational" };
    return names[severity < SEVERITY_NONE ? severity : SEVERITY_NONE - 1];
}

/* T1040, Network Sniffing: where the weakness is that what crosses can be read. */
static const char *technique(const char *cwe)
{
    static const char *const readable[] = { "CWE-311", "CWE-319", "CWE-326",
                                            "CWE-327", "CWE-522", "CWE-523" };
    for (size_t i = 0; i < sizeof readable / sizeof readable[0]; i++)
        if (strcmp(cwe, readable[i]) == 0)
            return "T1040";
    return "";
}

static unsigned severity(const struct alert *a)
{
    return a->event == ALERT_RESOLVED ? SEVERITY_NONE : a->ruling.item->severity;
}

static void put_what_7_lacks(json_t *m, const struct alert *a)
{
    char text[JOT_TIME_MAX];
    jot_list(m, "alert_id", a->id);
    (void)snprintf(text, sizeof text, "%llu", (unsigned long long)a->count);
    jot_list(m, "count", text);
    jot_list(m, "first_seen", jot_clock(a->first_ns, text));
    jot_list(m, "last_seen", jot_clock(a->last_ns, text));
    jot_list(m, "why", a->ruling.why.s);
}

static json_t *metadata(const struct alert *a, const struct eve_style *style)
{
    const struct guide_item *item = a->ruling.item;
    const struct camera_name *camera = &a->ruling.camera;
    char mac[MAC_TEXT_MAX];
    json_t *m = json_object();
    jot_list(m, "guide_item", item->number);
    jot_list(m, "level", level_name(item->level));
    jot_list(m, "event", event_names[a->event]);
    jot_list(m, "camera_mac", mac_known(&camera->mac) ? mac_text(&camera->mac, mac) : "");
    jot_list(m, "camera_vendor", camera->make.s);
    jot_list(m, "camera_model", camera->model.s);
    jot_list(m, "cwe_id", item->cwe);
    jot_list(m, "mitre_technique_id", technique(or_empty(item->cwe)));
    jot_list(m, "signature_severity", signature_severity(severity(a)));
    if (style->compat == EVE_7)
        put_what_7_lacks(m, a);
    return m;
}

static void put_end(json_t *alert, const char *key, const struct ip *ip, uint16_t port)
{
    json_t *end = json_object();
    jot_ip(end, "ip", ip);
    jot_port(end, "port", port);
    if (json_object_size(end) > 0)
        jot_value(alert, key, end);
    else
        json_decref(end);
}

/* The camera is always the target, whichever end of the conversation it was. */
static void put_ends(json_t *alert, const struct ruling *r)
{
    const struct observation *o = &r->evidence;
    bool is_client = ip_equal(&r->camera.ip, &o->client.ip);
    bool is_server = ip_equal(&r->camera.ip, &o->server.ip);
    if (!is_client && !is_server && mac_known(&r->camera.mac)) {
        is_client = mac_equal(&r->camera.mac, &o->client_mac);
        is_server = mac_equal(&r->camera.mac, &o->server_mac);
    }
    const struct endpoint *camera = is_client && !is_server ? &o->client : &o->server;
    const struct endpoint *other = camera == &o->client ? &o->server : &o->client;
    put_end(alert, "source", &other->ip, other->port);
    if (is_client || is_server)
        put_end(alert, "target", &camera->ip, camera->port);
    else
        put_end(alert, "target", &r->camera.ip, 0);
}

/* Says the same as long as the alert is open, so that readers can group by it. */
static void put_signature(json_t *alert, const struct alert *a)
{
    const struct guide_item *item = a->ruling.item;
    struct text reason;
    text_format(&reason, "%s", a->reason != NULL ? a->reason : "not as recommended");
    for (char *at = reason.s; *at != '\0'; at++)
        if (*at == '-')
            *at = ' ';
    char signature[512];
    (void)snprintf(signature, sizeof signature, "CAM %s %s: %s%s", item->number, item->title,
                   reason.s, a->event == ALERT_RESOLVED ? " (resolved)" : "");
    jot_text(alert, "signature", signature);
}

static json_t *alert_object(const struct alert *a, const struct eve_style *style)
{
    json_t *o = json_object();
    jot_text(o, "action", "allowed");
    jot_number(o, "gid", GID);
    jot_number(o, "signature_id", a->ruling.item->signature);
    jot_number(o, "rev", REVISION);
    put_signature(o, a);
    jot_text(o, "category", a->ruling.item->category);
    jot_number(o, "severity", severity(a));
    put_ends(o, &a->ruling);
    jot_value(o, "metadata", metadata(a, style));
    if (style->compat == EVE_8)
        jot_value(o, "context", context(a));
    return o;
}

size_t eve_write(const struct alert *a, const struct eve_style *style, char *out, size_t room)
{
    const struct observation *o = &a->ruling.evidence;
    json_t *line = json_object();
    jot_text(line, "event_type", "alert");
    put_packet(line, o, style);
    if (is_app_proto(or_empty(o->protocol)))
        jot_text(line, "app_proto", o->protocol);
    jot_text(line, "host", style->host);
    jot_value(line, "alert", alert_object(a, style));
    return jot_line(line, out, room);
}
