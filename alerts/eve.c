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

static void put_camera(struct pen *p, const char *whose, const struct camera_name *c)
{
    pen_open(p, whose);
    if (c->vlan != 0)
        pen_number(p, "vlan", c->vlan);
    pen_text(p, "id", c->id.s);
    pen_text(p, "name", c->name.s);
    pen_mac(p, "mac", &c->mac);
    pen_ip(p, "ip", &c->ip);
    pen_text(p, "make", c->make.s);
    pen_text(p, "model", c->model.s);
    pen_text(p, "firmware", c->firmware.s);
    pen_text(p, "serial", c->serial.s);
    pen_close(p);
}

static void put_guide(struct pen *p, const struct ruling *r)
{
    const struct guide_item *item = r->item;
    pen_open(p, "guide");
    pen_text(p, "item", item->number);
    pen_text(p, "title", item->title);
    pen_text(p, "level", level_of(r));
    pen_text(p, "recommended", item->recommended);
    pen_text(p, "remedy", r->remedy != NULL ? r->remedy : item->remedy);
    pen_close(p);
}

static void put_context(struct pen *p, const struct alert *a, const struct eve_style *style)
{
    char group[ALERT_ID_MAX];
    alert_group(&a->ruling, group);
    pen_open(p, "context");
    pen_text(p, "id", a->id);
    pen_text(p, "group", group);
    pen_text(p, "event", event_names[a->event]);
    pen_number(p, "sequence", a->sequence);
    pen_number(p, "count", a->count);
    pen_time(p, "first_seen", a->first_ns);
    pen_time(p, "last_seen", a->last_ns);
    put_camera(p, is_of_sensor(&a->ruling) ? "sensor" : "camera", &a->ruling.camera);
    evidence_write(p, &a->ruling, style->interface != NULL);
    put_guide(p, &a->ruling);
    pen_close(p);
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

static void put_what_7_lacks(struct pen *p, const struct alert *a)
{
    char text[JOT_TIME_MAX];
    char group[ALERT_ID_MAX];
    alert_group(&a->ruling, group);
    pen_list(p, "alert_id", a->id);
    pen_list(p, "alert_group", group);
    (void)snprintf(text, sizeof text, "%llu", (unsigned long long)a->sequence);
    pen_list(p, "sequence", text);
    (void)snprintf(text, sizeof text, "%llu", (unsigned long long)a->count);
    pen_list(p, "count", text);
    pen_list(p, "camera", is_of_sensor(&a->ruling) ? "" : a->ruling.camera.id.s);
    pen_list(p, "first_seen", jot_clock(a->first_ns, text));
    pen_list(p, "last_seen", jot_clock(a->last_ns, text));
    pen_list(p, "why", a->ruling.why.s);
}

static void put_metadata(struct pen *p, const struct alert *a, const struct eve_style *style)
{
    const struct guide_item *item = a->ruling.item;
    const struct camera_name *camera = &a->ruling.camera;
    char mac[MAC_TEXT_MAX];
    pen_open(p, "metadata");
    pen_list(p, "guide_item", item->number);
    pen_list(p, "level", level_of(&a->ruling));
    pen_list(p, "event", event_names[a->event]);
    pen_list(p, "camera_mac", mac_known(&camera->mac) ? mac_text(&camera->mac, mac) : "");
    pen_list(p, "sensor", is_of_sensor(&a->ruling) ? camera->name.s : "");
    pen_list(p, "camera_vendor", camera->make.s);
    pen_list(p, "camera_model", camera->model.s);
    pen_list(p, "cwe_id", item->cwe);
    pen_list(p, "mitre_technique_id", technique(or_empty(item->cwe)));
    pen_list(p, "signature_severity", signature_severity(eve_severity(a)));
    if (style->compat == EVE_7)
        put_what_7_lacks(p, a);
    pen_close(p);
}

static void put_end(struct pen *p, const char *key, const struct ip *ip, uint16_t port)
{
    static const struct ip unknown;
    if (port == 0 && ip_equal(ip, &unknown))
        return;
    pen_open(p, key);
    pen_ip(p, "ip", ip);
    pen_port(p, "port", port);
    pen_close(p);
}

/* The camera is always the target, whichever end of the conversation it was. */
static void put_ends(struct pen *p, const struct ruling *r)
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
    put_end(p, "source", &other->ip, other->port);
    if (is_client || is_server)
        put_end(p, "target", &camera->ip, camera->port);
    else
        put_end(p, "target", &r->camera.ip, 0);
}

/* Says the same as long as the alert is open, so that readers can group by it. */
static void put_signature(struct pen *p, const struct alert *a)
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
    pen_text(p, "signature", signature);
}

static void put_alert(struct pen *p, const struct alert *a, const struct eve_style *style)
{
    pen_open(p, "alert");
    pen_text(p, "action", "allowed");
    pen_number(p, "gid", GID);
    pen_number(p, "signature_id", a->ruling.item->signature);
    pen_number(p, "rev", REVISION);
    put_signature(p, a);
    pen_text(p, "category", a->ruling.item->category);
    pen_number(p, "severity", eve_severity(a));
    if (!is_of_sensor(&a->ruling))
        put_ends(p, &a->ruling);
    put_metadata(p, a, style);
    if (style->compat == EVE_8)
        put_context(p, a, style);
    pen_close(p);
}

size_t eve_write(const struct alert *a, const struct eve_style *style, char *out, size_t room)
{
    const struct observation *o = &a->ruling.evidence;
    struct pen p;
    pen_begin(&p, out, room);
    pen_text(&p, "event_type", "alert");
    pen_time(&p, "timestamp", o->time_ns);
    pen_text(&p, "in_iface", style->interface);
    if (!is_of_sensor(&a->ruling))
        eve_packet(&p, o, style);
    if (is_app_proto(or_empty(o->protocol)))
        pen_text(&p, "app_proto", o->protocol);
    pen_text(&p, "host", style->host);
    pen_text(&p, "capture_file", a->capture);
    put_alert(&p, a, style);
    return pen_end(&p);
}
