/* Messages that only programs read. */
#include <ctype.h>

#include "evidence/mask_parts.h"

/* ---- RTP ---- */

enum {
    RTP_HEAD = 12,
    RTCP_HEAD = 8,
    RTP_SHOWN = 2,
    PICTURE_MIN = 16,
    RTCP_FIRST = 200,
    RTCP_LAST = 207
};

/* How much of what begins at `at` may be told: the head, and with RTP two bytes in which H.264 and
 * H.265 say what follows; no picture. 0: it is none. */
static size_t media_shown(struct bytes b)
{
    if (b.n < RTP_HEAD || (b.p[0] & 0xc0) != 0x80)
        return 0;
    bool control = b.p[1] >= RTCP_FIRST && b.p[1] <= RTCP_LAST;
    size_t head_n = RTP_HEAD + (size_t)(b.p[0] & 0x0f) * 4;
    bool picture = b.n >= head_n + PICTURE_MIN; /* not a key that was pressed: RFC 4733 */
    return control ? RTCP_HEAD : head_n + (picture ? RTP_SHOWN : 0);
}

bool mask_media(struct veil *v)
{
    size_t n = media_shown(v->in);
    veil_show_at(v, 0, n);
    return n > 0;
}

bool mask_channel(struct veil *v)
{
    enum { CHANNEL_HEAD = 4 };
    size_t at = 0;
    while (v->in.n - at > CHANNEL_HEAD && v->in.p[at] == '$') {
        size_t n = (size_t)v->in.p[at + 2] << 8 | v->in.p[at + 3];
        struct bytes inside = bytes_first(bytes_after(v->in, at + CHANNEL_HEAD), n);
        size_t shown = media_shown(inside);
        if (shown == 0)
            return at > 0;
        veil_show_at(v, at, CHANNEL_HEAD);
        veil_show(v, bytes_first(inside, shown));
        at += CHANNEL_HEAD + inside.n;
    }
    return at > 0;
}

/* ---- TLS ---- */

/* Handshakes are shown, which is what is judged; alerts too. Application data is hidden, and
 * whatever is not a record. */
bool mask_tls(struct veil *v)
{
    enum { RECORD_HEAD = 5, CHANGE = 20, ALERT = 21, HANDSHAKE = 22, DATA = 23 };
    struct cursor c = cursor_over(v->in);
    bool any = false, secret = false;
    while (cursor_left(&c) > RECORD_HEAD) {
        struct bytes head = take_bytes(&c, RECORD_HEAD);
        if (head.n < RECORD_HEAD || head.p[0] < CHANGE || head.p[0] > DATA || head.p[1] != 3 ||
            head.p[2] > 4)
            return any;
        struct bytes rest = cursor_rest(&c);
        struct bytes body = bytes_first(rest, (size_t)(head.p[3] << 8 | head.p[4]));
        veil_show(v, head);
        if (head.p[0] != DATA && !secret)
            veil_show(v, body);
        secret = secret || head.p[0] == CHANGE;
        any = true;
        skip(&c, body.n);
    }
    return any;
}

/* ---- SNMP ---- */

/* The length of BER at `at`; *head becomes where its value begins. False: it is not there. */
static bool ber_value(struct bytes b, size_t at, size_t *head, size_t *n)
{
    if (b.n < 2 || at > b.n - 2)
        return false;
    uint8_t first = b.p[at + 1];
    size_t more = first & 0x80 ? first & 0x7fU : 0;
    if (more > 2 || b.n - at - 2 < more)
        return false;
    *head = at + 2 + more;
    *n = first;
    for (size_t i = more > 0 ? 0 : 1; i < more; i++)
        *n = (i == 0 ? 0 : *n << 8) | b.p[at + 2 + i];
    return *n <= b.n - *head;
}

/* Sequence and version. Up to version 2 where the community begins and what kind of request
 * follows it; of version 3 the header: identifier, size, flags, model. */
bool mask_snmp(struct veil *v)
{
    enum { SEQUENCE = 0x30, INTEGER = 2, OCTETS = 4, VERSION_3 = 3 };
    struct bytes b = v->in;
    size_t version, n, value, value_n;
    if (b.n == 0 || b.p[0] != SEQUENCE || !ber_value(b, 0, &version, &n) ||
        !ber_value(b, version, &value, &value_n) || b.p[version] != INTEGER || value_n != 1)
        return false;
    size_t next = value + 1;
    if (!ber_value(b, next, &version, &n))
        return false;
    veil_show_at(v, 0, version);
    if (b.p[value] == VERSION_3 && b.p[next] == SEQUENCE)
        veil_show_at(v, version, n);
    else if (b.p[next] == OCTETS)
        veil_show_at(v, version + n, 1);
    return true;
}

/* ---- others ---- */

bool mask_log_line(struct veil *v)
{
    enum { PRI_MAX = 5 };
    struct bytes b = bytes_first(v->in, PRI_MAX);
    size_t n = 1;
    while (n < b.n && isdigit(b.p[n]))
        n++;
    if (b.n == 0 || b.p[0] != '<' || n == b.n || b.p[n] != '>')
        return false;
    veil_show_at(v, 0, n + 1);
    return true;
}

bool mask_port_auth(struct veil *v)
{
    enum { EAPOL_HEAD = 4, EAP_HEAD = 5 };
    bool eap = v->in.n > 1 && v->in.p[1] == 0;
    veil_show_at(v, 0, eap ? EAPOL_HEAD + EAP_HEAD : EAPOL_HEAD);
    return true;
}
