#include "tests/support/maker.h"

#include <criterion/criterion.h>

struct seen *hear_act(const struct dissector *x, struct bytes datagram, uint16_t from, uint16_t to,
                      enum act act)
{
    cr_assert_eq(recognised(x, datagram, from, to, NULL), MINE);
    struct seen *seen = hear(x, datagram, from, to);
    cr_assert_gt(seen->n, 0);
    cr_assert_eq(seen->o[0].kind, OBS_DISCOVERY);
    cr_assert_eq(seen->o[0].discovery.act, act);
    for (size_t i = 0; i < seen->n; i++) {
        cr_assert_str_eq(seen->o[i].protocol, x->name);
        cr_assert_eq(seen->o[i].from_client, act == ACT_SEARCH || act == ACT_SET);
    }
    return seen;
}

void says_only_act(const struct dissector *x, struct bytes datagram, uint16_t from, uint16_t to,
                   enum act act)
{
    struct seen *seen = hear_act(x, datagram, from, to, act);
    cr_assert_eq(seen->n, 1);
    seen_free(seen);
}

const struct observation *the_device(const struct seen *seen, const char *make, const char *model)
{
    static const struct mac mac = { { 2, 0, 0, 0, 0, 9 } };
    const struct observation *o = seen_nth(seen, OBS_DEVICE, 0);
    char s[IP_TEXT_MAX];
    cr_assert_not(o->from_client);
    cr_assert(mac_equal(&o->device.mac, &mac));
    cr_assert_str_eq(ip_text(&o->device.ip, s), "192.0.2.9");
    cr_assert_str_eq(o->device.make.s, make);
    cr_assert_str_eq(o->device.model.s, model);
    return o;
}
