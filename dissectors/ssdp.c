/* SSDP: UPnP Device Architecture 1.1 section 1. Devices show themselves, and somebody searches for
 * them, by heads of HTTP over UDP. Guide items 3.1 and 3.2.3. */

#include "dissectors/discovery.h"
#include "dissectors/dissector.h"
#include "dissectors/head.h"

enum { PORT = 1900 };

static enum act act_of_start(struct bytes said)
{
    if (bytes_start_with(said, "NOTIFY * HTTP/1."))
        return ACT_NOTIFY;
    if (bytes_start_with(said, "M-SEARCH * HTTP/1."))
        return ACT_SEARCH;
    return bytes_start_with(said, "HTTP/1.1 200") || bytes_start_with(said, "HTTP/1.0 200")
               ? ACT_RESPONSE
               : ACT_NONE;
}

static enum speaker speaker_of(enum act act)
{
    return act == ACT_SEARCH ? SPEAKER_CLIENT : SPEAKER_SERVER;
}

/* A datagram ends by itself, and some senders leave the empty line out. */
static struct head head_of(struct bytes datagram)
{
    struct cursor c = cursor_over(datagram);
    struct head h = head_take(&c);
    if (cursor_ok(&c))
        return h;
    c = cursor_over(datagram);
    h.start = take_line(&c);
    h.fields = cursor_rest(&c);
    return h;
}

static enum recognition ssdp_recognise(struct opening *o)
{
    enum act act = act_of_start(o->said);
    if (act == ACT_NONE)
        return NOT_MINE;
    struct head h = head_of(o->said);
    if (act == ACT_RESPONSE && o->from_port != PORT &&
        (head_find(&h, "ST").n == 0 || head_find(&h, "USN").n == 0))
        return NOT_MINE;
    o->speaker = speaker_of(act);
    return MINE;
}

/* A network camera of Panasonic says so by its service; a UUID alone may be a television's. */
static void tell_device(struct dissection *d, struct bytes usn, struct bytes type)
{
    struct mac mac;
    if (!panasonic_mac(usn, &mac))
        return;
    static const char service[] = "panasonic-com:service:p01NetCamService";
    bool camera = bytes_find(usn, service) < usn.n || bytes_find(type, service) < type.n;
    struct observation o = { .kind = OBS_DEVICE, .device = { .mac = mac, .camera = camera } };
    o.device.make = text_of(bytes_of_text("Panasonic"));
    observe(d, o);
}

static enum verdict_on_bytes ssdp_dissect(struct dissection *d)
{
    struct bytes datagram = take_bytes(&d->in, cursor_left(&d->in));
    enum act act = act_of_start(datagram);
    if (act == ACT_NONE || d->packet->payload_cut > 0)
        return DISSECT_REJECT;
    struct head h = head_of(datagram);
    bool bye = bytes_equal_text(head_find(&h, "NTS"), "ssdp:byebye");
    struct bytes type = head_find(&h, act == ACT_NOTIFY ? "NT" : "ST");

    struct bytes usn = head_find(&h, "USN");
    speaker_is(d, speaker_of(act));
    observe(d, (struct observation){
                   .kind = OBS_DISCOVERY,
                   .discovery = {
                       .act = act == ACT_NOTIFY && bye ? ACT_BYEBYE : act,
                       .type = text_of(type),
                       .location = location_of(head_find(&h, "LOCATION")),
                       .server = text_of(head_find(&h, act == ACT_SEARCH ? "USER-AGENT" : "SERVER")),
                       .uuid = act == ACT_SEARCH ? (struct text){ "" } : device_uuid(usn),
                   },
               });
    if (act != ACT_SEARCH)
        tell_device(d, usn, type);
    return DISSECT_DONE;
}

const struct dissector ssdp_dissector = {
    .name = "ssdp",
    .transport = TRANSPORT_UDP,
    .recognise = ssdp_recognise,
    .dissect = ssdp_dissect,
};
