#include "sensor/standing_value.h"

#include "alerts/jot.h"
#include "alerts/reread.h"

enum { VERSION = 1 };

/* ---- writing ---- */

static void put_number(json_t *o, const char *key, uint64_t n)
{
    if (n != 0)
        jot_number(o, key, n);
}

static json_t *addresses(const struct remembered *r)
{
    json_t *list = json_array();
    for (size_t i = 0; i < r->addresses; i++) {
        json_t *a = json_object();
        jot_ip(a, "ip", &r->address[i].ip);
        put_number(a, "vlan", r->address[i].vlan);
        if (r->address[i].half)
            jot_value(a, "half", json_true());
        (void)json_array_append_new(list, a);
    }
    return list;
}

static json_t *reasons(const struct remembered_item *r)
{
    json_t *list = json_array();
    for (size_t i = 0; i < REASONS_MAX && r->by[i].reason.s[0] != '\0'; i++) {
        json_t *by = json_object();
        jot_text(by, "reason", r->by[i].reason.s);
        jot_number(by, "n", r->by[i].n);
        if (r->by[i].stands)
            jot_value(by, "stands", json_true());
        (void)json_array_append_new(list, by);
    }
    return list;
}

static json_t *row(const struct remembered_item *r)
{
    json_t *o = json_object();
    jot_text(o, "verdict", verdict_name(r->verdict));
    jot_text(o, "before", verdict_name(r->before));
    jot_text(o, "reason", r->reason.s);
    jot_text(o, "why", r->why.s);
    jot_text(o, "words", r->words.s);
    put_number(o, "count", r->count);
    put_number(o, "first_ns", r->first_ns);
    put_number(o, "last_ns", r->last_ns);
    put_number(o, "since_ns", r->since_ns);
    put_number(o, "proved_ns", r->proved_ns);
    put_number(o, "opportunities", r->opportunities);
    put_number(o, "opportunity_ns", r->opportunity_ns);
    if (r->by[0].reason.s[0] != '\0')
        jot_value(o, "by", reasons(r));
    return o;
}

static json_t *suppressed(const struct remembered *r)
{
    json_t *list = json_array();
    for (size_t i = 0; i < items_n; i++)
        if ((r->suppressed >> i & 1) != 0)
            (void)json_array_append_new(list, json_string(items[i]->about.number));
    return list;
}

size_t standing_value_write(const struct remembered *r, char *out, size_t room)
{
    json_t *o = json_object(), *rows = json_object();
    for (size_t i = 0; i < r->items; i++)
        jot_value(rows, items[r->item[i].item]->about.number, row(&r->item[i]));
    jot_number(o, "version", VERSION);
    jot_value(o, "camera", jot_camera(&r->name));
    jot_text(o, "title", r->title.s);
    jot_text(o, "proof", r->proof.s);
    jot_text(o, "own_proof", r->own_proof.s);
    jot_value(o, "mac_proved", json_boolean(r->mac_proved));
    jot_mac(o, "frame_mac", &r->frame_mac);
    jot_value(o, "addresses", addresses(r));
    put_number(o, "sight", r->sight);
    put_number(o, "seen", r->seen);
    put_number(o, "first_ns", r->first_ns);
    put_number(o, "alive_ns", r->alive_ns);
    put_number(o, "up_since_ns", r->up_since_ns);
    put_number(o, "judged_ns", r->judged_ns);
    jot_value(o, "suppressed", suppressed(r));
    jot_value(o, "items", rows);
    return jot_line(o, out, room);
}

/* ---- reading ---- */

static void read_addresses(const json_t *list, struct remembered *r)
{
    for (size_t i = 0; i < json_array_size(list) && r->addresses < ADDRESSES_MAX; i++) {
        const json_t *a = json_array_get(list, i);
        const char *ip = json_string_value(json_object_get(a, "ip"));
        uint64_t vlan = reread_number(a, "vlan");
        struct address *to = &r->address[r->addresses];
        *to = (struct address){ .vlan = (uint16_t)(vlan & 0xfff), .half = reread_flag(a, "half") };
        r->addresses += ip != NULL && vlan == to->vlan && ip_parse(ip, &to->ip);
    }
}

static void read_reasons(const json_t *list, struct remembered_item *r)
{
    size_t n = 0;
    for (size_t i = 0; i < json_array_size(list) && n < REASONS_MAX; i++) {
        const json_t *by = json_array_get(list, i);
        r->by[n] = (struct remembered_reason){ .reason = reread_text(by, "reason"),
                                               .n = reread_number(by, "n"),
                                               .stands = reread_flag(by, "stands") };
        n += r->by[n].reason.s[0] != '\0';
    }
}

static bool read_row(const json_t *o, size_t item, struct remembered_item *r)
{
    *r = (struct remembered_item){ .item = item,
                                   .verdict = reread_verdict(o, "verdict"),
                                   .before = reread_verdict(o, "before"),
                                   .reason = reread_text(o, "reason"),
                                   .why = reread_sentence(o, "why"),
                                   .words = reread_sentence(o, "words"),
                                   .count = reread_number(o, "count"),
                                   .first_ns = reread_number(o, "first_ns"),
                                   .last_ns = reread_number(o, "last_ns"),
                                   .since_ns = reread_number(o, "since_ns"),
                                   .proved_ns = reread_number(o, "proved_ns"),
                                   .opportunities = reread_number(o, "opportunities"),
                                   .opportunity_ns = reread_number(o, "opportunity_ns") };
    read_reasons(json_object_get(o, "by"), r);
    return r->verdict < VERDICTS && r->before < VERDICTS && r->reason.s[0] != '\0';
}

static void read_rows(const json_t *rows, struct remembered *r)
{
    for (size_t i = 0; i < items_n && r->items < REMEMBERED_ITEMS; i++) {
        const json_t *o = json_object_get(rows, items[i]->about.number);
        r->items += o != NULL && read_row(o, i, &r->item[r->items]);
    }
}

static void read_suppressed(const json_t *list, struct remembered *r)
{
    for (size_t k = 0; k < json_array_size(list); k++) {
        const char *number = json_string_value(json_array_get(list, k));
        for (size_t i = 0; number != NULL && i < items_n; i++)
            if (strcmp(items[i]->about.number, number) == 0)
                r->suppressed |= UINT64_C(1) << i;
    }
}

/* What cannot be is damaged. */
static bool is_sound(const struct remembered *r)
{
    bool known = !r->mac_proved || mac_known(&r->name.mac);
    return known && r->proof.s[0] != '\0' && r->first_ns > 0 && r->judged_ns > 0;
}

bool standing_value_read(struct bytes value, struct remembered *r)
{
    json_t *o = reread_value(value, VERSION);
    struct text mac = reread_text(o, "frame_mac");
    *r = (struct remembered){ .title = reread_text(o, "title"),
                              .proof = reread_text(o, "proof"),
                              .own_proof = reread_text(o, "own_proof"),
                              .mac_proved = reread_flag(o, "mac_proved"),
                              .sight = (uint8_t)reread_number(o, "sight"),
                              .seen = (uint8_t)reread_number(o, "seen"),
                              .first_ns = reread_number(o, "first_ns"),
                              .alive_ns = reread_number(o, "alive_ns"),
                              .up_since_ns = reread_number(o, "up_since_ns"),
                              .judged_ns = reread_number(o, "judged_ns") };
    bool named = reread_camera(json_object_get(o, "camera"), &r->name);
    (void)mac_parse(mac.s, &r->frame_mac);
    read_addresses(json_object_get(o, "addresses"), r);
    read_suppressed(json_object_get(o, "suppressed"), r);
    read_rows(json_object_get(o, "items"), r);
    json_decref(o);
    return named && is_sound(r);
}
