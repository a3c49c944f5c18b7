#include "evidence/catcher.h"

#include "capture/pair_hash.h"
#include "core/secret.h"

enum {
    RECENT = 512,        /* frames; a power of two */
    TOGETHER = 8,        /* frames handed on for one fact, at most */
    DATAGRAM_MAX = 1024, /* a larger one of UDP is kept only if it says something itself: media */
};

/* As it was on the wire. */
struct recent {
    struct frame frame;
    struct packet packet;
    uint8_t bytes[KEPT_FRAME_MAX];
};

struct catcher {
    struct frame_taker to;
    struct recent recent[RECENT]; /* a ring */
    uint64_t kept;                /* so far */
    uint32_t key[RECENT];         /* of the conversation of each; 0: none, or it was handed on */
    const struct frame *frame;
    const struct packet *packet; /* NULL: nothing is listened to */
    bool handed_on;              /* the present one */
    struct kept_frame masked;
};

struct catcher *catcher_new(struct frame_taker to)
{
    struct catcher *c = wire_memory_new(sizeof *c);
    if (c != NULL)
        c->to = to;
    return c;
}

void catcher_free(struct catcher *c)
{
    wire_memory_free(c, sizeof *c);
}

void catcher_begin(struct catcher *c, const struct frame *f, const struct packet *p)
{
    c->frame = f;
    c->packet = p;
    c->handed_on = false;
}

static bool is_of(const struct packet *p, const struct observation *o)
{
    bool forth = endpoint_equal(&p->src, &o->client) && endpoint_equal(&p->dst, &o->server);
    bool back = endpoint_equal(&p->src, &o->server) && endpoint_equal(&p->dst, &o->client);
    return p->transport == o->transport && p->src.port != 0 && (forth || back);
}

/* The same for both directions; never 0. */
static uint32_t key_of(const struct endpoint *a, const struct endpoint *b)
{
    return (pair_hash(a->ip.b, b->ip.b) ^ (uint32_t)(a->port + b->port)) | 1;
}

static void hand_on(struct catcher *c, const struct frame *f, const struct packet *p)
{
    kept_frame_of(f, p, &c->masked);
    c->to.take(c->to.self, &c->masked);
}

/* The newest that belong together, in the order in which they came. */
static void hand_on_earlier(struct catcher *c, const struct observation *o)
{
    size_t found[TOGETHER], n = 0;
    uint32_t key = key_of(&o->client, &o->server);
    for (uint64_t back = 1; back <= RECENT && back <= c->kept && n < TOGETHER; back++) {
        size_t i = (c->kept - back) % RECENT;
        if (c->key[i] == key && is_of(&c->recent[i].packet, o))
            found[n++] = i;
    }
    while (n > 0) {
        size_t i = found[--n];
        c->key[i] = 0;
        hand_on(c, &c->recent[i].frame, &c->recent[i].packet);
    }
}

void catcher_fact(struct catcher *c, const struct observation *o)
{
    hand_on_earlier(c, o);
    bool here = c->packet != NULL && !c->handed_on && o->frame_no == c->frame->frame_no;
    if (!here)
        return;
    c->handed_on = true;
    hand_on(c, c->frame, c->packet);
}

/* Whether a fact may be learnt of it later, together with what follows. */
static bool is_worth_keeping(const struct packet *p)
{
    if (p->transport == TRANSPORT_TCP)
        return p->payload.n > 0;
    return p->transport == TRANSPORT_UDP && p->payload.n <= DATAGRAM_MAX;
}

/* One that was put together from fragments points elsewhere: its payload is hidden anyway. */
static void keep(struct catcher *c)
{
    size_t i = c->kept++ % RECENT;
    struct recent *r = &c->recent[i];
    const struct frame *f = c->frame;
    uintptr_t start = (uintptr_t)f->bytes.p, at = (uintptr_t)c->packet->payload.p;
    struct bytes whole = bytes_first(f->bytes, KEPT_FRAME_MAX);
    memcpy(r->bytes, whole.p, whole.n);
    r->frame = *f;
    r->packet = *c->packet;
    c->key[i] = key_of(&r->packet.src, &r->packet.dst);
    r->frame.bytes = (struct bytes){ r->bytes, whole.n };
    bool inside = at >= start && at - start <= whole.n;
    size_t from = inside ? (size_t)(at - start) : whole.n;
    r->packet.payload = bytes_first(bytes_after(r->frame.bytes, from), r->packet.payload.n);
    r->packet.payload_cut += (uint32_t)(c->packet->payload.n - r->packet.payload.n);
    if (!inside)
        r->packet.payload = (struct bytes){ NULL, 0 };
}

void catcher_done(struct catcher *c)
{
    if (!c->handed_on && is_worth_keeping(c->packet))
        keep(c);
    c->packet = NULL;
}
