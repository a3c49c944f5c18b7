#include "dissectors/maker.h"

struct maker_message maker_message(const char *make)
{
    struct maker_message m = { .device = { .kind = OBS_DEVICE } };
    m.device.device.make = text_of(bytes_of_text(make));
    return m;
}

static void say_mac(struct mac *known, struct bytes value)
{
    struct text s = text_of(value);
    struct mac mac;
    if (!mac_known(known) && value.n < sizeof s.s && mac_parse(s.s, &mac))
        *known = mac;
}

static bool is_said(const struct ip *ip)
{
    static const struct ip none = { { 0 } };
    return !ip_equal(ip, &none);
}

static void say_ip(struct ip *known, struct bytes value)
{
    struct text s = text_of(value);
    struct ip ip;
    if (!is_said(known) && value.n < sizeof s.s && ip_parse(s.s, &ip) && ip_is_v4(&ip) &&
        !ip_is_group(&ip))
        *known = ip;
}

static void say_text(struct text *known, struct bytes value)
{
    if (known->s[0] == '\0')
        *known = text_of(bytes_trim(value));
}

void maker_say(struct maker_message *m, enum maker_meaning meaning, struct bytes value)
{
    struct observation *o = &m->device;
    switch (meaning) {
    case MEANS_MAC:
        say_mac(&o->device.mac, value);
        break;
    case MEANS_IP:
        say_ip(&o->device.ip, value);
        break;
    case MEANS_MODEL:
        say_text(&o->device.model, value);
        break;
    case MEANS_TITLE:
        say_text(&o->device.title, value);
        break;
    case MEANS_FIRMWARE:
        say_text(&o->device.firmware, value);
        break;
    case MEANS_SERIAL:
        say_text(&o->device.serial, value);
        break;
    }
}

void maker_read(struct maker_message *m, const struct maker_word *words, size_t n,
                struct bytes name, struct bytes value)
{
    for (size_t i = 0; i < n; i++)
        if (bytes_equal_text(name, words[i].name))
            maker_say(m, words[i].meaning, value);
}

struct bytes maker_unpad(struct bytes padded)
{
    const uint8_t *nul = padded.n > 0 ? memchr(padded.p, '\0', padded.n) : NULL;
    return nul != NULL ? bytes_first(padded, (size_t)(nul - padded.p)) : padded;
}

static enum speaker speaker_of(enum act act)
{
    return act == ACT_SEARCH || act == ACT_SET ? SPEAKER_CLIENT : SPEAKER_SERVER;
}

enum recognition maker_is_mine(struct opening *o, const struct maker_message *m)
{
    o->speaker = speaker_of(m->act);
    return MINE;
}

void maker_tell(struct dissection *d, const struct maker_message *m)
{
    speaker_is(d, speaker_of(m->act));
    observe(d, (struct observation){
                   .kind = OBS_DISCOVERY,
                   .discovery = { .act = m->act, .type = m->type },
               });
    if (m->act == ACT_RESPONSE)
        observe(d, m->device);
}

enum recognition maker_recognise(struct opening *o,
                                 bool (*read)(struct bytes datagram, uint16_t to_port,
                                              struct maker_message *m))
{
    struct maker_message m;
    return read(o->said, o->to_port, &m) ? maker_is_mine(o, &m) : NOT_MINE;
}

enum verdict_on_bytes maker_dissect(struct dissection *d,
                                    bool (*read)(struct bytes datagram, uint16_t to_port,
                                                 struct maker_message *m))
{
    struct maker_message m;
    struct bytes datagram = take_bytes(&d->in, cursor_left(&d->in));
    if (!read(datagram, d->packet->dst.port, &m))
        return DISSECT_REJECT;
    maker_tell(d, &m);
    return DISSECT_DONE;
}
