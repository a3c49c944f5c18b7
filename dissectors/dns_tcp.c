/* DNS over TCP, RFC 1035 section 4.2.2 and RFC 7766: each message behind its length. Guide item
 * 2.6. What is said stands at the beginning of a message; the rest is counted off. */

#include "dissectors/dns_lookup.h"
#include "dissectors/dns_message.h"

enum { LENGTH_N = 2 };

/* The beginning of the next message, as far as anything is said of it; *rest_n more bytes belong
 * to it. The cursor is short if that is not all here. */
static struct bytes take_beginning(struct cursor *c, size_t *rest_n)
{
    size_t n = take_be16(c);
    size_t needed = n < DNS_BEGINNING_MAX ? n : DNS_BEGINNING_MAX;
    *rest_n = n - needed;
    return take_bytes(c, needed);
}

static bool is_own(const struct opening *o, struct bytes beginning, size_t rest_n,
                   struct dns_lookup *l)
{
    if (!dns_lookup_read(beginning, o->from_port, o->to_port, l) || !l->asks)
        return false;
    return dns_is_own_port(o->from_port, o->to_port) ||
           (rest_n == 0 && dns_lookup_is_plain(beginning));
}

/* Whether a message's head may begin like this, however little of it is here. */
static bool may_be_head(struct bytes said, bool own_port)
{
    if (said.n < LENGTH_N + 4)
        return own_port || said.n < LENGTH_N || (said.p[0] == 0 || said.p[0] == 1);
    struct cursor c = cursor_over(said);
    size_t n = take_be16(&c);
    skip(&c, 2);
    uint16_t flags = take_be16(&c);
    return n > DNS_HEAD_N && (flags & 0x7840) == 0 && (own_port || n <= DNS_BEGINNING_MAX);
}

static enum recognition dns_tcp_recognise(struct opening *o)
{
    bool own_port = dns_is_own_port(o->from_port, o->to_port);
    if (dns_is_sisters_port(o->from_port, o->to_port))
        return NOT_MINE;
    struct cursor c = cursor_over(o->said);
    size_t rest_n = 0;
    struct bytes beginning = take_beginning(&c, &rest_n);
    if (!cursor_ok(&c))
        return may_be_head(o->said, own_port) ? TOO_LITTLE : NOT_MINE;
    struct dns_lookup l;
    if (!is_own(o, beginning, rest_n, &l))
        return NOT_MINE;
    o->speaker = l.answer ? SPEAKER_SERVER : SPEAKER_CLIENT;
    return MINE;
}

static enum verdict_on_bytes dns_tcp_dissect(struct dissection *d)
{
    size_t rest_n = 0;
    struct bytes beginning = take_beginning(&d->in, &rest_n);
    if (!cursor_ok(&d->in))
        return DISSECT_WAIT;
    struct dns_lookup l;
    if (!dns_lookup_read(beginning, d->packet->src.port, d->packet->dst.port, &l))
        return DISSECT_REJECT;
    d->is_server = l.answer;
    d->is_client = !l.answer;
    dns_lookup_tell(d, &l);
    skip_ahead(&d->in, rest_n);
    return DISSECT_DONE;
}

/* Where a message may begin: behind its length stands a head with a question that fits. */
static bool begins_at(struct bytes in)
{
    if (!may_be_head(in, true))
        return false;
    struct cursor c = cursor_over(in);
    size_t rest_n = 0;
    struct bytes message = take_beginning(&c, &rest_n);
    if (!cursor_ok(&c))
        return false;
    struct cursor head_at = cursor_over(message);
    struct dns_head head = dns_take_head(&head_at);
    struct dns_question first;
    return head.questions == 1 && dns_take_question(&head_at, message, &first) && first.type != 0 &&
           first.class == 1;
}

static size_t dns_tcp_resynchronise(struct bytes in)
{
    for (size_t at = 0; in.n - at > LENGTH_N + DNS_HEAD_N; at++)
        if (begins_at(bytes_after(in, at)))
            return at;
    return in.n;
}

const struct dissector dns_tcp_dissector = {
    .name = "dns_tcp",
    .transport = TRANSPORT_TCP,
    .recognise = dns_tcp_recognise,
    .dissect = dns_tcp_dissect,
    .resynchronise = dns_tcp_resynchronise,
};
