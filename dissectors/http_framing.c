#include "dissectors/http_framing.h"

#include "dissectors/http_login.h"
#include "dissectors/media_type.h"

/* http_for_ever: until the connection ends, or more than we can count. */
static size_t length_of_body(const struct http_message *m)
{
    uint32_t n = bytes_number(m->field[HTTP_LENGTH]);
    if (m->field[HTTP_LENGTH].n > 0)
        return n < UINT32_MAX ? n : http_for_ever;
    return m->start.is_answer ? http_for_ever : 0;
}

/* Text is no picture. What else there may be is known by what it begins with. */
static void look_for_picture(struct http_body *b, const struct http_message *m, bool from_client)
{
    struct bytes type = m->field[HTTP_TYPE];
    enum content content = media_type_content(type);
    if (content == CONTENT_TEXT || http_body_is_read(b, !from_client))
        return;
    http_body_begin(b, HTTP_BODY_PICTURE, from_client);
    b->picture.place =
        bytes_start_with(type, "multipart/x-mixed-replace") ? PLACE_SERIES : PLACE_BODY;
    b->picture.look.searches = bytes_start_with(type, "multipart/");
    b->picture.shown = content == CONTENT_JPEG && m->start.is_answer;
}

/* What comes will be unpacked; nothing of it is read if it cannot be. */
static void expect_packed(struct dissection *d, struct http_body *b, const struct http_message *m)
{
    b->packed = unpack_begin(d->unpackers, d->unpacking, m->coding.packing, HTTP_BODY_MAX);
    if (!b->packed)
        http_body_begin(b, HTTP_BODY_NONE, d->from_client);
}

/* Of a call to a router whose body is not read no more is said than what the head says. */
static void begin_call(struct dissection *d, struct http_state *s, enum act act)
{
    const struct igd_call call = { .act = act };
    if (http_body_is_read(&s->body, d->from_client) && s->body.kind == HTTP_BODY_IGD)
        s->body.igd.call = call;
    else if (act != ACT_NONE)
        http_tell_call(d, &call);
}

/* No more is read of a body whose end has not come. */
static void let_be(struct dissection *d, struct http_state *s)
{
    if (s->body.kind == HTTP_BODY_IGD)
        http_tell_call(d, &(struct igd_call){ .act = s->body.igd.call.act });
    http_body_begin(&s->body, HTTP_BODY_NONE, d->from_client);
}

/* Begins to read the body, if it is one that we know how to read. */
static bool begin_known(struct dissection *d, const struct http_message *m,
                        const struct http_asked *asked, size_t n)
{
    struct http_state *s = d->state;
    bool endless = !m->coding.chunked && m->field[HTTP_LENGTH].n == 0;
    bool may_be_read = m->coding.chunked || (n > 0 && (endless || n <= HTTP_BODY_MAX));
    enum http_body_kind kind = may_be_read ? http_reads_body(m, asked) : HTTP_BODY_NONE;
    bool maybe_reply = kind == HTTP_BODY_NONE || kind == HTTP_BODY_SOAP;
    if (m->start.is_answer && maybe_reply && http_begin_reply(d, m, asked))
        return true;
    if (kind == HTTP_BODY_NONE || (kind == HTTP_BODY_FORM && !http_form_fits(m, n)))
        return false;
    if (kind == HTTP_BODY_FORM || kind == HTTP_BODY_CHALLENGE)
        http_begin_form(d, kind);
    else
        http_body_begin(&s->body, kind, d->from_client);
    if (kind == HTTP_BODY_CGI)
        s->body.cgi.asked = asked->cgi;
    return true;
}

enum http_reading http_begin_body(struct dissection *d, const struct http_message *m,
                                  const struct http_asked *asked)
{
    struct http_state *s = d->state;
    size_t n = m->coding.chunked ? 0 : length_of_body(m);
    bool known = begin_known(d, m, asked, n);
    if (!known && (n > 0 || m->coding.chunked))
        look_for_picture(&s->body, m, d->from_client);
    if (m->coding.packing != PACKING_NONE && http_body_is_read(&s->body, d->from_client))
        expect_packed(d, &s->body, m);
    begin_call(d, s, http_asks_router(m));
    if (m->coding.chunked)
        return HTTP_CHUNKS;
    if (n == 0 && s->body.kind == HTTP_BODY_REPLY && s->body.from_client == d->from_client)
        http_tell_reply(d);
    s->left[d->from_client] = n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
    if (n > 0 && http_body_is_read(&s->body, d->from_client))
        return HTTP_READ_BODY;
    skip_ahead(&d->in, n);
    return HTTP_HEAD;
}

static void end_body(struct dissection *d, struct http_state *s)
{
    struct http_body *b = &s->body;
    if (b->packed && (*d->unpacking == NULL || unpack_state(*d->unpacking) != UNPACK_OVER)) {
        let_be(d, s);
        return;
    }
    if (http_body_is_gathered(b)) {
        (b->kind == HTTP_BODY_FORM ? http_tell_form : http_keep_challenge)(d);
        return;
    }
    if (b->kind == HTTP_BODY_REPLY) {
        http_tell_reply(d);
        return;
    }
    struct igd_call call = b->kind == HTTP_BODY_IGD ? igd_call_of(&b->igd) : (struct igd_call){ 0 };
    if (call.act != ACT_NONE)
        http_tell_call(d, &call);
    if (b->kind == HTTP_BODY_SOAP && soap_is_whole(&b->soap))
        http_tell_token(d, &b->soap);
    http_body_end(d, b, &s->onvif);
}

void http_end_body(struct dissection *d)
{
    const struct packet back = packet_back(d->packet), *p = d->packet;
    struct http_state *s = d->state;
    bool endless = s->reading[0] == HTTP_READ_BODY && s->left[0] == UINT32_MAX;
    if (!endless || !d->said_all[0] || s->body.packed || !http_body_is_read(&s->body, false))
        return;
    if (d->from_client) /* the server speaks */
        d->packet = &back;
    d->from_client = false;
    end_body(d, s);
    d->packet = p;
}

/* What is left of the body, or of the chunk, when no more of it is read. */
static void pass_rest(struct dissection *d, const struct http_state *s)
{
    uint32_t left = s->left[d->from_client];
    skip_ahead(&d->in, left < UINT32_MAX ? left : http_for_ever);
}

/* Reads what came out of a compressed body. */
static void take_unpacked(struct dissection *d, struct http_body *b, struct bytes some)
{
    if (b->kind != HTTP_BODY_PICTURE) {
        http_body_take(b, some, d->defaults);
        return;
    }
    if (picture_take(&b->picture.look, some))
        observe(d, picture_fact(&b->picture.look, (enum picture_place)b->picture.place));
    if (b->picture.look.over)
        http_body_begin(b, HTTP_BODY_NONE, d->from_client);
}

/* Has one more piece of a compressed body unpacked, and reads what comes out. It is let be if it
 * is broken, or if its unpacker was needed elsewhere. */
static void unpack_piece(struct dissection *d, struct http_state *s, struct bytes in, bool endless)
{
    struct http_body *b = &s->body;
    struct unpacker *const *u = d->unpacking;
    struct bytes some = { 0 };
    do {
        if (*u != NULL)
            some = unpack(*u, &in);
        take_unpacked(d, b, some);
        if (*u == NULL || unpack_state(*u) == UNPACK_BROKEN)
            let_be(d, s);
        else if (endless && unpack_state(*u) == UNPACK_OVER)
            end_body(d, s);
    } while (b->kind != HTTP_BODY_NONE && (some.n > 0 || in.n > 0));
}

/* Has one more piece of a body read. */
static void read_piece(struct dissection *d, struct http_state *s)
{
    uint32_t *left = &s->left[d->from_client];
    bool endless = *left == UINT32_MAX;
    size_t room = HTTP_BODY_MAX - s->body.n, n = cursor_left(&d->in);
    n = n < *left ? n : *left;
    n = n < room ? n : room;
    struct bytes piece = take_bytes(&d->in, n);
    s->body.n += (uint32_t)n;
    if (s->body.packed)
        unpack_piece(d, s, piece, endless);
    else
        http_body_take(&s->body, piece, d->defaults);
    if (!endless)
        *left -= (uint32_t)n;
    if (endless && !s->body.packed && http_body_is_whole(&s->body))
        end_body(d, s);
    else if (*left > 0 && s->body.n == HTTP_BODY_MAX)
        http_body_begin(&s->body, HTTP_BODY_NONE, d->from_client);
}

/* Looks at one more piece of a body, or of a chunk. What need not be seen goes by. */
static void look_at_piece(struct dissection *d, struct http_state *s)
{
    struct http_picture *p = &s->body.picture;
    uint32_t *left = &s->left[d->from_client];
    bool endless = *left == UINT32_MAX;
    size_t n = endless ? http_for_ever : *left;
    struct bytes piece = bytes_first(cursor_rest(&d->in), n);
    if (picture_take(&p->look, piece))
        observe(d, picture_fact(&p->look, (enum picture_place)p->place));
    size_t unseen = n - piece.n;
    if (!p->look.over && picture_skip(&p->look) < unseen)
        unseen = (size_t)picture_skip(&p->look);
    picture_pass(&p->look, unseen);
    skip_ahead(&d->in, piece.n + unseen);
    if (!endless || p->look.over)
        *left = (uint32_t)(endless ? 0 : n - piece.n - unseen);
    /* Pictures until the connection ends; nobody waits for anything else. */
    d->settled = endless && p->look.over && s->n == 0 && p->shown;
    if (p->look.over)
        http_body_begin(&s->body, HTTP_BODY_NONE, d->from_client);
}

/* What is said to be compressed may not be. */
static bool is_packed(const struct dissection *d, struct http_body *b)
{
    const struct unpacker *u = *d->unpacking;
    b->packed = b->packed && (u == NULL || unpack_knows(u, cursor_rest(&d->in)));
    return b->packed;
}

enum verdict_on_bytes http_read_body(struct dissection *d)
{
    struct http_state *s = d->state;
    uint8_t *reading = &s->reading[d->from_client];
    bool chunk = *reading == HTTP_READ_CHUNK;
    bool is_read = http_body_is_read(&s->body, d->from_client);
    if (is_read && !is_packed(d, &s->body) && s->body.kind == HTTP_BODY_PICTURE)
        look_at_piece(d, s);
    else if (is_read)
        read_piece(d, s);
    else
        pass_rest(d, s);
    if (is_read && s->left[d->from_client] > 0)
        return DISSECT_DONE;
    *reading = (uint8_t)(chunk ? HTTP_CHUNKS : HTTP_HEAD);
    if (is_read && !chunk && http_body_is_read(&s->body, d->from_client))
        end_body(d, s);
    return DISSECT_DONE;
}

/* ---- chunks, RFC 9112 section 7.1 ---- */

bool http_read_chunk_size(struct bytes line, size_t *size)
{
    size_t i = 0;
    *size = 0;
    for (; i < line.n && hex_digit(line.p[i]) >= 0; i++)
        *size =
            *size < http_for_ever / 16 ? *size * 16 + (size_t)hex_digit(line.p[i]) : http_for_ever;
    return i > 0 && (i == line.n || line.p[i] == ';' || line.p[i] == ' ' || line.p[i] == '\t');
}

void http_begin_chunk(struct dissection *d, size_t size)
{
    struct http_state *s = d->state;
    bool is_read = http_body_is_read(&s->body, d->from_client);
    if (size == 0) {
        s->reading[d->from_client] = HTTP_TRAILER;
        if (is_read)
            end_body(d, s);
        return;
    }
    bool looks = is_read && s->body.kind == HTTP_BODY_PICTURE && !s->body.packed;
    looks = looks && size < UINT32_MAX;
    bool fits = is_read && size <= HTTP_BODY_MAX - s->body.n;
    if (fits || looks) {
        s->left[d->from_client] = (uint32_t)size;
        s->reading[d->from_client] = HTTP_READ_CHUNK;
        return;
    }
    if (is_read)
        let_be(d, s);
    skip_ahead(&d->in, size);
}
