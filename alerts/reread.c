#include "alerts/reread.h"

static const char *letters(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s != NULL ? s : "";
}

struct text reread_text(const json_t *o, const char *key)
{
    return text_of(bytes_of_text(letters(o, key)));
}

struct sentence reread_sentence(const json_t *o, const char *key)
{
    struct sentence s;
    sentence_format(&s, "%s", letters(o, key));
    return s;
}

uint64_t reread_number(const json_t *o, const char *key)
{
    json_int_t n = json_integer_value(json_object_get(o, key));
    return n > 0 ? (uint64_t)n : 0;
}

bool reread_flag(const json_t *o, const char *key)
{
    return json_is_true(json_object_get(o, key));
}

enum verdict reread_verdict(const json_t *o, const char *key)
{
    enum verdict v = VERDICT_UNKNOWN;
    while (v < VERDICTS && strcmp(verdict_name(v), letters(o, key)) != 0)
        v++;
    return v;
}

bool reread_camera(const json_t *o, struct camera_name *c)
{
    const char *mac = letters(o, "mac"), *ip = letters(o, "ip");
    uint64_t vlan = reread_number(o, "vlan");
    *c = (struct camera_name){ .id = reread_text(o, "id"),
                               .name = reread_text(o, "name"),
                               .vlan = (uint16_t)(vlan & 0xfff),
                               .make = reread_text(o, "make"),
                               .model = reread_text(o, "model"),
                               .firmware = reread_text(o, "firmware"),
                               .serial = reread_text(o, "serial") };
    bool has_mac = mac[0] == '\0' || mac_parse(mac, &c->mac);
    bool has_ip = ip[0] == '\0' || ip_parse(ip, &c->ip);
    return c->id.s[0] != '\0' && vlan == c->vlan && has_mac && has_ip;
}

json_t *reread_value(struct bytes value, uint64_t version)
{
    json_t *o = json_loadb((const char *)value.p, value.n, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(o) && reread_number(o, "version") == version)
        return o;
    json_decref(o);
    return NULL;
}
