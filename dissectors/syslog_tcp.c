/* Syslog over TCP, RFC 6587: each message has its length before it (section 3.4.1, octet counting),
 * or ends with a line feed (section 3.4.2). The first one says which. Known on any port by a first
 * message whose head is as the norm wants it: port 514 of TCP is another service's. */

#include "dissectors/line.h"
#include "dissectors/syslog_message.h"

enum framing { FRAMING_UNKNOWN, FRAMING_COUNTED, FRAMING_LINES };

enum { COUNT_DIGITS = 5 };

struct syslog_tcp {
    uint8_t framing; /* enum framing */
    bool inside;     /* in the middle of a long line */
};

static bool is_digit(uint8_t b)
{
    return b >= '0' && b <= '9';
}

/* "123 ": how many bytes the message has; 0: this is no such number. Short if it is not all here.
 */
static uint32_t take_count(struct cursor *c)
{
    uint32_t n = 0;
    for (int i = 0; i <= COUNT_DIGITS; i++) {
        uint8_t b = take_u8(c);
        if (b == ' ')
            return n;
        if (!is_digit(b) || (n == 0 && b == '0'))
            return 0;
        n = n * 10 + (uint32_t)(b - '0');
    }
    return 0;
}

/* ---- recognition ---- */

static enum recognition known_by(struct bytes message, bool whole)
{
    struct syslog_message m;
    if (syslog_read(message, &m) && m.exact)
        return MINE;
    return !whole && syslog_may_begin(message) ? TOO_LITTLE : NOT_MINE;
}

static enum recognition recognise_counted(struct bytes said)
{
    struct cursor c = cursor_over(said);
    uint32_t n = take_count(&c);
    if (!cursor_ok(&c))
        return TOO_LITTLE;
    struct bytes message = bytes_first(cursor_rest(&c), n);
    if (n > 0 && message.n == 0)
        return TOO_LITTLE;
    return n > 0 ? known_by(message, message.n == n) : NOT_MINE;
}

static enum recognition recognise_line(struct bytes said)
{
    const uint8_t *lf = memchr(said.p, '\n', said.n);
    struct bytes line = lf != NULL ? bytes_first(said, (size_t)(lf - said.p)) : said;
    return known_by(line, lf != NULL);
}

static enum recognition syslog_tcp_recognise(struct opening *o)
{
    if (o->said.n == 0)
        return TOO_LITTLE;
    bool counted = is_digit(o->said.p[0]);
    enum recognition known = counted ? recognise_counted(o->said) : recognise_line(o->said);
    if (known == MINE)
        o->speaker = SPEAKER_CLIENT;
    return known;
}

/* ---- messages ---- */

static void tell(struct dissection *d, struct bytes message)
{
    struct syslog_message m;
    if (syslog_read(message, &m))
        syslog_tell(d, &m);
}

/* Only the head of a message is waited for. */
static enum verdict_on_bytes take_counted(struct dissection *d)
{
    if (take_if(&d->in, '\n')) /* some end their messages all the same, and do not count that */
        return DISSECT_DONE;
    uint32_t n = take_count(&d->in);
    if (cursor_ok(&d->in) && n == 0)
        return DISSECT_REJECT;
    size_t head_n = n < SYSLOG_HEAD ? n : SYSLOG_HEAD;
    struct bytes head = take_bytes(&d->in, head_n);
    if (cursor_ok(&d->in))
        skip_ahead(&d->in, n - head_n);
    if (!cursor_ok(&d->in))
        return DISSECT_WAIT;
    if (!bytes_start_with(head, "<"))
        return DISSECT_REJECT;
    tell(d, head);
    return DISSECT_DONE;
}

static enum verdict_on_bytes take_one_line(struct dissection *d, struct syslog_tcp *s)
{
    bool inside = s->inside && !d->after_hole;
    struct bytes line;
    enum line_found found = line_take(&d->in, &inside, &line);
    if (found == LINE_STRANGE)
        return DISSECT_REJECT;
    if (found == LINE_WAIT)
        return DISSECT_WAIT;
    s->inside = inside;
    if (found == LINE_READY)
        tell(d, line);
    return DISSECT_DONE;
}

static enum verdict_on_bytes syslog_tcp_dissect(struct dissection *d)
{
    struct syslog_tcp *s = d->state;
    if (!d->from_client) { /* nobody answers; whatever this is, it is no log */
        skip(&d->in, cursor_left(&d->in));
        return DISSECT_DONE;
    }
    if (cursor_left(&d->in) == 0) {
        skip(&d->in, 1);
        return DISSECT_WAIT;
    }
    enum framing framing = (enum framing)s->framing;
    if (framing == FRAMING_UNKNOWN)
        framing = is_digit(*d->in.at) ? FRAMING_COUNTED : FRAMING_LINES;
    if (framing == FRAMING_COUNTED && d->after_hole)
        return DISSECT_REJECT;
    enum verdict_on_bytes verdict =
        framing == FRAMING_COUNTED ? take_counted(d) : take_one_line(d, s);
    if (verdict == DISSECT_DONE)
        s->framing = (uint8_t)framing;
    return verdict;
}

/* Lines are found again; a lost count is not. */
static size_t syslog_tcp_resynchronise(struct bytes in)
{
    size_t at = 0;
    while (at < in.n && in.p[at] != '<') {
        const uint8_t *lf = memchr(in.p + at, '\n', in.n - at);
        at = lf != NULL ? (size_t)(lf - in.p) + 1 : in.n;
    }
    return at;
}

const struct dissector syslog_tcp_dissector = {
    .name = "syslog",
    .transport = TRANSPORT_TCP,
    .state_size = sizeof(struct syslog_tcp),
    .recognise = syslog_tcp_recognise,
    .dissect = syslog_tcp_dissect,
    .resynchronise = syslog_tcp_resynchronise,
};
