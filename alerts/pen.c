/* How it works: every field is written with a comma behind it. When an object is closed its fields
 * are brought into the order of their keys, if they are not, and its last comma becomes its brace.
 */
#include "alerts/pen.h"

#include <string.h>

#include "alerts/jot.h"

static void put(struct pen *p, const char *text, size_t n)
{
    p->full = p->full || n > p->room - p->n;
    if (p->full)
        return;
    memcpy(p->out + p->n, text, n);
    p->n += n;
}

static void put_byte(struct pen *p, char c)
{
    put(p, &c, 1);
}

static void put_word(struct pen *p, const char *word)
{
    put(p, word, strlen(word));
}

static void put_number(struct pen *p, uint64_t n)
{
    enum { DIGITS = 20 };
    char digit[DIGITS];
    size_t at = DIGITS;
    do {
        digit[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    put(p, digit + at, DIGITS - at);
}

/* All but quotes, backslashes, control characters and what is no ASCII. */
static bool is_plain(char c)
{
    unsigned char byte = (unsigned char)c;
    return byte >= ' ' && byte < 0x80 && byte != '"' && byte != '\\';
}

/* UTF-8 is jansson's trade. */
static void put_strange(struct pen *p, const char *text)
{
    json_t *value = jot_value_of(text);
    size_t n =
        json_dumpb(value, p->out + p->n, p->room - p->n, JSON_ENCODE_ANY | JSON_ENSURE_ASCII);
    json_decref(value);
    p->full = p->full || n == 0 || n > p->room - p->n; /* 0: no memory */
    p->n += p->full ? 0 : n;
}

static void put_text(struct pen *p, const char *text)
{
    size_t before = p->n;
    put_byte(p, '"');
    for (const char *at = text;; at++) {
        const char *from = at;
        while (is_plain(*at))
            at++;
        put(p, from, (size_t)(at - from));
        if (*at == '\0')
            break;
        if (*at != '"' && *at != '\\') {
            p->n = before;
            put_strange(p, text);
            return;
        }
        put_byte(p, '\\');
        put_byte(p, *at);
    }
    put_byte(p, '"');
}

static void put_key(struct pen *p, const char *key)
{
    p->full = p->full || p->fields == PEN_FIELDS;
    if (p->full)
        return;
    p->field[p->fields].key = key;
    p->field[p->fields++].at = p->n;
    put_byte(p, '"');
    put_word(p, key);
    put(p, "\":", 2);
}

static void begin_object(struct pen *p)
{
    put_byte(p, '{');
    p->full = p->full || p->depth >= PEN_DEPTH;
    if (p->depth++ >= PEN_DEPTH)
        return;
    p->object[p->depth - 1].begins = p->n;
    p->object[p->depth - 1].field = p->fields;
}

/* Where field i of n ends. */
static size_t end_of(const struct pen *p, unsigned i)
{
    return i + 1 < p->fields ? p->field[i + 1].at : p->n;
}

/* The order of the fields from that one on, as their places; false: they have it already. */
static bool sort(const struct pen *p, unsigned first, unsigned order[static PEN_FIELDS])
{
    bool moved = false;
    for (unsigned i = first; i < p->fields; i++) {
        unsigned at = i - first;
        for (; at > 0 && strcmp(p->field[order[at - 1]].key, p->field[i].key) > 0; at--)
            order[at] = order[at - 1];
        order[at] = i;
        moved = moved || at != i - first;
    }
    return moved;
}

static void bring_in_order(struct pen *p, size_t begins, unsigned first)
{
    unsigned order[PEN_FIELDS];
    if (!sort(p, first, order))
        return;
    size_t n = 0;
    for (unsigned i = 0; i < p->fields - first; i++) {
        size_t from = p->field[order[i]].at;
        size_t length = end_of(p, order[i]) - from;
        memcpy(p->spare + n, p->out + from, length);
        n += length;
    }
    memcpy(p->out + begins, p->spare, n);
}

static void end_object(struct pen *p)
{
    if (--p->depth >= PEN_DEPTH)
        return;
    size_t begins = p->object[p->depth].begins;
    unsigned first = p->object[p->depth].field;
    if (!p->full)
        bring_in_order(p, begins, first);
    p->fields = first;
    p->n -= !p->full && p->n > begins; /* the last comma */
    put_byte(p, '}');
}

void pen_begin(struct pen *p, char *out, size_t room)
{
    p->out = out;
    p->room = room < PEN_ROOM ? room : PEN_ROOM;
    p->n = 0;
    p->full = false;
    p->depth = 0;
    p->fields = 0;
    begin_object(p);
}

size_t pen_end(struct pen *p)
{
    end_object(p);
    return p->full ? 0 : p->n;
}

void pen_open(struct pen *p, const char *key)
{
    put_key(p, key);
    begin_object(p);
}

void pen_close(struct pen *p)
{
    end_object(p);
    put_byte(p, ',');
}

void pen_text(struct pen *p, const char *key, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return;
    put_key(p, key);
    put_text(p, text);
    put_byte(p, ',');
}

void pen_list(struct pen *p, const char *key, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return;
    put_key(p, key);
    put_byte(p, '[');
    put_text(p, text);
    put(p, "],", 2);
}

void pen_number(struct pen *p, const char *key, uint64_t n)
{
    put_key(p, key);
    put_number(p, n);
    put_byte(p, ',');
}

void pen_number_list(struct pen *p, const char *key, uint64_t n)
{
    put_key(p, key);
    put_byte(p, '[');
    put_number(p, n);
    put(p, "],", 2);
}

void pen_port(struct pen *p, const char *key, uint16_t port)
{
    if (port != 0)
        pen_number(p, key, port);
}

void pen_time(struct pen *p, const char *key, uint64_t time_ns)
{
    char clock[JOT_TIME_MAX];
    pen_text(p, key, jot_clock(time_ns, clock));
}

void pen_ip(struct pen *p, const char *key, const struct ip *ip)
{
    static const struct ip unknown;
    char text[IP_TEXT_MAX];
    if (!ip_equal(ip, &unknown))
        pen_text(p, key, ip_text(ip, text));
}

void pen_mac(struct pen *p, const char *key, const struct mac *mac)
{
    char text[MAC_TEXT_MAX];
    if (mac_known(mac))
        pen_text(p, key, mac_text(mac, text));
}
