/* TLS on TCP, as far as to say that it is there, in which version and for which name, and, up to
 * TLS 1.2, with which certificates: RFC 8446, RFC 5246 sections 7.4.1, 7.4.2 and 7.4.6; SSL 2
 * and 3. Guide items 3.4 and 3.5. What comes after the certificates is passed over; a conversation
 * that was picked up later is known by its record headers only.
 *
 * How it works: of the client each record is a message. Of the server each handshake message is
 * one, from its hello to its certificate: both may lie in one record, and either may be spread over
 * several. Of a chain only the first certificate, the sender's own, is waited for. */

#include "dissectors/tls_flight.h"
#include "dissectors/tls_hello.h"
#include "dissectors/x509.h"

struct tls {
    bool begun[2]; /* by from_client: something was read */
    bool client_hello;
    bool told;
    bool over[2];  /* by from_client: no certificate of that end is still to come */
    bool asked;    /* PostgreSQL's way to ask for TLS was used, its answer has not come */
    uint16_t data; /* version of data that a client sent while no server was heard; 0: none */
    uint16_t left; /* of a record of the server, at whose next message we are */
    struct tls_agreed retry; /* what a HelloRetryRequest said; version 0: none came */
    struct text server_name;
};

static enum recognition recognise_hello(struct opening *o)
{
    struct cursor c = cursor_over(o->said);
    struct tls_record r = tls_take_record(&c);
    uint8_t message = take_u8(&c);
    bool hello = message == TLS_CLIENT_HELLO || message == TLS_SERVER_HELLO;
    if (!cursor_ok(&c) || r.type != TLS_HANDSHAKE || !tls_is_plausible(&r) || !hello)
        return NOT_MINE;
    o->speaker = message == TLS_CLIENT_HELLO ? SPEAKER_CLIENT : SPEAKER_SERVER;
    return MINE;
}

/* PostgreSQL 55.2.10: eight bytes ask for TLS before it begins, one letter answers. 47: SSLRequest,
 * 48: GSSENCRequest, which may come first. */
static enum recognition recognise_request(struct bytes said)
{
    static const uint8_t request[7] = { 0, 0, 0, 8, 0x04, 0xd2, 0x16 };
    struct bytes same = bytes_first(said, sizeof request);
    if (!bytes_equal(same, (struct bytes){ request, same.n }))
        return NOT_MINE;
    if (said.n < 8)
        return TOO_LITTLE;
    return said.p[7] == 47 || said.p[7] == 48 ? MINE : NOT_MINE;
}

static enum recognition tls_recognise(struct opening *o)
{
    size_t n = 0;
    if (o->at_start && recognise_request(o->said) != NOT_MINE) {
        o->speaker = SPEAKER_CLIENT;
        return recognise_request(o->said);
    }
    enum recognition ssl2 = ssl2_recognise_hello(o->said, SSL2_CLIENT_HELLO, &n);
    if (ssl2 != NOT_MINE) {
        o->speaker = ssl2 == MINE ? SPEAKER_CLIENT : o->speaker;
        return ssl2;
    }
    if (recognise_hello(o) == MINE)
        return MINE;
    return tls_recognise_records(o->said);
}

static void tell(struct dissection *d, struct tls *s, const struct tls_agreed *a, bool guessed)
{
    s->told = true;
    if (guessed || a->version >= 0x0304 || a->version == 0x0002)
        s->over[0] = s->over[1] = true;
    observe(d, (struct observation){
                   .kind = OBS_TLS,
                   .tls = { .version = a->version,
                            .cipher = a->cipher,
                            .guessed = guessed,
                            .server_name = s->server_name },
               });
}

static void hear_server_hello(struct dissection *d, struct tls *s, struct bytes hello)
{
    struct tls_agreed agreed;
    if (!tls_read_server_hello(hello, &agreed))
        return;
    d->is_server = true;
    if (agreed.retry)
        s->retry = agreed;
    else
        tell(d, s, &agreed, false);
}

/* Data without a hello: the beginning was not captured. But a client that was heard from its hello
 * on may send data before the server answers (RFC 8446 section 2.3). */
static void hear_data(struct dissection *d, struct tls *s, uint16_t version)
{
    struct tls_agreed agreed = { .version = version };
    if (s->told)
        s->over[0] = s->over[1] = true;
    else if (s->retry.version != 0)
        tell(d, s, &s->retry, false);
    else if (!d->from_client || !s->client_hello)
        tell(d, s, &agreed, true);
    else
        s->data = version;
}

static void hear_certificate(struct dissection *d, struct bytes certificate)
{
    struct observation o;
    if (!x509_read(certificate, &o))
        return;
    d->is_client = d->from_client;
    d->is_server = !d->from_client;
    observe(d, o);
}

static enum verdict_on_bytes take_client_message(struct dissection *d, struct tls *s, size_t left)
{
    struct tls_room room;
    struct tls_gathering g = { .c = &d->in, .room = &room, .left = left };
    struct bytes said;
    int type = tls_gather(&g, TLS_MESSAGE_HEADER) ? room.b[0] : -1;
    bool is_hello = type == TLS_CLIENT_HELLO && tls_gather_message(&g, &said);
    bool is_certificate =
        type == TLS_CERTIFICATE && !s->over[true] && tls_gather_certificate(&g, &said);
    if (!cursor_ok(&d->in))
        return DISSECT_WAIT;
    s->begun[true] = true;
    s->over[true] = !is_hello;
    if (is_certificate)
        hear_certificate(d, said);
    if (is_hello) {
        s->client_hello = true;
        d->is_client = true;
        tls_read_client_hello(said, &s->server_name);
    }
    skip_ahead(&d->in, g.left);
    return DISSECT_DONE;
}

static enum verdict_on_bytes take_server_message(struct dissection *d, struct tls *s, size_t left)
{
    struct tls_room room;
    struct tls_gathering g = { .c = &d->in, .room = &room, .left = left };
    struct bytes said;
    int type = tls_gather(&g, TLS_MESSAGE_HEADER) ? room.b[0] : -1;
    bool is_hello = type == TLS_SERVER_HELLO && !s->told && tls_gather_message(&g, &said);
    bool is_certificate =
        type == TLS_CERTIFICATE && !s->over[false] && tls_gather_certificate(&g, &said);
    if (!cursor_ok(&d->in))
        return DISSECT_WAIT;
    s->begun[false] = true;
    s->over[false] |= s->told || is_certificate; /* it comes right after the hello, or not at all */
    if (is_certificate)
        hear_certificate(d, said);
    if (is_hello)
        hear_server_hello(d, s, said);
    s->left = is_hello && !s->over[false] ? (uint16_t)g.left : 0;
    skip_ahead(&d->in, g.left - s->left);
    return DISSECT_DONE;
}

static enum verdict_on_bytes take_record(struct dissection *d, struct tls *s)
{
    struct tls_record r = tls_take_record(&d->in);
    if (!cursor_ok(&d->in))
        return DISSECT_WAIT;
    if (!tls_is_plausible(&r))
        return DISSECT_REJECT;
    if (r.type == TLS_HANDSHAKE)
        return d->from_client ? take_client_message(d, s, r.n) : take_server_message(d, s, r.n);
    skip_ahead(&d->in, r.n);
    s->begun[d->from_client] = true;
    s->left = d->from_client ? s->left : 0;
    if (r.type == TLS_CHANGE_CIPHER && s->told) /* from here on nothing can be read */
        s->over[0] = s->over[1] = true;
    if (r.type == TLS_DATA)
        hear_data(d, s, r.version);
    return DISSECT_DONE;
}

/* What an end says once it has begun. */
static enum verdict_on_bytes take_next(struct dissection *d, struct tls *s)
{
    bool in_record = !d->from_client && s->left > 0 && !d->after_hole;
    return in_record ? take_server_message(d, s, s->left) : take_record(d, s);
}

static enum verdict_on_bytes wait(struct dissection *d)
{
    skip(&d->in, cursor_left(&d->in) + 1);
    return DISSECT_WAIT;
}

/* The first that an end says, if it is older than TLS. */
static enum verdict_on_bytes take_ssl2(struct dissection *d, struct tls *s, size_t n)
{
    skip_ahead(&d->in, n);
    s->begun[d->from_client] = true;
    d->is_client = d->from_client;
    s->client_hello |= d->from_client;
    if (!d->from_client)
        tell(d, s, &(struct tls_agreed){ .version = 0x0002 }, false);
    return DISSECT_DONE;
}

static enum verdict_on_bytes take_request(struct dissection *d, struct tls *s)
{
    skip(&d->in, 8);
    s->asked = true;
    d->is_client = true;
    return DISSECT_DONE;
}

static enum verdict_on_bytes take_first(struct dissection *d, struct tls *s)
{
    size_t n = 0;
    struct bytes here = cursor_rest(&d->in);
    uint8_t type = d->from_client ? SSL2_CLIENT_HELLO : SSL2_SERVER_HELLO;
    enum recognition ssl2 = ssl2_recognise_hello(here, type, &n);
    enum recognition request = d->from_client ? recognise_request(here) : NOT_MINE;
    if (ssl2 == TOO_LITTLE || request == TOO_LITTLE)
        return wait(d);
    if (ssl2 == MINE)
        return take_ssl2(d, s, n);
    if (request == MINE)
        return take_request(d, s);
    if (!d->from_client && s->asked && (here.p[0] == 'S' || here.p[0] == 'N')) {
        s->asked = false;
        skip(&d->in, 1);
        return DISSECT_DONE;
    }
    return take_record(d, s);
}

static enum verdict_on_bytes tls_dissect(struct dissection *d)
{
    struct tls *s = d->state;
    enum verdict_on_bytes verdict = s->begun[d->from_client] ? take_next(d, s) : take_first(d, s);
    d->settled = s->told && s->over[0] && s->over[1];
    return verdict;
}

static size_t tls_resynchronise(struct bytes in)
{
    size_t at = 0;
    while (at < in.n && tls_recognise_records(bytes_after(in, at)) != MINE)
        at++;
    return at;
}

/* The server was never heard, or not to the end. */
static void tls_end(struct dissection *d)
{
    struct tls *s = d->state;
    if (!s->told && s->retry.version != 0)
        tell(d, s, &s->retry, false);
    else if (!s->told && s->data != 0)
        tell(d, s, &(struct tls_agreed){ .version = s->data }, true);
}

const struct dissector tls_dissector = {
    .name = "tls",
    .transport = TRANSPORT_TCP,
    .state_size = sizeof(struct tls),
    .tells_volume = true,
    .recognise = tls_recognise,
    .dissect = tls_dissect,
    .resynchronise = tls_resynchronise,
    .end = tls_end,
};
