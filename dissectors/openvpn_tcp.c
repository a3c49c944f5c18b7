/* OpenVPN over TCP: each message has its length before it, in two bytes. Guide item 3.4. */

#include "dissectors/openvpn_control.h"

enum { MESSAGE_MAX = 4096, RESET_MIN = 14, RESET_MAX = 98 };

static enum recognition openvpn_tcp_recognise(struct opening *o)
{
    struct cursor c = cursor_over(o->said);
    uint16_t n = take_be16(&c);
    struct bytes message = take_bytes(&c, n);
    bool too_short = o->said.n >= 2 && n < RESET_MIN;
    bool other = o->said.n > 2 && o->said.p[2] != 0x38 && o->said.p[2] != 0x40;
    if (!o->at_start || (o->said.n > 0 && o->said.p[0] != 0) || too_short || n > RESET_MAX || other)
        return NOT_MINE;
    return cursor_ok(&c) ? openvpn_recognise_reset(message, &o->speaker) : TOO_LITTLE;
}

static enum verdict_on_bytes openvpn_tcp_dissect(struct dissection *d)
{
    uint16_t n = take_be16(&d->in);
    if (cursor_ok(&d->in) && (n == 0 || n > MESSAGE_MAX))
        return DISSECT_REJECT;
    struct bytes message = take_bytes(&d->in, n);
    if (!cursor_ok(&d->in))
        return DISSECT_WAIT;
    return openvpn_read(d, d->state, message) ? DISSECT_DONE : DISSECT_REJECT;
}

const struct dissector openvpn_tcp_dissector = {
    .name = "openvpn",
    .transport = TRANSPORT_TCP,
    .state_size = sizeof(struct openvpn),
    .recognise = openvpn_tcp_recognise,
    .dissect = openvpn_tcp_dissect,
};
