#include "sensor/order_value.h"

#include "alerts/jot.h"
#include "alerts/reread.h"
#include "rules/rule.h"

enum { VERSION = 1 };

static const char *const signs[] = {
    [SIGN_ID] = "id", [SIGN_MAC] = "mac", [SIGN_IP] = "ip", [SIGN_ALL] = "all"
};

enum { SIGNS = sizeof signs / sizeof signs[0] };

size_t order_value_write(const struct operator_suppression *x, char out[static ORDER_VALUE_MAX])
{
    json_t *o = json_object();
    jot_number(o, "version", VERSION);
    jot_text(o, "camera", x->camera.s);
    jot_text(o, "by", signs[x->sign]);
    jot_text(o, "item", x->item->number);
    jot_text(o, "reason", x->reason.s);
    jot_number(o, "until_ns", x->until_ns);
    return jot_line(o, out, ORDER_VALUE_MAX);
}

static bool read_sign(const char *word, struct operator_suppression *x)
{
    size_t sign = 0;
    while (sign < SIGNS && strcmp(signs[sign], word) != 0)
        sign++;
    if (sign == SIGNS)
        return false;
    x->sign = (enum sign)sign;
    if (x->sign == SIGN_MAC)
        return mac_parse(x->camera.s, &x->mac);
    return x->sign != SIGN_IP || ip_parse(x->camera.s, &x->ip);
}

bool order_value_read(struct bytes value, struct operator_suppression *x)
{
    json_t *o = reread_value(value, VERSION);
    const struct item *item = item_find(reread_text(o, "item").s);
    *x = (struct operator_suppression){ .camera = reread_text(o, "camera"),
                                        .item = item != NULL ? &item->about : NULL,
                                        .reason = reread_sentence(o, "reason"),
                                        .until_ns = reread_number(o, "until_ns") };
    bool known = read_sign(reread_text(o, "by").s, x);
    json_decref(o);
    return known && item != NULL && x->camera.s[0] != '\0';
}
