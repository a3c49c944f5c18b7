/* RTSP inside a WebSocket: ONVIF Streaming Specification section 5.1.1.5 ("rtsp.onvif.org"), RFC
 * 6455. Guide items 3.4 and 3.5: a tunnel that is no better than RTSP in clear, unless TLS is
 * around it.
 *
 * How it works: what agreed to the WebSocket was HTTP (http.c); from there on the words themselves
 * are recognised, RTSP in a frame. What an end says inside its frames is put together in borrowed
 * room, and the RTSP dissector reads it there, as it would read a connection. */

#include "dissectors/websocket.h"

#include "dissectors/rtsp_start.h"
#include "dissectors/rtsp_state.h"

extern const struct dissector rtsp_dissector;

enum { HELD_MAX = 8000, PART_MAX = 1024 };

/* What one end is in the middle of. */
struct lane_inside {
    uint64_t left;   /* of the frame's payload */
    size_t ahead;    /* of RTSP: bytes that nobody needs to see */
    uint16_t n;      /* held, of a message whose rest is still to come */
    uint16_t wanted; /* UNTIL_COUNT: ask again when so many are held */
    uint8_t until;   /* enum until */
    uint8_t mask[4];
    uint8_t mask_at;
    bool resumed; /* after a hole */
    uint8_t held[HELD_MAX];
};

/* Lent; all zero at first. */
struct inside {
    struct lane_inside lane[2]; /* by from_client */
    bool over;                  /* it is no RTSP after all */
};

_Static_assert(sizeof(struct inside) <= ROOM_MAX, "no more is lent");

bool websocket_take_header(struct cursor *c, struct websocket_frame *f)
{
    enum { FINAL = 0x80, RESERVED = 0x70, OPCODE = 0x0f, MASKED = 0x80, TWO = 126, EIGHT = 127 };
    uint8_t first = take_u8(c), second = take_u8(c);
    *f = (struct websocket_frame){ .opcode = first & OPCODE,
                                   .final = (first & FINAL) != 0,
                                   .masked = (second & MASKED) != 0,
                                   .n = second & (MASKED - 1) };
    bool control = f->opcode >= WEBSOCKET_CLOSE;
    bool known = f->opcode <= WEBSOCKET_BINARY || (control && f->opcode <= WEBSOCKET_PONG);
    bool right = known && (first & RESERVED) == 0 && (!control || (f->final && f->n < TWO));
    if (cursor_ok(c) && !right)
        return false;
    if (f->n == TWO)
        f->n = take_be16(c);
    else if (f->n == EIGHT)
        f->n = take_be64(c);
    const uint8_t *mask = f->masked ? take(c, sizeof f->mask) : NULL;
    if (mask != NULL)
        memcpy(f->mask, mask, sizeof f->mask);
    return !cursor_ok(c) || f->n >> 63 == 0;
}

/* ---- recognition ---- */

enum { LOOK_MAX = 64 };

/* A frame of media fills its WebSocket frame, or is followed by another. */
static bool is_media(struct bytes b, uint64_t frame_n)
{
    enum { HEADER = 4 };
    struct cursor c = cursor_over(b);
    skip(&c, 2);
    size_t n = take_be16(&c);
    uint8_t version = take_u8(&c) >> 6;
    return cursor_ok(&c) && version == 2 && n > 0 && n + HEADER <= frame_n;
}

static enum recognition recognise_inside(struct bytes b, uint64_t frame_n)
{
    enum { SURE = 12 };
    if (frame_n < SURE)
        return NOT_MINE;
    enum rtsp_beginning beginning = rtsp_begins_surely(b);
    if (beginning == RTSP_BEGINS_TOO_LITTLE)
        return b.n < LOOK_MAX && b.n < frame_n ? TOO_LITTLE : NOT_MINE;
    if (beginning == RTSP_BEGINS_FRAME)
        return is_media(b, frame_n) ? MINE : NOT_MINE;
    return beginning == RTSP_BEGINS_TEXT ? MINE : NOT_MINE;
}

static void unmask(uint8_t *b, size_t n, const uint8_t mask[4], size_t at)
{
    for (size_t i = 0; i < n; i++)
        b[i] ^= mask[(at + i) % 4];
}

static enum recognition recognise(struct bytes said, enum speaker *speaker)
{
    struct cursor c = cursor_over(said);
    struct websocket_frame f;
    uint8_t look[LOOK_MAX];
    if (said.n == 0)
        return TOO_LITTLE;
    bool begins = websocket_take_header(&c, &f) && f.final && f.opcode != WEBSOCKET_MORE;
    if (!begins || !websocket_is_data(&f))
        return NOT_MINE;
    if (!cursor_ok(&c))
        return TOO_LITTLE;
    struct bytes b = bytes_first(cursor_rest(&c), f.n < LOOK_MAX ? (size_t)f.n : LOOK_MAX);
    if (b.n > 0)
        memcpy(look, b.p, b.n);
    unmask(look, b.n, f.mask, 0);
    enum recognition known = recognise_inside((struct bytes){ look, b.n }, f.n);
    explicit_bzero(look, sizeof look);
    if (known == MINE)
        *speaker = f.masked ? SPEAKER_CLIENT : SPEAKER_SERVER;
    return known;
}

static enum recognition websocket_recognise(struct opening *o)
{
    return recognise(o->said, &o->speaker);
}

/* Where a frame begins that RTSP begins in. */
static size_t websocket_resynchronise(struct bytes in)
{
    enum { TEXT = 0x81, BINARY = 0x82 };
    enum speaker speaker = SPEAKER_UNKNOWN;
    for (size_t i = 0; i < in.n; i++)
        if ((in.p[i] == TEXT || in.p[i] == BINARY) &&
            recognise(bytes_after(in, i), &speaker) == MINE)
            return i;
    return in.n;
}

/* ---- what is inside ---- */

/* RTSP's own words, said to be inside a WebSocket. */
static void mark(struct dissection *d, size_t from)
{
    for (size_t i = from; i < d->remarks->n; i++) {
        struct observation *o = &d->remarks->o[i];
        o->protocol = o->protocol == NULL ? rtsp_dissector.name : o->protocol;
        if (o->kind == OBS_EXCHANGE)
            o->exchange.tunnel = "websocket";
    }
}

/* What is left waits, from `begin` on; what was read is wiped, for it may have held a password. */
static void keep(struct lane_inside *l, size_t begin)
{
    size_t rest = l->n - begin;
    memmove(l->held, l->held + begin, rest);
    explicit_bzero(l->held + rest, begin);
    l->n = (uint16_t)rest;
}

static void wait_for(struct lane_inside *l, const struct cursor *c, size_t rest)
{
    l->until = (uint8_t)c->until;
    l->wanted = (uint16_t)(c->missing < (size_t)HELD_MAX - rest ? rest + c->missing : HELD_MAX);
}

/* Whether what came from `from` on may bring the end that is waited for. */
static bool is_worth_asking(const struct lane_inside *l, size_t from)
{
    const uint8_t *b = l->held;
    if (l->until == UNTIL_COUNT)
        return l->n >= l->wanted;
    for (size_t i = from; i < l->n; i++) {
        bool after_line =
            i > 0 && (b[i - 1] == '\n' || (i > 1 && b[i - 1] == '\r' && b[i - 2] == '\n'));
        if (b[i] == '\n' && (l->until == UNTIL_LINE || after_line))
            return true;
    }
    return l->n == HELD_MAX;
}

/* Has RTSP take one message; what it says counts only if it was whole, and DONE takes something. */
static enum verdict_on_bytes take_one(struct dissection *inner, struct bytes held)
{
    size_t said = inner->remarks->n;
    inner->in = cursor_over(held);
    enum verdict_on_bytes verdict = rtsp_dissector.dissect(inner);
    if (verdict == DISSECT_DONE && (!cursor_ok(&inner->in) || inner->in.at == held.p))
        verdict = DISSECT_REJECT;
    if (verdict != DISSECT_DONE)
        inner->remarks->n = said;
    return verdict;
}

/* Has it take as many as are held whole. */
static void take_messages(struct dissection *d, struct inside *s, struct lane_inside *l)
{
    size_t begin = 0;
    while (begin < l->n && !s->over) {
        struct dissection inner = *d;
        inner.after_hole = l->resumed;
        enum verdict_on_bytes verdict =
            take_one(&inner, (struct bytes){ l->held + begin, l->n - begin });
        if (verdict == DISSECT_WAIT && inner.in.missing > 0) {
            wait_for(l, &inner.in, l->n - begin);
            break;
        }
        s->over = verdict != DISSECT_DONE;
        l->resumed = false;
        l->ahead = inner.in.ahead;
        l->wanted = 0;
        l->until = UNTIL_COUNT;
        begin = (size_t)(inner.in.at - l->held);
        d->is_client = inner.is_client;
        d->is_server = inner.is_server;
    }
    s->over |= begin == 0 && l->n == HELD_MAX; /* longer than is kept */
    keep(l, begin < l->n ? begin : l->n);
}

/* ---- frames ---- */

static enum verdict_on_bytes take_frame(struct dissection *d, struct lane_inside *l)
{
    struct websocket_frame f;
    if (!websocket_take_header(&d->in, &f))
        return DISSECT_REJECT;
    if (!cursor_ok(&d->in))
        return DISSECT_WAIT;
    memcpy(l->mask, f.mask, sizeof l->mask);
    l->mask_at = 0;
    l->left = websocket_is_data(&f) ? f.n : 0;
    if (!websocket_is_data(&f))
        skip_ahead(&d->in, (size_t)f.n);
    return DISSECT_DONE;
}

static enum verdict_on_bytes take_part(struct dissection *d, struct inside *s,
                                       struct lane_inside *l)
{
    size_t room = (size_t)HELD_MAX - l->n;
    size_t n = room < PART_MAX ? room : PART_MAX;
    n = n < l->left ? n : (size_t)l->left;
    n = n < cursor_left(&d->in) ? n : cursor_left(&d->in);
    struct bytes part = take_bytes(&d->in, n);
    size_t passed = l->ahead < n ? l->ahead : n, from = l->n;
    struct bytes read = bytes_after(part, passed);
    l->ahead -= passed;
    l->left -= n;
    if (read.n > 0)
        memcpy(l->held + l->n, read.p, read.n);
    unmask(l->held + l->n, read.n, l->mask, l->mask_at + passed);
    l->mask_at = (uint8_t)((l->mask_at + n) % sizeof l->mask);
    l->n = (uint16_t)(l->n + read.n);
    size_t said = d->remarks->n;
    if (read.n > 0 && is_worth_asking(l, from))
        take_messages(d, s, l);
    mark(d, said);
    d->settled = s->over;
    return DISSECT_DONE;
}

static enum verdict_on_bytes websocket_dissect(struct dissection *d)
{
    struct inside *s = borrow_room(d);
    if (s == NULL)
        return DISSECT_REJECT;
    struct lane_inside *l = &s->lane[d->from_client];
    if (d->after_hole) {
        explicit_bzero(l, sizeof *l);
        l->resumed = true;
    }
    return l->left > 0 ? take_part(d, s, l) : take_frame(d, l);
}

static void websocket_end(struct dissection *d)
{
    rtsp_dissector.end(d);
    mark(d, 0);
}

const struct dissector websocket_dissector = {
    .name = "websocket",
    .transport = TRANSPORT_TCP,
    .state_size = sizeof(struct rtsp_state),
    .recognise = websocket_recognise,
    .dissect = websocket_dissect,
    .resynchronise = websocket_resynchronise,
    .end = websocket_end,
};
