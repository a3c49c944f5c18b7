/* OpenVPN over UDP: which TLS its control channel agreed on. Guide item 3.4. With tls-crypt nothing
 * of that can be read. */

#include "dissectors/openvpn_control.h"

static enum recognition openvpn_recognise(struct opening *o)
{
    return openvpn_recognise_reset(o->said, &o->speaker);
}

static enum verdict_on_bytes openvpn_dissect(struct dissection *d)
{
    if (!openvpn_read(d, d->state, cursor_rest(&d->in)))
        return DISSECT_REJECT;
    skip(&d->in, cursor_left(&d->in));
    return DISSECT_DONE;
}

const struct dissector openvpn_dissector = {
    .name = "openvpn",
    .transport = TRANSPORT_UDP,
    .state_size = sizeof(struct openvpn),
    .recognise = openvpn_recognise,
    .dissect = openvpn_dissect,
};
