/* HTTP/1.x on any port: RFC 9112 (messages), RFC 9110 (what they mean). Guide
 * items 2.3, 2.5, 3.2.3, 3.4 and 3.5: who logs in how, what was asked and answered in clear, which
 * port mappings were asked of a router.
 *
 * How it works: a head is one message and is read whole; its body is counted off unseen, by length,
 * chunk by chunk, or for as long as the connection lasts. Of each request its method and
 * credentials are remembered until its answer comes, for as many as wait at a time (pipelining, RFC
 * 9112 section 9.3.2); an answer whose request was not remembered is told without them. */

#include "dissectors/http_start.h"
#include "dissectors/igd.h"
#include "dissectors/media_type.h"
#include "dissectors/url.h"

enum {
    ASKED_MAX = 8,
    CALL_MAX = 8192,     /* the longest SOAP call that is read */
    MESSAGE_MAX = 16000, /* head and body of one that is read whole */
};

static const size_t for_ever = SIZE_MAX / 4;

/* A request that has no answer yet. */
struct asked {
    struct igd_call call; /* act ACT_NONE: it asks no router for anything */
    uint8_t method;       /* its number, or 0 */
    uint8_t scheme;       /* enum scheme */
};

/* What one end says next. */
enum reading { READING_HEAD, READING_CHUNKS, READING_TRAILER };

struct http_state {
    struct auth_memory memory;
    struct asked asked[ASKED_MAX]; /* a ring */
    uint8_t first;
    uint8_t n;
    uint32_t beyond;    /* requests since that are not in it; answered after those that are */
    uint8_t reading[2]; /* enum reading, by from_client */
};

_Static_assert(sizeof(struct http_state) <= STATE_MAX, "a flow has room for no more");

enum field {
    FIELD_LENGTH,
    FIELD_CODING,
    FIELD_TYPE,
    FIELD_AGENT,
    FIELD_SERVER,
    FIELD_SOAP_ACTION,
    FIELD_AUTHORIZATION,
    FIELD_PROXY_AUTHORIZATION,
    FIELDS
};

static const char *const field_names[FIELDS] = {
    [FIELD_LENGTH] = "content-length",
    [FIELD_CODING] = "transfer-encoding",
    [FIELD_TYPE] = "content-type",
    [FIELD_AGENT] = "user-agent",
    [FIELD_SERVER] = "server",
    [FIELD_SOAP_ACTION] = "soapaction",
    [FIELD_AUTHORIZATION] = "authorization",
    [FIELD_PROXY_AUTHORIZATION] = "proxy-authorization",
};

struct message {
    struct http_start start;
    struct head head;
    struct bytes field[FIELDS];
    struct bytes body; /* only of a SOAP call */
};

/* ---- what was asked, and which answer is whose ---- */

static void remember(struct http_state *s, const struct asked *asked)
{
    if (s->n == ASKED_MAX || s->beyond > 0) {
        s->beyond++;
        return;
    }
    s->asked[(s->first + s->n) % ASKED_MAX] = *asked;
    s->n++;
}

/* The request that the next answer belongs to; all zero if it is not known. */
static struct asked recall(struct http_state *s, bool is_final)
{
    struct asked asked = { 0 };
    if (s->n == 0) {
        s->beyond -= is_final && s->beyond > 0;
        return asked;
    }
    asked = s->asked[s->first];
    if (is_final) {
        s->first = (uint8_t)((s->first + 1) % ASKED_MAX);
        s->n--;
    }
    return asked;
}

/* After a hole nobody knows how many requests or answers are missing. */
static void forget(struct http_state *s)
{
    s->n = 0;
    s->beyond = 0;
}

/* ---- requests ---- */

static void tell_request(struct dissection *d, struct http_state *s, const struct message *m)
{
    struct asked asked = { .method = http_method_number(m->start.method) };
    observe(d, (struct observation){ .kind = OBS_EXCHANGE,
                                     .exchange = {
                                         .act = ACT_REQUEST,
                                         .method = text_of(m->start.method),
                                         .path = url_path_text(m->start.target),
                                         .agent = text_of(m->field[FIELD_AGENT]),
                                         .content = media_type_content(m->field[FIELD_TYPE]),
                                     } });
    if (m->field[FIELD_AUTHORIZATION].n > 0 || m->field[FIELD_PROXY_AUTHORIZATION].n > 0)
        asked.scheme = (uint8_t)auth_tell_logins(d, &s->memory, &m->head);
    if (url_tell_login(d, &s->memory, m->start.target) && asked.scheme == SCHEME_NONE)
        asked.scheme = SCHEME_URL;
    if (m->field[FIELD_SOAP_ACTION].n > 0 &&
        igd_read_call(m->field[FIELD_SOAP_ACTION], m->body, &asked.call))
        igd_tell(d, &asked.call, OUTCOME_UNKNOWN);
    remember(s, &asked);
    d->is_client = true;
}

/* ---- answers ---- */

static bool is_success(uint16_t status)
{
    return status >= 200 && status < 300;
}

static void tell_answer(struct dissection *d, const struct message *m, const struct asked *asked)
{
    const char *method = http_method_name(asked->method);
    observe(d, (struct observation){ .kind = OBS_EXCHANGE,
                                     .exchange = {
                                         .act = ACT_RESPONSE,
                                         .status = m->start.status,
                                         .scheme = (enum scheme)asked->scheme,
                                         .method = text_of(bytes_of_text(method)),
                                         .agent = text_of(m->field[FIELD_SERVER]),
                                         .content = media_type_content(m->field[FIELD_TYPE]),
                                     } });
    auth_tell_challenges(d, &m->head);
    if (asked->call.act != ACT_NONE && m->start.status >= 200)
        igd_tell(d, &asked->call, is_success(m->start.status) ? OUTCOME_ACCEPTED : OUTCOME_REFUSED);
    d->is_server = true;
}

/* ---- bodies, RFC 9112 section 6.3 ---- */

static bool is_chunked(const struct message *m)
{
    return bytes_end_with(m->field[FIELD_CODING], "chunked");
}

static size_t length_of(const struct message *m)
{
    uint32_t n = bytes_number(m->field[FIELD_LENGTH]);
    return n < UINT32_MAX ? n : for_ever;
}

static bool is_method(const struct asked *asked, const char *name)
{
    return strcmp(http_method_name(asked->method), name) == 0;
}

static bool has_no_body(uint16_t status, const struct asked *asked)
{
    return status < 200 || status == 204 || status == 304 || is_method(asked, "HEAD");
}

/* Passes over the body that comes after the head, and says how its end will be known. */
static enum reading pass_body(struct dissection *d, const struct message *m)
{
    if (is_chunked(m))
        return READING_CHUNKS;
    if (m->field[FIELD_LENGTH].n > 0)
        skip_ahead(&d->in, length_of(m) - m->body.n);
    else if (m->start.is_answer)
        skip_ahead(&d->in, for_ever);
    return READING_HEAD;
}

static void take_answer(struct dissection *d, struct http_state *s, const struct message *m)
{
    uint16_t status = m->start.status;
    bool upgraded = status == 101;
    struct asked asked = recall(s, status >= 200 || upgraded);
    tell_answer(d, m, &asked);
    d->starts_anew = upgraded || (is_method(&asked, "CONNECT") && is_success(status));
    if (!d->starts_anew && !has_no_body(status, &asked))
        s->reading[d->from_client] = (uint8_t)pass_body(d, m);
    /* Pictures until the connection ends; nobody waits for anything else. */
    d->settled = d->in.ahead > for_ever / 2 && s->n == 0 &&
                 media_type_content(m->field[FIELD_TYPE]) == CONTENT_JPEG;
}

/* ---- messages ---- */

/* A call to a router is read whole, if it is short enough to wait for. */
static void take_call(struct cursor *c, size_t head_n, struct message *m)
{
    size_t n = length_of(m);
    bool wanted = !m->start.is_answer && m->field[FIELD_SOAP_ACTION].n > 0 && !is_chunked(m);
    if (wanted && n <= CALL_MAX && head_n + n <= MESSAGE_MAX)
        m->body = take_bytes(c, n);
}

static bool may_begin(uint8_t b)
{
    return (b >= 'A' && b <= 'Z') || b == '\r' || b == '\n';
}

static enum verdict_on_bytes take_message(struct dissection *d, struct http_state *s)
{
    struct cursor *c = &d->in;
    const uint8_t *begin = c->at;
    struct message m = { 0 };
    if (cursor_left(c) > 0 && !may_begin(*c->at))
        return DISSECT_REJECT;
    m.head = head_take(c);
    if (!cursor_ok(c))
        return DISSECT_WAIT;
    if (!http_start_read(m.head.start, &m.start))
        return DISSECT_REJECT;
    head_pick(&m.head, field_names, FIELDS, m.field);
    take_call(c, (size_t)(c->at - begin), &m);
    if (!cursor_ok(c))
        return DISSECT_WAIT;

    if (d->after_hole)
        forget(s);
    s->reading[d->from_client] = READING_HEAD;
    if (m.start.is_answer) {
        take_answer(d, s, &m);
    } else {
        tell_request(d, s, &m);
        s->reading[d->from_client] = (uint8_t)pass_body(d, &m);
    }
    return DISSECT_DONE;
}

static int hex_digit(uint8_t b)
{
    if (b >= '0' && b <= '9')
        return b - '0';
    b |= 0x20;
    return b >= 'a' && b <= 'f' ? b - 'a' + 10 : -1;
}

/* RFC 9112 section 7.1. False: the line is no chunk's size. */
static bool read_chunk_size(struct bytes line, size_t *size)
{
    size_t i = 0;
    *size = 0;
    for (; i < line.n && hex_digit(line.p[i]) >= 0; i++)
        *size = *size < for_ever / 16 ? *size * 16 + (size_t)hex_digit(line.p[i]) : for_ever;
    return i > 0 && (i == line.n || line.p[i] == ';' || line.p[i] == ' ' || line.p[i] == '\t');
}

/* One line: a chunk's size, the rest of the line after its data, or a trailer field. What is none
 * of them is a head, if there was a hole. */
static enum verdict_on_bytes take_chunk(struct dissection *d, struct http_state *s)
{
    struct cursor begin = d->in;
    struct bytes line = take_line(&d->in);
    size_t size;
    if (!cursor_ok(&d->in))
        return DISSECT_WAIT;
    bool in_trailer = s->reading[d->from_client] == READING_TRAILER;
    if (in_trailer && line.n == 0) {
        s->reading[d->from_client] = READING_HEAD;
        return DISSECT_DONE;
    }
    struct http_start start;
    if (http_start_read(line, &start)) {
        d->in = begin;
        return take_message(d, s);
    }
    if (in_trailer || line.n == 0)
        return DISSECT_DONE;
    if (!read_chunk_size(line, &size))
        return DISSECT_REJECT;
    if (size == 0)
        s->reading[d->from_client] = READING_TRAILER;
    skip_ahead(&d->in, size);
    return DISSECT_DONE;
}

static enum verdict_on_bytes http_dissect(struct dissection *d)
{
    struct http_state *s = d->state;
    return s->reading[d->from_client] == READING_HEAD ? take_message(d, s) : take_chunk(d, s);
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
};
