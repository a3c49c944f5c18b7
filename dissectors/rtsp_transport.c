#include "dissectors/rtsp_transport.h"

/* What stands before the next of that byte outside quotes; `left` goes on after it. */
static struct bytes part_before(struct bytes *left, uint8_t separator)
{
    size_t n = 0;
    for (bool quoted = false; n < left->n && (quoted || left->p[n] != separator); n++)
        quoted ^= left->p[n] == '"';
    struct bytes part = bytes_first(*left, n);
    *left = bytes_after(*left, n + 1);
    return part;
}

static uint16_t port_of(struct bytes value)
{
    uint32_t n = bytes_number(value);
    return n <= UINT16_MAX ? (uint16_t)n : 0;
}

/* RFC 7826: "192.0.2.5:6256" or ":6256", quoted, of RTP first. */
static uint16_t port_of_address(struct bytes value)
{
    value = part_before(&value, '/');
    const uint8_t *colon = value.n > 0 ? memrchr(value.p, ':', value.n) : NULL;
    return colon != NULL ? port_of(bytes_after(value, (size_t)(colon + 1 - value.p))) : 0;
}

static void read_parameter(struct rtsp_transport *t, struct bytes name, struct bytes value)
{
    if (bytes_equal_text(name, "client_port")) {
        t->client_port = port_of(value);
    } else if (bytes_equal_text(name, "server_port")) {
        t->server_port = port_of(value);
    } else if (bytes_equal_text(name, "dest_addr")) {
        t->client_port = port_of_address(value);
    } else if (bytes_equal_text(name, "src_addr")) {
        t->server_port = port_of_address(value);
    } else if (bytes_equal_text(name, "interleaved")) {
        t->interleaved = t->has_channel = true;
        t->channel = (uint8_t)bytes_number(value);
    }
}

struct rtsp_transport rtsp_transport_read(struct bytes field)
{
    struct bytes first = part_before(&field, ',');
    struct bytes profile = bytes_trim(part_before(&first, ';'));
    struct rtsp_transport t = { .secure = bytes_find(profile, "/SAVP") < profile.n,
                                .interleaved = bytes_end_with(profile, "/TCP") };
    while (first.n > 0) {
        struct bytes value = part_before(&first, ';');
        struct bytes name = bytes_trim(part_before(&value, '='));
        read_parameter(&t, name, value);
    }
    return t;
}
