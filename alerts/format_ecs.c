/* An alert in the words of the Elastic Common Schema 8.11: event, rule, source, destination,
 * network, observer (the sensor), host and device (the camera), threat, related. What ECS has no
 * word for stands under `camwarden`, as its guidelines for custom fields ask. */
#include "alerts/format_ecs.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

#include "alerts/format.h"
#include "alerts/jot.h"

enum { ECS_MAC_MAX = 24 };

static void put_time(json_t *o, const char *key, const char *time)
{
    char text[TOLD_TIME_MAX];
    jot_text(o, key, told_rfc3339(time, text));
}

static void put_positive(json_t *o, const char *key, uint64_t n)
{
    if (n != 0 && n <= INT64_MAX)
        jot_number(o, key, n);
}

static void put_positive_as_text(json_t *o, const char *key, uint64_t n)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%" PRIu64, n);
    jot_text(o, key, n != 0 ? text : "");
}

/* An object that says nothing is left out. */
static void put_object(json_t *o, const char *key, json_t *value)
{
    if (json_object_size(value) > 0)
        jot_value(o, key, value);
    else
        json_decref(value);
}

/* RFC 7042: "BC-C3-42-00-00-05". */
static const char *mac(const char *ours, char out[static ECS_MAC_MAX])
{
    size_t n = 0;
    for (; ours[n] != '\0' && n < ECS_MAC_MAX - 1; n++)
        out[n] = (char)(ours[n] == ':' ? '-' : toupper((unsigned char)ours[n]));
    out[n] = '\0';
    return out;
}

static json_t *ecs_of(void)
{
    json_t *o = json_object();
    jot_text(o, "version", "8.11.0");
    return o;
}

static json_t *event(const struct told *t)
{
    char id[64];
    json_t *o = json_object();
    (void)snprintf(id, sizeof id, "%.32s-%" PRIu64, t->id, t->sequence);
    jot_text(o, "kind", "alert");
    jot_value(o, "category", json_pack("[s,s]", "network", "intrusion_detection"));
    jot_list(o, "type", "info");
    jot_text(o, "module", "camwarden");
    jot_text(o, "dataset", "camwarden.alert");
    jot_text(o, "action", t->event);
    jot_text(o, "id", t->id[0] != '\0' ? id : "");
    put_positive(o, "sequence", t->sequence);
    jot_number(o, "severity", t->severity);
    put_positive_as_text(o, "code", t->signature_id);
    jot_text(o, "reason", t->why);
    put_time(o, "start", t->first_seen);
    put_time(o, "end", t->last_seen);
    return o;
}

static json_t *rule(const struct told *t)
{
    json_t *o = json_object();
    put_positive_as_text(o, "id", t->signature_id);
    put_positive_as_text(o, "version", told_number(t->alert, "rev"));
    jot_text(o, "name", t->signature);
    jot_text(o, "category", t->category);
    jot_text(o, "ruleset", "hardening guide");
    return o;
}

static json_t *end(const struct told *t, const char *ip, const char *port, const char *ether)
{
    char text[ECS_MAC_MAX];
    json_t *o = json_object();
    jot_text(o, "ip", told_text(t->line, ip));
    jot_text(o, "address", told_text(t->line, ip));
    put_positive(o, "port", told_number(t->line, port));
    jot_text(o, "mac", mac(told_text(json_object_get(t->line, "ether"), ether), text));
    return o;
}

static json_t *network(const struct told *t)
{
    char transport[16];
    const char *proto = told_text(t->line, "proto");
    const char *ip = told_text(t->line, "src_ip");
    const char *type = strchr(ip, ':') != NULL ? "ipv6" : "ipv4";
    size_t n = 0;
    for (; proto[n] != '\0' && n < sizeof transport - 1; n++)
        transport[n] = (char)tolower((unsigned char)proto[n]);
    transport[n] = '\0';
    json_t *o = json_object();
    json_t *vlan = json_object();
    jot_text(o, "transport", transport);
    jot_text(o, "type", ip[0] != '\0' ? type : "");
    jot_text(o, "protocol", told_text(t->line, "app_proto"));
    jot_text(o, "community_id", told_text(t->line, "community_id"));
    put_positive_as_text(vlan, "id", told_number(t->line, "vlan"));
    put_object(o, "vlan", vlan);
    return o;
}

static json_t *observer(const struct told *t)
{
    json_t *o = json_object();
    jot_text(o, "name", t->host);
    jot_text(o, "type", "sensor");
    jot_text(o, "vendor", "Camwarden");
    jot_text(o, "product", "Camwarden");
    jot_text(o, "version", CAMWARDEN_VERSION);
    if (t->interface[0] != '\0')
        jot_value(o, "ingress", json_pack("{s:{s:s}}", "interface", "name", t->interface));
    return o;
}

/* The camera, as a host and as a device. */
static void put_camera(json_t *line, const struct told *t)
{
    char text[ECS_MAC_MAX];
    json_t *host = json_object();
    json_t *device = json_object();
    json_t *model = json_object();
    jot_text(host, "id", t->camera);
    jot_text(host, "name", t->camera_name[0] != '\0' ? t->camera_name : t->camera);
    jot_list(host, "ip", t->camera[0] != '\0' ? t->camera_ip : "");
    jot_list(host, "mac", mac(t->camera_mac, text));
    jot_text(device, "id", t->camera);
    jot_text(device, "manufacturer", t->make);
    jot_text(model, "identifier", t->model);
    put_object(device, "model", model);
    put_object(line, "host", host);
    put_object(line, "device", device);
}

static json_t *related(const struct told *t)
{
    const char *src = told_text(t->line, "src_ip");
    const char *dst = told_text(t->line, "dest_ip");
    json_t *o = json_object();
    json_t *ip = json_array();
    if (src[0] != '\0')
        (void)json_array_append_new(ip, json_string(src));
    if (dst[0] != '\0' && strcmp(src, dst) != 0)
        (void)json_array_append_new(ip, json_string(dst));
    if (json_array_size(ip) > 0)
        jot_value(o, "ip", ip);
    else
        json_decref(ip);
    return o;
}

static json_t *threat(const struct told *t)
{
    json_t *o = json_object();
    const char *technique = told_text(json_object_get(t->alert, "metadata"), "mitre_technique_id");
    if (technique[0] == '\0')
        return o;
    json_t *id = json_object();
    jot_list(id, "id", technique);
    jot_text(o, "framework", "MITRE ATT&CK");
    jot_value(o, "technique", id);
    return o;
}

/* All that the line says of the alert, the same fields for both styles of EVE. */
static json_t *ours(const struct told *t)
{
    json_t *o = json_object();
    jot_text(o, "id", t->id);
    jot_text(o, "group", t->group);
    jot_text(o, "event", t->event);
    put_positive(o, "sequence", t->sequence);
    put_positive(o, "count", t->count);
    jot_text(o, "item", t->item);
    jot_text(o, "level", t->level);
    put_positive(o, "frame", told_number(t->line, "pcap_cnt"));
    static const char *const whole[] = { "camera", "sensor", "evidence", "guide" };
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        json_t *value = json_object_get(t->context, whole[i]);
        if (value != NULL)
            jot_value(o, whole[i], json_incref(value));
    }
    if (t->context == NULL && t->camera[0] != '\0')
        jot_value(o, "camera", json_pack("{s:s}", "id", t->camera));
    return o;
}

size_t ecs_write(const struct told *t, char *out)
{
    json_t *o = json_object();
    put_time(o, "@timestamp", t->timestamp);
    jot_value(o, "ecs", ecs_of());
    jot_text(o, "message", t->signature);
    jot_value(o, "event", event(t));
    jot_value(o, "rule", rule(t));
    put_object(o, "source", end(t, "src_ip", "src_port", "src_mac"));
    put_object(o, "destination", end(t, "dest_ip", "dest_port", "dest_mac"));
    put_object(o, "network", network(t));
    jot_value(o, "observer", observer(t));
    put_camera(o, t);
    put_object(o, "related", related(t));
    put_object(o, "threat", threat(t));
    jot_value(o, "camwarden", ours(t));
    return jot_line(o, out, FORMAT_LINE_MAX);
}

size_t ecs_write_unread(const char *text, char *out)
{
    json_t *o = json_object();
    json_t *e = json_object();
    jot_text(e, "kind", "pipeline_error");
    jot_text(e, "module", "camwarden");
    jot_value(o, "ecs", ecs_of());
    jot_value(o, "event", e);
    jot_text(o, "message", text);
    return jot_line(o, out, FORMAT_LINE_MAX);
}
