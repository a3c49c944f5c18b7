/* SADP, the Search Active Devices Protocol of Hikvision and of makers who sell its devices: XML in
 * UDP from and to port 37020, group 239.255.255.250. Guide items 2.1, 2.2 and 3.1.
 *
 * Not published by its maker; known from the tools of others and from answers they show. Known for
 * sure: <Probe> asks and <ProbeMatch> answers, <Types> says what: "inquiry" is a search, "update" a
 * set. What else there is (activation, keys, new passwords) is recognised and not told: its values
 * are secrets, or made from some. <DeviceType> is a number that nobody has a table of; cameras and
 * recorders are known by the maker's names for models. */

#include "dissectors/maker.h"
#include "dissectors/xml.h"

enum { ROOT_WITHIN = 256 };

struct sadp_message {
    struct maker_message says;
    bool asks;
    bool answers;
    enum { NOT_SAID, NOT_ACTIVATED, ACTIVATED } activated;
};

static const struct maker_word words[] = {
    { "MAC", MEANS_MAC },
    { "IPv4Address", MEANS_IP },
    { "DeviceDescription", MEANS_MODEL },
    { "SoftwareVersion", MEANS_FIRMWARE },
    { "DeviceSN", MEANS_SERIAL },
};

/* The root comes last: it counts. */
static void on_element(void *self, const struct xml_element *e)
{
    struct sadp_message *m = self;
    maker_read(&m->says, words, sizeof words / sizeof words[0], e->name, e->text);
    if (bytes_equal_text(e->name, "Types"))
        m->says.type = text_of(e->text);
    if (bytes_equal_text(e->name, "Activated") && bytes_equal_text(e->text, "true"))
        m->activated = ACTIVATED;
    if (bytes_equal_text(e->name, "Activated") && bytes_equal_text(e->text, "false"))
        m->activated = NOT_ACTIVATED;
    m->asks = bytes_equal_text(e->name, "Probe");
    m->answers = bytes_equal_text(e->name, "ProbeMatch");
}

static bool is_digit(uint8_t b)
{
    return b >= '0' && b <= '9';
}

/* DS-2CD, DS-2DE, DS-2TD, iDS-2CD, ... are network cameras; DS-7616NI, iDS-9632NXI, ... recorders.
 */
static void read_model(struct observation *o)
{
    struct bytes model = bytes_of_text(o->device.model.s);
    model = bytes_after(model, bytes_start_with(model, "i") ? 1 : 0);
    if (!bytes_start_with(model, "DS-") || model.n < 7)
        return;
    const uint8_t *p = model.p + 3;
    static const char *const cameras[] = { "DS-2CD", "DS-2CV", "DS-2DE", "DS-2DF",
                                           "DS-2DP", "DS-2DY", "DS-2TD", "DS-2XE" };
    for (size_t i = 0; i < sizeof cameras / sizeof cameras[0]; i++)
        o->device.camera |= bytes_start_with(model, cameras[i]);
    o->device.recorder =
        p[0] >= '7' && p[0] <= '9' && is_digit(p[1]) && is_digit(p[2]) && is_digit(p[3]);
}

static enum act act_of(const struct sadp_message *m)
{
    struct bytes type = bytes_of_text(m->says.type.s);
    if (bytes_equal_text(type, "inquiry"))
        return m->asks ? ACT_SEARCH : ACT_RESPONSE;
    if (bytes_equal_text(type, "update"))
        return m->asks ? ACT_SET : ACT_ACK;
    return ACT_NONE;
}

/* Without a prefix and without a name space: with them it would be WS-Discovery. */
static bool looks_like_sadp(struct bytes said)
{
    static const uint8_t mark[] = { 0xef, 0xbb, 0xbf }; /* of UTF-8 */
    if (bytes_equal(bytes_first(said, sizeof mark), (struct bytes){ mark, sizeof mark }))
        said = bytes_after(said, sizeof mark);
    while (said.n > 0 && said.p[0] <= ' ')
        said = bytes_after(said, 1);
    struct bytes head = bytes_first(said, ROOT_WITHIN);
    return head.n > 0 && head.p[0] == '<' &&
           (bytes_find(head, "<Probe>") < head.n || bytes_find(head, "<ProbeMatch>") < head.n);
}

static bool read_message(struct bytes datagram, struct sadp_message *m)
{
    if (!looks_like_sadp(datagram))
        return false;
    *m = (struct sadp_message){ .says = maker_message("Hikvision") };
    const struct xml_listener listener = { .element = on_element, .self = m };
    if (!xml_read(datagram, &listener))
        return false;
    m->says.act = act_of(m);
    read_model(&m->says.device);
    bool shows_itself = m->says.act == ACT_RESPONSE;
    return (m->asks || m->answers) && m->says.type.s[0] != '\0' &&
           (!shows_itself || maker_has_mac(&m->says));
}

static enum recognition sadp_recognise(struct opening *o)
{
    struct sadp_message m;
    if (!read_message(o->said, &m))
        return NOT_MINE;
    o->speaker = m.asks ? SPEAKER_CLIENT : SPEAKER_SERVER;
    return MINE;
}

/* A device that is not activated has no administrator yet. */
static void tell_activation(struct dissection *d, const struct sadp_message *m)
{
    struct observation o = { .kind = OBS_SETTING };
    o.setting.name = "activated";
    o.setting.enabled = m->activated == ACTIVATED;
    observe(d, o);
}

static enum verdict_on_bytes sadp_dissect(struct dissection *d)
{
    struct sadp_message m;
    if (!read_message(take_bytes(&d->in, cursor_left(&d->in)), &m))
        return DISSECT_REJECT;
    speaker_is(d, m.asks ? SPEAKER_CLIENT : SPEAKER_SERVER);
    if (m.says.act == ACT_NONE)
        return DISSECT_DONE;
    maker_tell(d, &m.says);
    if (m.says.act == ACT_RESPONSE && m.activated != NOT_SAID)
        tell_activation(d, &m);
    return DISSECT_DONE;
}

const struct dissector sadp_dissector = {
    .name = "sadp",
    .transport = TRANSPORT_UDP,
    .recognise = sadp_recognise,
    .dissect = sadp_dissect,
};
