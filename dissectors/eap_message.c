#include "dissectors/eap_message.h"

#include "dissectors/tls_hello.h"
#include "dissectors/tls_record.h"

enum code { CODE_REQUEST = 1, CODE_RESPONSE, CODE_SUCCESS, CODE_FAILURE };

/* RFC 3748 section 5; the methods: RFC 5216, RFC 5281, draft-josefsson-pppext-eap-tls-eap,
 * draft-kamath-pppext-eap-mschapv2, RFC 4851. */
enum type {
    TYPE_IDENTITY = 1,
    TYPE_NOTIFICATION = 2,
    TYPE_NAK = 3,
    TYPE_MD5 = 4,
    TYPE_TLS = 13,
    TYPE_TTLS = 21,
    TYPE_PEAP = 25,
    TYPE_MSCHAPV2 = 26,
    TYPE_EXTENDED_MSCHAPV2 = 29,
    TYPE_FAST = 43,
};

static enum port_method method_of(uint8_t type)
{
    switch (type) {
    case TYPE_MD5:
        return PORT_MD5;
    case TYPE_TLS:
        return PORT_TLS;
    case TYPE_TTLS:
        return PORT_TTLS;
    case TYPE_PEAP:
        return PORT_PEAP;
    case TYPE_MSCHAPV2:
    case TYPE_EXTENDED_MSCHAPV2:
        return PORT_MSCHAPV2;
    case TYPE_FAST:
        return PORT_FAST;
    default:
        return PORT_OTHER;
    }
}

static bool carries_tls(enum port_method method)
{
    return method == PORT_TLS || method == PORT_TTLS || method == PORT_PEAP || method == PORT_FAST;
}

/* RFC 5216 section 3.1; the others have the same flags. */
static void take_records(struct cursor *c, struct eap_message *m)
{
    enum { LENGTH_INCLUDED = 0x80, MORE = 0x40, START = 0x20 };
    uint8_t flags = take_u8(c);
    m->tls_start = (flags & START) != 0;
    if (m->tls_start)
        return;
    m->tls_more = (flags & MORE) != 0;
    m->tls_total = (flags & LENGTH_INCLUDED) != 0 ? take_be32(c) : 0;
    m->tls = cursor_rest(c);
}

/* A refusal names the methods that are wanted; 0: none. RFC 3748 section 5.3.1. */
static void read_refusal(struct cursor *c, struct eap_message *m)
{
    uint8_t wanted = take_u8(c);
    m->event = PORT_REFUSED;
    if (wanted != 0)
        m->method = method_of(wanted);
}

static bool read_type(struct cursor *c, struct eap_message *m)
{
    uint8_t type = take_u8(c);
    if (!cursor_ok(c) || type == 0 || (type == TYPE_NAK && !m->from_peer))
        return false;
    if (type == TYPE_IDENTITY)
        m->event = PORT_IDENTITY;
    if (type == TYPE_NAK)
        read_refusal(c, m);
    if (type <= TYPE_NAK)
        return cursor_ok(c);
    m->event = m->from_peer ? PORT_ANSWERED : PORT_PROPOSED;
    m->method = method_of(type);
    if (carries_tls(m->method))
        take_records(c, m);
    return cursor_ok(c);
}

bool eap_read(struct bytes in, struct eap_message *m)
{
    enum { HEADER = 4 };
    struct cursor c = cursor_over(in);
    uint8_t code = take_u8(&c);
    *m = (struct eap_message){ .id = take_u8(&c) };
    uint16_t n = take_be16(&c);
    struct cursor body = take_window(&c, n >= HEADER ? n - (size_t)HEADER : SIZE_MAX);
    if (!cursor_ok(&body))
        return false;
    m->from_peer = code == CODE_RESPONSE;
    if (code == CODE_REQUEST || code == CODE_RESPONSE)
        return read_type(&body, m);
    m->event = code == CODE_SUCCESS ? PORT_SUCCESS : PORT_FAILURE;
    return n == HEADER && (code == CODE_SUCCESS || code == CODE_FAILURE);
}

/* ---- what is said of it ---- */

/* The server's hello, with which its first records begin: what is put together out of several
 * messages has all of it in the first, but for messages of hardly any length. */
static bool read_server_hello(struct bytes records, struct tls_agreed *agreed)
{
    struct cursor c = cursor_over(records);
    struct tls_record r = tls_take_record(&c);
    struct cursor in = cursor_over(bytes_first(cursor_rest(&c), r.n));
    uint8_t type = take_u8(&in);
    uint32_t n = take_be24(&in);
    if (!cursor_ok(&in) || r.type != TLS_HANDSHAKE || !tls_is_plausible(&r) ||
        type != TLS_SERVER_HELLO)
        return false;
    if (!tls_read_server_hello(bytes_first(cursor_rest(&in), n), agreed))
        return false;
    if (agreed->cipher >> 8 == 0x13) /* only TLS 1.3 has these */
        agreed->version = 0x0304;
    return agreed->version >= 0x0300 && agreed->version <= 0x0304;
}

static void tell_tls(struct dissection *d, const struct eap_message *m)
{
    struct tls_agreed agreed;
    if (m->from_peer || !read_server_hello(m->tls, &agreed) || agreed.retry)
        return;
    observe(d, (struct observation){
                   .kind = OBS_TLS,
                   .tls = { .version = agreed.version, .cipher = agreed.cipher },
               });
}

/* A method takes many messages: the first of them tells it. */
static bool is_news(const struct eap_message *m, struct eap_talk *talk)
{
    uint8_t *told = m->event == PORT_PROPOSED ? &talk->proposed : &talk->answered;
    bool same = *told == m->method;
    if (m->event == PORT_PROPOSED || m->event == PORT_ANSWERED) {
        *told = (uint8_t)m->method;
        return !same;
    }
    if (m->event != PORT_REFUSED)
        talk->proposed = talk->answered = PORT_METHOD_UNKNOWN;
    return m->event != PORT_EVENT_NONE;
}

void eap_tell(struct dissection *d, const struct eap_message *m, struct eap_talk *talk,
              bool by_radius)
{
    struct eap_talk unknown = { 0 };
    talk = talk != NULL ? talk : &unknown;
    bool ends = m->event == PORT_SUCCESS || m->event == PORT_FAILURE;
    enum port_method method = ends ? (enum port_method)talk->answered : m->method;
    if (is_news(m, talk))
        observe(d, (struct observation){
                       .kind = OBS_PORT_AUTH,
                       .port_auth = { .event = m->event,
                                      .method = method,
                                      .mac = talk->mac,
                                      .by_radius = by_radius },
                   });
    tell_tls(d, m);
}
