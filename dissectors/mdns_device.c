#include "dissectors/mdns_device.h"

/* A service that video equipment offers. */
struct mdns_service {
    const char *name;
    const char *make; /* empty: many makers' */
    bool camera;      /* nothing but cameras offers it */
    bool recorder;
    bool by_category; /* HomeKit: lamps offer it too: only a record that says "camera" counts */
};

/* What RTSP, ONVIF and PSIA show themselves by may be a recorder or a program. */
static const struct mdns_service services[] = {
    { .name = "_axis-video._tcp.", .make = "Axis", .camera = true },
    { .name = "_axis-nvr._tcp.", .make = "Axis", .recorder = true },
    { .name = "_arec._tcp.", .make = "Arecont", .camera = true },
    { .name = "_onvif._tcp.", .make = "" },
    { .name = "_psia._tcp.", .make = "" },
    { .name = "_rtsp._tcp.", .make = "" },
    { .name = "_hap._tcp.", .make = "", .by_category = true },
    { .name = "_hap._udp.", .make = "", .by_category = true },
};

enum { TXT_MAX = 32 };

/* HomeKit accessory categories, sent as "ci". */
enum { CATEGORY_IP_CAMERA = 17, CATEGORY_DOORBELL = 18 };

/* The first label. A dot inside it has become a question mark. */
static struct bytes instance_of(struct bytes name)
{
    const uint8_t *dot = name.n > 0 ? memchr(name.p, '.', name.n) : NULL;
    return dot != NULL ? bytes_first(name, (size_t)(dot - name.p)) : (struct bytes){ 0 };
}

/* Of "Instance._service._tcp.local"; NULL: another kind of name. */
static const struct mdns_service *service_of(struct bytes name)
{
    struct bytes instance = instance_of(name);
    if (instance.n == 0)
        return NULL;
    struct bytes rest = bytes_after(name, instance.n + 1);
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++)
        if (bytes_start_with(rest, services[i].name))
            return &services[i];
    return NULL;
}

/* ---- TXT records ---- */

static void read_mac(struct bytes b, struct mac *out)
{
    struct mac mac;
    if (b.n > 0 && mac_read(b, &mac) == b.n && !mac_is_group(&mac))
        *out = mac;
}

static bool is_any(struct bytes key, const char *const *names)
{
    for (; *names != NULL; names++)
        if (bytes_equal_text(key, *names))
            return true;
    return false;
}

static void read_value(struct observation *o, struct bytes key, struct bytes value)
{
    static const char *const macs[] = { "macaddress", "mac", NULL };
    static const char *const models[] = { "model", "md", NULL };
    static const char *const makes[] = { "manufacturer", "vendor", NULL };
    static const char *const serials[] = { "serial", "serialnumber", "sn", NULL };
    static const char *const firmwares[] = { "firmware", "fw", NULL };
    if (is_any(key, macs))
        read_mac(value, &o->device.mac);
    else if (is_any(key, models))
        text_set(&o->device.model, value);
    else if (is_any(key, makes) && o->device.make.s[0] == '\0')
        text_set(&o->device.make, value);
    else if (is_any(key, serials))
        text_set(&o->device.serial, value);
    else if (is_any(key, firmwares))
        text_set(&o->device.firmware, value);
}

/* RFC 6763 section 6.3: a string "key=value". */
static struct bytes take_string(struct cursor *c, struct bytes *value)
{
    struct bytes string = take_bytes(c, take_u8(c));
    size_t equals = bytes_find(string, "=");
    *value = bytes_after(string, equals + 1);
    return bytes_first(string, equals);
}

static void read_strings(struct observation *o, struct bytes data)
{
    struct cursor c = cursor_over(data);
    for (int i = 0; i < TXT_MAX && cursor_left(&c) > 0; i++) {
        struct bytes value, key = take_string(&c, &value);
        read_value(o, key, value);
    }
}

static bool is_homekit_camera(struct bytes data)
{
    struct cursor c = cursor_over(data);
    for (int i = 0; i < TXT_MAX && cursor_left(&c) > 0; i++) {
        struct bytes value, key = take_string(&c, &value);
        if (!bytes_equal_text(key, "ci"))
            continue;
        uint32_t category = bytes_number(value);
        return category == CATEGORY_IP_CAMERA || category == CATEGORY_DOORBELL;
    }
    return false;
}

/* ---- records ---- */

/* False: it is another instance's, of which nothing is said. */
static bool adopt(struct mdns_device *m, const struct mdns_service *s, struct bytes name)
{
    struct text instance = text_of(instance_of(name));
    if (m->found && strcmp(m->instance.s, instance.s) != 0)
        return false;
    m->found = true;
    m->instance = m->o.device.title = instance;
    m->o.kind = OBS_DEVICE;
    m->o.device.camera |= s->camera || s->by_category;
    m->o.device.recorder |= s->recorder;
    if (s->make[0] != '\0')
        m->o.device.make = text_of(bytes_of_text(s->make));
    return true;
}

/* RFC 6763 section 4.1: a pointer from the service to its instance. */
static struct bytes instance_pointed_to(const struct dns_record *r, struct bytes message,
                                        struct dns_name *name)
{
    size_t at = (size_t)(r->data.p - message.p);
    struct cursor c = cursor_over(bytes_first(message, at + r->data.n));
    skip(&c, at);
    return dns_take_name(&c, message, name) ? dns_name_bytes(name) : (struct bytes){ 0 };
}

static void read_address(struct mdns_device *m, const struct dns_record *r)
{
    struct ip ip;
    if (r->data.n == 4)
        ip = ip_from_v4(r->data.p);
    else if (r->data.n == sizeof ip.b)
        memcpy(ip.b, r->data.p, sizeof ip.b);
    else
        return;
    if (ip_is_v4(&ip) != ip_is_v4(&m->sender))
        return;
    m->addressed = true;
    if (!ip_equal(&ip, &m->sender))
        return;
    m->senders_own = true;
    m->o.device.ip = ip;
}

static void read_service(struct mdns_device *m, const struct dns_record *r, struct bytes name)
{
    const struct mdns_service *s = service_of(name);
    bool text = r->type == DNS_TXT;
    if (s == NULL || (s->by_category && !(text && is_homekit_camera(r->data))))
        return;
    if (adopt(m, s, name) && text)
        read_strings(&m->o, r->data);
}

void mdns_device_read(struct mdns_device *m, const struct dns_record *r, struct bytes message)
{
    struct dns_name to;
    if (r->ttl == 0) /* it says goodbye, RFC 6762 section 10.1 */
        return;
    if (r->type == DNS_A || r->type == DNS_AAAA)
        read_address(m, r);
    else if (r->type == DNS_PTR)
        read_service(m, r, instance_pointed_to(r, message, &to));
    else if (r->type == DNS_SRV || r->type == DNS_TXT)
        read_service(m, r, dns_name_bytes(&r->name));
}
