/* ArcSight's Common Event Format, version 0: "Implementing ArcSight Common Event Format", revisions
 * 23 and 25: a header of seven fields between pipes, then pairs of key and value.
 *
 * How it works: every value is cut to what the dictionary of keys allows, so that the line has an
 * end; in the header '|' and '\' are escaped, in values '=' and '\'; line feeds are "\n" in values.
 * No other control character is let through. */
#include "alerts/format_cef.h"

#include <inttypes.h>
#include <stdio.h>

#include "alerts/format.h"
#include "alerts/quill.h"

enum { HEADER_MAX = 512, VALUE_MAX = 1023, MODEL_MAX = 128, HEADER_PIPES = 7 };

static const char sequence_key[] = " cn1=";

/* How much of a text stays of at most max bytes, whole characters of UTF-8. */
static size_t cut(const char *s, size_t max)
{
    size_t n = strnlen(s, max + 1);
    if (n <= max)
        return n;
    for (n = max; n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80;)
        n--;
    return n;
}

static char shown(unsigned char c)
{
    return (char)(c < ' ' || c == 0x7f ? ' ' : c);
}

static void put_header(struct quill *p, const char *s)
{
    size_t n = cut(s, HEADER_MAX);
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c == '|' || c == '\\')
            quill_char(p, '\\');
        quill_char(p, shown(c));
    }
    quill_char(p, '|');
}

static void put_value(struct quill *p, const char *s)
{
    size_t n = cut(s, VALUE_MAX);
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c == '=' || c == '\\' || c == '\n' || c == '\r')
            quill_char(p, '\\');
        if (c == '\n' || c == '\r')
            quill_char(p, c == '\n' ? 'n' : 'r');
        else
            quill_char(p, shown(c));
    }
}

static void put(struct quill *p, const char *key, const char *value)
{
    if (value[0] == '\0')
        return;
    quill_char(p, ' ');
    quill_text(p, key);
    quill_char(p, '=');
    put_value(p, value);
}

static void put_number(struct quill *p, const char *key, uint64_t n)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%" PRIu64, n);
    put(p, key, n != 0 ? text : "");
}

static void put_time(struct quill *p, const char *key, const char *time)
{
    uint64_t ms = 0;
    if (told_ms(time, &ms))
        put_number(p, key, ms);
}

/* A field that the dictionary leaves to us: its meaning, and its value. */
static void put_ours(struct quill *p, const char *key, const char *label, const char *value)
{
    char name[32];
    (void)snprintf(name, sizeof name, "%sLabel", key);
    put(p, name, value[0] != '\0' ? label : "");
    put(p, key, value);
}

static void put_our_number(struct quill *p, const char *key, const char *label, uint64_t n)
{
    char name[32];
    (void)snprintf(name, sizeof name, "%sLabel", key);
    put(p, name, n != 0 ? label : "");
    put_number(p, key, n);
}

/* The dictionary's src and dst are IPv4; IPv6 has fields of its own. */
static void put_ends(struct quill *p, const json_t *line)
{
    const char *src = told_text(line, "src_ip");
    const char *dst = told_text(line, "dest_ip");
    const json_t *ether = json_object_get(line, "ether");
    put(p, "src", strchr(src, ':') == NULL ? src : "");
    put_number(p, "spt", told_number(line, "src_port"));
    put(p, "smac", told_text(ether, "src_mac"));
    put(p, "dst", strchr(dst, ':') == NULL ? dst : "");
    put_number(p, "dpt", told_number(line, "dest_port"));
    put(p, "dmac", told_text(ether, "dest_mac"));
    put_ours(p, "c6a2", "Source IPv6 Address", strchr(src, ':') != NULL ? src : "");
    put_ours(p, "c6a3", "Destination IPv6 Address", strchr(dst, ':') != NULL ? dst : "");
}

static void put_story(struct quill *p, const struct told *t)
{
    char model[320];
    (void)snprintf(model, sizeof model, "%.*s%s%.*s", (int)cut(t->make, MODEL_MAX), t->make,
                   t->make[0] != '\0' && t->model[0] != '\0' ? " " : "",
                   (int)cut(t->model, MODEL_MAX), t->model);
    put_ours(p, "cs1", "camera", t->camera);
    put_ours(p, "cs2", "item", t->item);
    put_ours(p, "cs3", "event", t->event);
    put_ours(p, "cs4", "model", model);
    put_ours(p, "cs5", "remedy", t->remedy);
    put_ours(p, "cs6", "group", t->group);
    put_ours(p, "flexString1", "cameraName", t->camera_name);
    put_ours(p, "flexString2", "communityId", told_text(t->line, "community_id"));
    put(p, "reason", t->reason);
    put(p, "msg", t->why);
}

static void put_begin(struct quill *p, const char *class, const char *name, const char *severity)
{
    quill_text(p, "CEF:0|Camwarden|Camwarden|" CAMWARDEN_VERSION "|");
    put_header(p, class);
    put_header(p, name);
    put_header(p, severity);
}

size_t cef_write(const struct told *t, char *out)
{
    static const char *const severities[] = { "", "9", "6", "3", "1" };
    struct quill p = { out, out + FORMAT_LINE_MAX };
    char class[24];
    (void)snprintf(class, sizeof class, "%" PRIu64, t->signature_id);
    put_begin(&p, class, t->signature, severities[t->severity]);
    quill_text(&p, "act=allowed");
    put_our_number(&p, "cn1", "sequence", t->sequence);
    put(&p, "externalId", t->id);
    put_time(&p, "rt", t->timestamp);
    put_time(&p, "start", t->first_seen);
    put_time(&p, "end", t->last_seen);
    put_number(&p, "cnt", t->count);
    put(&p, "cat", t->category);
    put(&p, "dvchost", t->host);
    put(&p, "deviceInboundInterface", t->interface);
    put(&p, "app", told_text(t->line, "app_proto"));
    put(&p, "proto", told_text(t->line, "proto"));
    put_ends(&p, t->line);
    put_our_number(&p, "cn2", "vlan", told_number(t->line, "vlan"));
    put_our_number(&p, "cn3", "frame", told_number(t->line, "pcap_cnt"));
    put_story(&p, t);
    return (size_t)(p.at - out);
}

size_t cef_write_unread(const char *text, char *out)
{
    struct quill p = { out, out + FORMAT_LINE_MAX };
    put_begin(&p, "0", "a line that is not EVE JSON", "0");
    quill_text(&p, "act=allowed");
    put(&p, "msg", text);
    return (size_t)(p.at - out);
}

/* What stands behind the seven pipes of the header. */
static struct bytes extension_of(struct bytes line)
{
    size_t pipes = 0;
    for (size_t i = 0; i < line.n; i++) {
        if (line.p[i] == '\\')
            i++;
        else if (line.p[i] == '|' && ++pipes == HEADER_PIPES)
            return bytes_after(line, i + 1);
    }
    return (struct bytes){ NULL, 0 };
}

uint64_t cef_sequence(struct bytes line)
{
    struct bytes rest = extension_of(line);
    if (rest.n == 0 || memcmp(line.p, "CEF:", 4) != 0)
        return 0;
    /* No value can hold it: there an '=' has a '\' before it. */
    const uint8_t *at = memmem(rest.p, rest.n, sequence_key, sizeof sequence_key - 1);
    const uint8_t *end = rest.p + rest.n;
    uint64_t n = 0;
    for (at = at != NULL ? at + sizeof sequence_key - 1 : end; at < end && *at != ' '; at++) {
        if (*at < '0' || *at > '9' || n > (UINT64_MAX - 9) / 10)
            return 0;
        n = n * 10 + (uint64_t)(*at - '0');
    }
    return n;
}
