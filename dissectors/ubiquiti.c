/* The discovery of Ubiquiti devices, cameras among them: UDP port 10001, by broadcast and group
 * 233.89.188.1. Guide items 2.1 and 3.1.
 *
 * Not published by its maker; known from scanners that read it. A datagram is a version (1 or 2), a
 * command, the length of the values and the values: tag (1), length (2), bytes. All numbers are
 * big-endian. `01 00 00 00` and `02 08 00 00` search; command 0 of version 1, and 6, 9 and 11 of
 * version 2 answer or announce. Cameras are known by their model, UVC (UniFi Video Camera) or
 * airCam. */

#include "dissectors/maker.h"

enum { PORT = 10001 };

static const struct {
    uint8_t tag;
    enum maker_meaning meaning;
} texts[] = {
    { 0x0b, MEANS_TITLE }, { 0x0c, MEANS_MODEL },    { 0x14, MEANS_MODEL },
    { 0x15, MEANS_MODEL }, { 0x03, MEANS_FIRMWARE },
};

static void read_mac(struct maker_message *m, struct bytes value)
{
    if (value.n >= sizeof m->device.device.mac.b && !maker_has_mac(m))
        memcpy(m->device.device.mac.b, value.p, sizeof m->device.device.mac.b);
}

/* 0x01: MAC address; 0x02: MAC address and IPv4 address, one for each interface. */
static void read_value(struct maker_message *m, uint8_t tag, struct bytes value)
{
    static const struct ip none = { { 0 } };
    if ((tag == 0x01 && value.n == 6) || (tag == 0x02 && value.n == 10))
        read_mac(m, value);
    if (tag == 0x02 && value.n == 10 && ip_equal(&m->device.device.ip, &none))
        m->device.device.ip = ip_from_v4(value.p + 6);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (texts[i].tag == tag)
            maker_say(m, texts[i].meaning, value);
}

static bool read_values(struct cursor c, struct maker_message *m)
{
    while (cursor_left(&c) > 0) {
        uint8_t tag = take_u8(&c);
        struct bytes value = take_bytes(&c, take_be16(&c));
        if (!cursor_ok(&c))
            return false;
        read_value(m, tag, value);
    }
    struct bytes model = bytes_of_text(m->device.device.model.s);
    m->device.device.camera = bytes_start_with(model, "UVC") || bytes_start_with(model, "airCam");
    return maker_has_mac(m) && (model.n > 0 || m->device.device.firmware.s[0] != '\0');
}

static bool answers(uint16_t command)
{
    return command == 0x0100 || command == 0x0206 || command == 0x0209 || command == 0x020b;
}

static bool read_message(struct bytes datagram, uint16_t to_port, struct maker_message *m)
{
    struct cursor c = cursor_over(datagram);
    uint16_t command = take_be16(&c);
    uint16_t values_n = take_be16(&c);
    if (!cursor_ok(&c) || values_n != cursor_left(&c))
        return false;
    *m = maker_message("Ubiquiti");
    m->act = values_n == 0 ? ACT_SEARCH : ACT_RESPONSE;
    if (values_n == 0)
        return to_port == PORT && (command == 0x0100 || command == 0x0208);
    return answers(command) && read_values(c, m);
}

static enum recognition ubiquiti_recognise(struct opening *o)
{
    return maker_recognise(o, read_message);
}

static enum verdict_on_bytes ubiquiti_dissect(struct dissection *d)
{
    return maker_dissect(d, read_message);
}

const struct dissector ubiquiti_dissector = {
    .name = "ubiquiti",
    .transport = TRANSPORT_UDP,
    .recognise = ubiquiti_recognise,
    .dissect = ubiquiti_dissect,
};
