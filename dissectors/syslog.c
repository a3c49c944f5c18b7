/* Syslog over UDP: RFC 5426 with messages of RFC 5424 or RFC 3164. A log that leaves a device in
 * clear; what it tells is nobody's business and is not kept. Guide item 5.3.
 *
 * On port 514 a priority and a text are enough, since hardly a device writes its head as the norm
 * wants it; on other ports all of a head has to be there. */

#include "dissectors/syslog_message.h"

enum { SYSLOG_PORT = 514 };

static bool read_datagram(struct bytes said, uint16_t to_port, struct syslog_message *m)
{
    return syslog_read(said, m) && (m->exact || to_port == SYSLOG_PORT);
}

static enum recognition syslog_recognise(struct opening *o)
{
    struct syslog_message m;
    if (!read_datagram(o->said, o->to_port, &m))
        return NOT_MINE;
    o->speaker = SPEAKER_CLIENT;
    return MINE;
}

static enum verdict_on_bytes syslog_dissect(struct dissection *d)
{
    struct syslog_message m;
    struct bytes said = take_bytes(&d->in, cursor_left(&d->in));
    if (!read_datagram(said, d->packet->dst.port, &m))
        return DISSECT_REJECT;
    speaker_is(d, SPEAKER_CLIENT);
    syslog_tell(d, &m);
    return DISSECT_DONE;
}

const struct dissector syslog_dissector = {
    .name = "syslog",
    .transport = TRANSPORT_UDP,
    .recognise = syslog_recognise,
    .dissect = syslog_dissect,
};
