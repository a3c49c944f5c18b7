#include "alerts/eve.h"

#include <ctype.h>
#include <stdio.h>

#include "alerts/alert_id.h"
#include "alerts/eve_packet.h"
#include "alerts/evidence.h"
#include "alerts/jot.h"
#include "alerts/sensor_items.h"

enum { GID = 7200, REVISION = 1, SEVERITY_NONE = 4 };

static const char *const event_names[] = {
    [ALERT_OPENED] = "opened",
    [ALERT_ONGOING] = "ongoing",
    [ALERT_RESOLVED] = "resolved",
};

static const char *or_empty(const char *s)
{
    return s != NULL ? s : "";
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

/* A level of protection is for cameras. */
static const char *level_of(const struct ruling *r)
{
    return is_of_sensor(r) ? "" : level_name(r->item->level);
}

static json_t *guide(const struct ruling *r)
{
    const struct guide_item *item = r->item;
    json_t *g = json_object();
    jot_text(g, "item", item->number);
    jot_text(g, "title", item->title);
    jot_text(g, "level", level_of(r));
    jot_text(g, "recommended", item->recommended);
    jot_text(g, "remedy", r->remedy != NULL ? r->remedy : item->remedy);
    return g;
}

static json_t *context(const struct alert *a, const struct eve_style *style)
{
    const char *whose = is_of_sensor(&a->ruling) ? "sensor" : "camera";
    char group[ALERT_ID_MAX];
    alert_group(&a->ruling, group);
    json_t *c = json_object();
    jot_text(c, "id", a->id);
    jot_text(c, "group", group);
    jot_text(c, "event", event_names[a->event]);
    jot_number(c, "sequence", a->sequence);
    jot_number(c, "count", a->count);
    jot_time(c, "first_seen", a->first_ns);
    jot_time(c, "last_seen", a->last_ns);
    jot_value(c, whose, jot_camera(&a->ruling.camera));
    jot_value(c, "evidence", evidence_object(&a->ruling, style->interface != NULL));
    jot_value(c, "guide", guide(&a->ruling));
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

unsigned eve_severity(const struct alert *a)
{
    return a->event == ALERT_RESOLVED ? SEVERITY_NONE : a->ruling.item->severity;
}

static void put_what_7_lacks(json_t *m, const struct alert *a)
{
    char text[JOT_TIME_MAX];
    char group[ALERT_ID_MAX];
    alert_group(&a->ruling, group);
    jot_list(m, "alert_id", a->id);
    jot_list(m, "alert_group", group);
    (void)snprintf(text, sizeof text, "%llu", (unsigned long long)a->sequence);
    jot_list(m, "sequence", text);
    (void)snprintf(text, sizeof text, "%llu", (unsigned long long)a->count);
    jot_list(m, "count", text);
    jot_list(m, "camera", is_of_sensor(&a->ruling) ? "" : a->ruling.camera.id.s);
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
    jot_list(m, "level", level_of(&a->ruling));
    jot_list(m, "event", event_names[a->event]);
    jot_list(m, "camera_mac", mac_known(&camera->mac) ? mac_text(&camera->mac, mac) : "");
    jot_list(m, "sensor", is_of_sensor(&a->ruling) ? camera->name.s : "");
    jot_list(m, "camera_vendor", camera->make.s);
    jot_list(m, "camera_model", camera->model.s);
    jot_list(m, "cwe_id", item->cwe);
    jot_list(m, "mitre_technique_id", technique(or_empty(item->cwe)));
    jot_list(m, "signature_severity", signature_severity(eve_severity(a)));
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
    (void)snprintf(signature, sizeof signature, "CAM %s %s: %s%s",
                   is_of_sensor(&a->ruling) ? "sensor" : item->number, item->title, reason.s,
                   a->event == ALERT_RESOLVED ? " (resolved)" : "");
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
    jot_number(o, "severity", eve_severity(a));
    if (!is_of_sensor(&a->ruling))
        put_ends(o, &a->ruling);
    jot_value(o, "metadata", metadata(a, style));
    if (style->compat == EVE_8)
        jot_value(o, "context", context(a, style));
    return o;
}

size_t eve_write(const struct alert *a, const struct eve_style *style, char *out, size_t room)
{
    const struct observation *o = &a->ruling.evidence;
    json_t *line = json_object();
    jot_text(line, "event_type", "alert");
    jot_time(line, "timestamp", o->time_ns);
    jot_text(line, "in_iface", style->interface);
    if (!is_of_sensor(&a->ruling))
        eve_packet(line, o, style);
    if (is_app_proto(or_empty(o->protocol)))
        jot_text(line, "app_proto", o->protocol);
    jot_text(line, "host", style->host);
    jot_value(line, "alert", alert_object(a, style));
    return jot_line(line, out, room);
}
