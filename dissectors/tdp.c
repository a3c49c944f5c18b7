/* TDP, the discovery of TP-Link's Tapo and Kasa devices, cameras among them: a head of 16 bytes and
 * JSON, in UDP to port 20002, by broadcast. Guide items 2.1 and 3.1.
 *
 * Not published by its maker; known from libraries that speak it. The head: 0 version, 2; 1 kind,
 * 0; 2 operation, 1 is discovery; 4 length of the JSON; 6 flags (0x01 in requests); 8 serial; 12
 * checksum. The JSON of an answer is one object "result", whose device_type says what it is. */

#include "dissectors/json.h"
#include "dissectors/maker.h"

enum { VERSION = 2, DISCOVERY = 1, PORT = 20002 };

static const struct maker_word words[] = {
    { "mac", MEANS_MAC },
    { "ip", MEANS_IP },
    { "device_model", MEANS_MODEL },
    { "device_name", MEANS_TITLE },
};

static void on_string(void *self, const struct json_string *s)
{
    struct maker_message *m = self;
    if (!bytes_equal_text(s->parent, "result"))
        return;
    struct text plain = json_text(s->value);
    maker_read(m, words, sizeof words / sizeof words[0], s->name, bytes_of_text(plain.s));
    if (bytes_equal_text(s->name, "device_type"))
        m->type = plain;
}

/* Behind a head that fits; *found false: it does not. */
static struct bytes body_of(struct bytes datagram, bool *found)
{
    struct cursor c = cursor_over(datagram);
    uint8_t version = take_u8(&c);
    uint8_t kind = take_u8(&c);
    uint16_t operation = take_be16(&c);
    uint16_t body_n = take_be16(&c);
    skip(&c, 1); /* flags */
    uint8_t padding = take_u8(&c);
    skip(&c, 8); /* serial, checksum */
    *found = cursor_ok(&c) && version == VERSION && kind == 0 && operation == DISCOVERY &&
             padding == 0 && body_n == cursor_left(&c);
    return cursor_rest(&c);
}

/* A request holds nothing, or a public key; only the port tells it from an answer. */
static bool read_message(struct bytes datagram, uint16_t to_port, struct maker_message *m)
{
    bool found;
    struct bytes body = body_of(datagram, &found);
    if (!found)
        return false;
    *m = maker_message("TP-Link");
    const struct json_listener listener = { .string = on_string, .self = m };
    if (body.n > 0 && !json_read(body, &listener))
        return false;
    bool answers = maker_has_mac(m) && m->type.s[0] != '\0';
    m->act = answers ? ACT_RESPONSE : ACT_SEARCH;
    m->device.device.camera = bytes_equal_text(bytes_of_text(m->type.s), "SMART.IPCAMERA") ||
                              bytes_equal_text(bytes_of_text(m->type.s), "SMART.TAPODOORBELL");
    return answers || to_port == PORT;
}

static enum recognition tdp_recognise(struct opening *o)
{
    return maker_recognise(o, read_message);
}

static enum verdict_on_bytes tdp_dissect(struct dissection *d)
{
    return maker_dissect(d, read_message);
}

const struct dissector tdp_dissector = {
    .name = "tdp",
    .transport = TRANSPORT_UDP,
    .recognise = tdp_recognise,
    .dissect = tdp_dissect,
};
