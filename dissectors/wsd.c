/* WS-Discovery, April 2005 (which ONVIF speaks) and OASIS 1.1, as SOAP over UDP. Devices say Hello
 * and Bye and answer probes. Guide items 3.1 and 3.4; ONVIF Core section 7. */

#include "dissectors/discovery.h"
#include "dissectors/dissector.h"
#include "dissectors/url_path.h"
#include "dissectors/xml.h"

enum { NAMESPACE_WITHIN = 1024 };

struct wsd_message {
    enum act act;
    struct text type;
    struct text location;
    struct text uuid;
    bool video; /* NetworkVideoTransmitter, ONVIF Core section 7.3.1 */
    bool has_ip;
    struct ip ip;
    bool has_mac;
    struct mac mac;
    struct text model;
    struct text title;
};

static struct bytes first_word(struct bytes b)
{
    size_t n = 0;
    while (n < b.n && b.p[n] > ' ')
        n++;
    return bytes_first(b, n);
}

static void read_types(struct wsd_message *m, struct bytes text)
{
    if (m->type.s[0] == '\0')
        m->type = text_of(text);
    m->video |= bytes_find(text, "NetworkVideoTransmitter") < text.n;
}

static void read_addresses(struct wsd_message *m, struct bytes text)
{
    struct bytes first = first_word(text);
    if (m->location.s[0] != '\0')
        return;
    m->location = location_of(first);
    m->has_ip = host_address(first, &m->ip);
}

static void read_endpoint(struct wsd_message *m, struct bytes text)
{
    if (m->uuid.s[0] == '\0')
        m->uuid = device_uuid(text);
    if (!m->has_mac && bytes_start_with(text, "urn:uuid:"))
        m->has_mac = panasonic_mac(text, &m->mac);
}

/* "HIKVISION%20DS-2CD2042": a scope is a URI. */
static struct text decoded(struct bytes in)
{
    struct text t;
    uint8_t plain[sizeof t.s];
    size_t n = 0, written = 0;
    for (; in.n > 0 && n < sizeof plain; in = bytes_after(in, written))
        plain[n++] = percent_byte(in, &written);
    text_set(&t, (struct bytes){ plain, n });
    return t;
}

/* What follows `name` up to a blank, if there is nothing yet; ONVIF Core section 7.3.2.2. */
static void read_scope(struct bytes text, const char *name, struct text *value)
{
    size_t at = bytes_find(text, name);
    if (at < text.n && value->s[0] == '\0')
        *value = decoded(first_word(bytes_after(text, at + strlen(name))));
}

static void read_scopes(struct wsd_message *m, struct bytes text)
{
    read_scope(text, "onvif://www.onvif.org/hardware/", &m->model);
    read_scope(text, "onvif://www.onvif.org/name/", &m->title);
}

struct field {
    const char *name;
    void (*read)(struct wsd_message *m, struct bytes text);
};

static const struct field fields[] = {
    { "Types", read_types },
    { "XAddrs", read_addresses },
    { "Address", read_endpoint },
    { "Scopes", read_scopes },
};

struct body {
    const char *name;
    enum act act;
};

static const struct body bodies[] = {
    { "Probe", ACT_SEARCH },          { "Resolve", ACT_SEARCH },
    { "ProbeMatches", ACT_RESPONSE }, { "ResolveMatches", ACT_RESPONSE },
    { "Hello", ACT_NOTIFY },          { "Bye", ACT_BYEBYE },
};

static void on_element(void *self, const struct xml_element *e)
{
    struct wsd_message *m = self;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (bytes_equal_text(e->name, fields[i].name))
            fields[i].read(m, e->text);
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
        if (bytes_equal_text(e->name, bodies[i].name))
            m->act = bodies[i].act;
}

static bool read_message(struct bytes datagram, struct wsd_message *m)
{
    *m = (struct wsd_message){ .act = ACT_NONE };
    const struct xml_listener listener = { .element = on_element, .self = m };
    return xml_read(datagram, &listener) && m->act != ACT_NONE;
}

static bool looks_like_discovery(struct bytes said)
{
    static const uint8_t mark[] = { 0xef, 0xbb, 0xbf }; /* of UTF-8 */
    if (bytes_equal(bytes_first(said, sizeof mark), (struct bytes){ mark, sizeof mark }))
        said = bytes_after(said, sizeof mark);
    while (said.n > 0 && said.p[0] <= ' ')
        said = bytes_after(said, 1);
    struct bytes head = bytes_first(said, NAMESPACE_WITHIN);
    return head.n > 0 && head.p[0] == '<' &&
           (bytes_find(head, "schemas.xmlsoap.org/ws/2005/04/discovery") < head.n ||
            bytes_find(head, "docs.oasis-open.org/ws-dd/ns/discovery/2009/01") < head.n);
}

static enum recognition wsd_recognise(struct opening *o)
{
    return looks_like_discovery(o->said) ? MINE : NOT_MINE;
}

static void tell_device(struct dissection *d, const struct wsd_message *m)
{
    struct observation o = { .kind = OBS_DEVICE };
    o.device.camera = m->video;
    o.device.model = m->model;
    o.device.title = m->title;
    if (m->has_ip)
        o.device.ip = m->ip;
    if (m->has_mac) {
        o.device.mac = m->mac;
        o.device.make = text_of(bytes_of_text("Panasonic/i-PRO"));
    }
    observe(d, o);
}

static enum verdict_on_bytes wsd_dissect(struct dissection *d)
{
    struct wsd_message m;
    if (!read_message(take_bytes(&d->in, cursor_left(&d->in)), &m))
        return DISSECT_REJECT;
    speaker_is(d, m.act == ACT_SEARCH ? SPEAKER_CLIENT : SPEAKER_SERVER);
    observe(
        d,
        (struct observation){
            .kind = OBS_DISCOVERY,
            .discovery = { .act = m.act, .type = m.type, .location = m.location, .uuid = m.uuid },
        });
    if (m.act != ACT_SEARCH && (m.video || m.has_mac))
        tell_device(d, &m);
    return DISSECT_DONE;
}

const struct dissector wsd_dissector = {
    .name = "wsd",
    .transport = TRANSPORT_UDP,
    .recognise = wsd_recognise,
    .dissect = wsd_dissect,
};
