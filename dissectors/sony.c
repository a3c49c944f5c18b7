/* The IP set-up protocol of Sony's network and pan-tilt-zoom cameras, which other makers of VISCA
 * cameras speak too: lines "NAME:value" in UDP by broadcast, port 52380 ("Camera IP Setting
 * Command" in the command lists of the SRG and BRC series) and port 2380 (the same with ENQ:allinfo
 * and more lines). Guide items 2.1, 2.2 and 3.1.
 *
 * A datagram begins with 0x02 and ends with 0x03; each line ends with 0xff. ENQ asks, MAC begins an
 * answer, SETMAC a set, ACK and NAK answer that. Who answers is no proof of who made it. */

#include "dissectors/maker.h"

enum { START = 0x02, END = 0x03, LINE_END = 0xff, DATAGRAM_MAX = 2048 };

static const struct maker_word words[] = {
    { "MAC", MEANS_MAC },
    { "IPADR", MEANS_IP },
    { "MODEL", MEANS_MODEL },
    { "NAME", MEANS_TITLE },
    { "SOFTVERSION", MEANS_FIRMWARE },
    { "SERIAL", MEANS_SERIAL },
};

struct sony_line {
    struct bytes name;
    struct bytes value;
};

/* False: not "NAME:value". */
static bool take_setting(struct cursor *c, struct sony_line *line)
{
    struct bytes rest = cursor_rest(c);
    size_t n = 0, colon = rest.n;
    while (n < rest.n && rest.p[n] != LINE_END) {
        if (rest.p[n] < ' ')
            return false;
        if (rest.p[n] == ':' && colon == rest.n)
            colon = n;
        n++;
    }
    line->name = bytes_first(rest, colon);
    line->value = bytes_after(bytes_first(rest, n), colon + 1);
    skip(c, n + 1);
    return cursor_ok(c) && colon > 0 && colon < n;
}

static enum act act_of(const struct sony_line *first)
{
    bool known =
        bytes_equal_text(first->value, "network") || bytes_equal_text(first->value, "allinfo");
    if (bytes_equal_text(first->name, "ENQ"))
        return known ? ACT_SEARCH : ACT_NONE;
    if (bytes_equal_text(first->name, "SETMAC"))
        return ACT_SET;
    if (bytes_equal_text(first->name, "ACK") || bytes_equal_text(first->name, "NAK"))
        return ACT_ACK;
    return ACT_RESPONSE;
}

/* What a set or its answer is about is named by its MAC address. */
static bool is_whole(const struct maker_message *m, const struct sony_line *first)
{
    struct text s = text_of(first->value);
    struct mac mac;
    if (m->act == ACT_SET || m->act == ACT_ACK)
        return mac_parse(s.s, &mac);
    if (m->act == ACT_RESPONSE)
        return maker_has_mac(m) && m->device.device.model.s[0] != '\0';
    return m->act == ACT_SEARCH;
}

static bool read_message(struct bytes datagram, struct maker_message *m)
{
    size_t n = datagram.n;
    if (n < 3 || n > DATAGRAM_MAX || datagram.p[0] != START || datagram.p[n - 1] != END)
        return false;
    *m = maker_message("");
    struct cursor c = cursor_over(bytes_after(bytes_first(datagram, n - 1), 1));
    struct sony_line first, line;
    if (!take_setting(&c, &first))
        return false;
    m->act = act_of(&first);
    m->type = text_of(m->act == ACT_SEARCH ? first.value : first.name);
    maker_read(m, words, sizeof words / sizeof words[0], first.name, first.value);
    while (cursor_left(&c) > 0) {
        if (!take_setting(&c, &line))
            return false;
        maker_read(m, words, sizeof words / sizeof words[0], line.name, line.value);
    }
    return is_whole(m, &first);
}

static enum recognition sony_recognise(struct opening *o)
{
    struct maker_message m;
    return read_message(o->said, &m) ? maker_is_mine(o, &m) : NOT_MINE;
}

static enum verdict_on_bytes sony_dissect(struct dissection *d)
{
    struct maker_message m;
    if (!read_message(take_bytes(&d->in, cursor_left(&d->in)), &m))
        return DISSECT_REJECT;
    maker_tell(d, &m);
    return DISSECT_DONE;
}

const struct dissector sony_dissector = {
    .name = "sony",
    .transport = TRANSPORT_UDP,
    .recognise = sony_recognise,
    .dissect = sony_dissect,
};
