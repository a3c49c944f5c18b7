#include "flow/classify.h"

#include "core/secret.h"
#include "flow/ndpi_engine.h"

#include <stdlib.h>

/* How it works: nDPI wants packets from the IP header on. Ours may have come through tunnels or in
 * fragments, so plain headers are put before the payload. The engine is set up when the first
 * stranger turns up: most captures have none. */

enum { PACKET_MAX = 1500 };

struct classified {
    struct classified *next_free;
    struct ndpi_flow_struct *flow;
};

struct classifier {
    struct ndpi_engine *engine; /* NULL: not set up yet */
    uint32_t n;
    uint32_t used;
    struct classified *free;
    struct classified *all;
    uint8_t packet[PACKET_MAX];
};

struct classifier *classifier_new(uint32_t n)
{
    struct classifier *c = n > 0 ? wire_memory_new(sizeof *c) : NULL;
    if (c == NULL)
        return NULL;
    c->n = n;
    c->all = calloc(n, sizeof *c->all);
    if (c->all != NULL)
        return c;
    wire_memory_free(c, sizeof *c);
    return NULL;
}

void classifier_free(struct classifier *c)
{
    if (c == NULL)
        return;
    for (uint32_t i = 0; i < c->used; i++)
        if (c->all[i].flow != NULL)
            ndpi_memory_free(c->all[i].flow);
    ndpi_engine_free(c->engine);
    free(c->all);
    wire_memory_free(c, sizeof *c);
}

static bool engine_make(struct classifier *c)
{
    if (c->engine == NULL)
        c->engine = ndpi_engine_new();
    return c->engine != NULL;
}

void classifier_prepare(struct classifier *c)
{
    if (c != NULL)
        (void)engine_make(c);
}

static struct classified *classified_new(struct classifier *c)
{
    struct classified *m = c->free;
    if (m != NULL)
        c->free = m->next_free;
    else if (c->used < c->n)
        m = &c->all[c->used++];
    if (m == NULL)
        return NULL;
    if (m->flow == NULL)
        m->flow = ndpi_memory_new();
    return m->flow != NULL ? m : NULL;
}

void classifier_forget(struct classifier *c, struct classified *memory)
{
    if (c == NULL || memory == NULL)
        return;
    ndpi_memory_clear(memory->flow);
    memory->next_free = c->free;
    c->free = memory;
}

static void put_be16(uint8_t *p, size_t value)
{
    p[0] = (uint8_t)(value >> 8);
    p[1] = (uint8_t)value;
}

/* An IP header of the plainest kind; its length. */
static size_t put_ip(uint8_t *out, const struct packet *p, size_t payload_n)
{
    bool tcp = p->transport == TRANSPORT_TCP;
    if (ip_is_v4(&p->src.ip)) {
        memset(out, 0, 20);
        out[0] = 0x45;
        put_be16(out + 2, 20 + payload_n);
        out[8] = 64;
        out[9] = tcp ? 6 : 17;
        memcpy(out + 12, p->src.ip.b + 12, 4);
        memcpy(out + 16, p->dst.ip.b + 12, 4);
        return 20;
    }
    memset(out, 0, 8);
    out[0] = 0x60;
    put_be16(out + 4, payload_n);
    out[6] = tcp ? 6 : 17;
    out[7] = 64;
    memcpy(out + 8, p->src.ip.b, 16);
    memcpy(out + 24, p->dst.ip.b, 16);
    return 40;
}

static size_t put_transport(uint8_t *out, const struct packet *p, size_t payload_n)
{
    bool tcp = p->transport == TRANSPORT_TCP;
    memset(out, 0, 20);
    put_be16(out, p->src.port);
    put_be16(out + 2, p->dst.port);
    if (!tcp) {
        put_be16(out + 4, 8 + payload_n);
        return 8;
    }
    put_be16(out + 4, p->tcp_seq >> 16);
    put_be16(out + 6, p->tcp_seq);
    put_be16(out + 8, p->tcp_ack >> 16);
    put_be16(out + 10, p->tcp_ack);
    out[12] = 5 << 4;
    out[13] = p->tcp_flags;
    out[14] = 0xff;
    return 20;
}

static size_t put_packet(struct classifier *c, const struct packet *p)
{
    struct bytes payload = bytes_first(p->payload, PACKET_MAX - 60);
    uint8_t *out = c->packet;
    size_t transport_n = p->transport == TRANSPORT_TCP ? 20 : 8;
    out += put_ip(out, p, transport_n + payload.n);
    out += put_transport(out, p, payload.n);
    memcpy(out, payload.p, payload.n);
    return (size_t)(out - c->packet) + payload.n;
}

bool classify(struct classifier *c, struct classified **memory, const struct packet *p, bool last,
              struct observation *o)
{
    if (c == NULL || !engine_make(c))
        return false;
    if (*memory == NULL)
        *memory = classified_new(c);
    if (*memory == NULL)
        return false;
    char name[NDPI_NAME_MAX] = "";
    struct ndpi_packet packet = { c->packet, put_packet(c, p), p->time_ns / 1000000 };
    bool named = ndpi_engine_look(c->engine, (*memory)->flow, &packet, last, name);
    if (named) {
        *o = (struct observation){ .kind = OBS_APPLICATION,
                                   .protocol = "ndpi",
                                   .transport = p->transport };
        text_format(&o->application.name, "%s", name);
    }
    if (named || last) {
        classifier_forget(c, *memory);
        *memory = NULL;
    }
    return named;
}
