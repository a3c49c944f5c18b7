/* HTTP/1.x on any port: RFC 9112 (messages), RFC 9110 (what they mean). Guide
 * items 2.3, 2.5, 3.2.3, 3.4 and 3.5: who logs in how, what was asked and answered in clear, which
 * port mappings were asked of a router.
 *
 * How it works: a head is one message and is read whole; its body is counted off unseen, by length,
 * chunk by chunk, or for as long as the connection lasts. SOAP and a few more are read on the way,
 * piece by piece (http_body.h), and speak when the last of them has come. Of each request its
 * method and credentials are remembered until its answer comes, for as many as wait at a time
 * (pipelining, RFC 9112 section 9.3.2); an answer whose request was not remembered is told without
 * them. */

#include "dissectors/http_framing.h"
#include "dissectors/http_login.h"
#include "dissectors/http_tunnel.h"

enum { PATIENCE = 1 << 18 }; /* bytes to pass over before the connection is given up */

/* ---- bodies, RFC 9112 section 6.3 ---- */

static bool is_method(const struct http_asked *asked, const char *name)
{
    return strcmp(http_method_name(asked->method), name) == 0;
}

static bool has_no_body(uint16_t status, const struct http_asked *asked)
{
    return status < 200 || status == 204 || status == 304 || is_method(asked, "HEAD");
}

/* Whether something else comes after this answer: RFC 9110 sections 7.8 and 9.3.6, RTSP in HTTP. */
static bool starts_anew(const struct http_message *m, const struct http_asked *asked)
{
    bool agreed = http_is_success(m->start.status);
    bool connected = is_method(asked, "CONNECT") && agreed;
    bool tunnelled = is_method(asked, "GET") && asked->tunnels && agreed && http_is_tunnel(m);
    return m->start.status == 101 || connected || tunnelled;
}

static void take_answer(struct dissection *d, struct http_state *s, const struct http_message *m)
{
    struct http_asked asked;
    http_take_answer(d, m, &asked);
    d->starts_anew = starts_anew(m, &asked);
    if (!d->starts_anew && !has_no_body(m->start.status, &asked))
        s->reading[d->from_client] = (uint8_t)http_begin_body(d, m, &asked);
    else if (m->start.status == 204 && http_begin_reply(d, m, &asked))
        http_tell_reply(d); /* all of it is its head */
}

static void take_request(struct dissection *d, struct http_state *s, const struct http_message *m)
{
    bool tunnel = http_is_tunnel(m) && bytes_equal_text(m->start.method, "POST");
    static const struct http_asked nothing = { .method = 0 };
    http_take_request(d, m);
    s->reading[d->from_client] = (uint8_t)(tunnel ? HTTP_TUNNEL : http_begin_body(d, m, &nothing));
}

/* ---- messages ---- */

static bool may_begin(uint8_t b)
{
    return (b >= 'A' && b <= 'Z') || b == '\r' || b == '\n';
}

/* REJECT: it is no head. */
static enum verdict_on_bytes read_message(struct cursor *c, struct http_message *m)
{
    if (cursor_left(c) > 0 && !may_begin(*c->at))
        return DISSECT_REJECT;
    m->head = head_take(c);
    if (!cursor_ok(c))
        return DISSECT_WAIT;
    if (!http_start_read(m->head.start, &m->start))
        return DISSECT_REJECT;
    head_pick(&m->head, http_field_names, HTTP_FIELDS, m->field);
    if (m->field[HTTP_CODING].n > 0 || m->field[HTTP_CONTENT_CODING].n > 0)
        m->coding = http_coding_of(&m->head);
    return DISSECT_DONE;
}

/* Passes over one line that should not be there: a length was wrong, or the connection was joined
 * in the middle of a body. */
static enum verdict_on_bytes pass_line(struct dissection *d, struct http_state *s)
{
    if (!s->known || s->passed[d->from_client] >= PATIENCE)
        return DISSECT_REJECT;
    struct bytes line = take_line(&d->in);
    if (!cursor_ok(&d->in))
        return DISSECT_WAIT;
    s->passed[d->from_client] += (uint32_t)line.n + 1;
    s->reading[d->from_client] = HTTP_LOST;
    return DISSECT_DONE;
}

static enum verdict_on_bytes take_message(struct dissection *d, struct http_state *s)
{
    struct cursor begin = d->in;
    struct http_message m = { 0 };
    enum verdict_on_bytes verdict = read_message(&d->in, &m);
    if (verdict == DISSECT_REJECT) {
        d->in = begin;
        return pass_line(d, s);
    }
    if (verdict == DISSECT_WAIT)
        return verdict;
    if (d->after_hole)
        http_forget_requests(s);
    if (http_body_is_read(&s->body, d->from_client)) /* its end was never seen */
        http_body_begin(&s->body, HTTP_BODY_NONE, d->from_client);
    s->known = true;
    s->passed[d->from_client] = 0;
    s->reading[d->from_client] = HTTP_HEAD;
    if (m.start.is_answer)
        take_answer(d, s, &m);
    else
        take_request(d, s, &m);
    return DISSECT_DONE;
}

/* Out of step: only a line that is a start line, all of it, begins a message. */
static enum verdict_on_bytes find_step(struct dissection *d, struct http_state *s)
{
    struct cursor begin = d->in;
    struct http_start start;
    struct bytes line = take_line(&d->in);
    if (!cursor_ok(&d->in))
        return DISSECT_WAIT;
    bool is_start = http_start_read(line, &start);
    d->in = begin;
    return is_start ? take_message(d, s) : pass_line(d, s);
}

/* One line: a chunk's size, the rest of the line after its data, or a trailer field. What is none
 * of them is a head, if there was a hole. */
static enum verdict_on_bytes take_chunk(struct dissection *d, struct http_state *s)
{
    struct cursor begin = d->in;
    struct bytes line = take_line(&d->in);
    size_t size = 0;
    if (!cursor_ok(&d->in))
        return DISSECT_WAIT;
    bool in_trailer = s->reading[d->from_client] == HTTP_TRAILER;
    if (in_trailer && line.n == 0) {
        s->reading[d->from_client] = HTTP_HEAD;
        return DISSECT_DONE;
    }
    struct http_start start;
    bool is_known = in_trailer ? !http_start_read(line, &start)
                               : line.n == 0 || http_read_chunk_size(line, &size);
    if (!is_known) {
        d->in = begin;
        return find_step(d, s);
    }
    if (in_trailer || line.n == 0)
        return DISSECT_DONE;
    http_begin_chunk(d, size);
    return DISSECT_DONE;
}

static enum verdict_on_bytes take_next(struct dissection *d, struct http_state *s)
{
    enum http_reading reading = (enum http_reading)s->reading[d->from_client];
    if (d->after_hole && (reading == HTTP_READ_BODY || reading == HTTP_READ_CHUNK))
        reading = HTTP_HEAD; /* a start line was found */
    switch (reading) {
    case HTTP_READ_BODY:
    case HTTP_READ_CHUNK:
        return http_read_body(d);
    case HTTP_CHUNKS:
    case HTTP_TRAILER:
        return take_chunk(d, s);
    case HTTP_TUNNEL:
        return http_tunnel_take(d, &s->memory);
    case HTTP_LOST:
        return find_step(d, s);
    case HTTP_HEAD:
    default:
        return take_message(d, s);
    }
}

static enum verdict_on_bytes http_dissect(struct dissection *d)
{
    struct http_state *s = d->state;
    enum verdict_on_bytes verdict = take_next(d, s);
    if (verdict == DISSECT_DONE && !s->body.packed) /* nobody needs what has come out */
        unpack_end(d->unpackers, d->unpacking);
    if (verdict == DISSECT_DONE && !http_body_is_gathered(&s->body)) /* nor the room it lies in */
        give_room_back(d);
    return verdict;
}

static enum recognition http_recognise(struct opening *o)
{
    return http_start_recognise(o->said, &o->speaker);
}

/* At the next line that is a start line. */
static size_t http_resynchronise(struct bytes in)
{
    const uint8_t *lf = NULL;
    for (struct bytes left = in; left.n > 0; left = bytes_after(left, (size_t)(lf + 1 - left.p))) {
        if (http_start_here(left))
            return in.n - left.n;
        lf = memchr(left.p, '\n', left.n);
        if (lf == NULL)
            break;
    }
    return in.n;
}

const struct dissector http_dissector = {
    .name = "http",
    .transport = TRANSPORT_TCP,
    .state_size = sizeof(struct http_state),
    .recognise = http_recognise,
    .dissect = http_dissect,
    .resynchronise = http_resynchronise,
    .end = http_end_body,
};
