/* Multicast DNS, RFC 6762: hosts ask each other for names and show what they offer. It is not the
 * use of a name server that guide item 2.6 means; cameras that show themselves by it (RFC 6763)
 * become known. Of what is asked or answered the first name is said. */

#include "dissectors/dissector.h"
#include "dissectors/mdns_device.h"

enum { RECORDS_MAX = 256, QUESTIONS_MAX = 256, CLASS_IN = 1, CLASS_ANY = 255 };

struct mdns_message {
    bool answer;
    bool names; /* `lookup` has something to say */
    struct observation lookup;
    struct mdns_device device;
};

/* The highest bit asks for an answer by unicast, or flushes caches: sections 5.4 and 10.2. */
static bool is_class(uint16_t class)
{
    uint16_t plain = class & 0x7fff;
    return plain == CLASS_IN || plain == CLASS_ANY;
}

static void name_first(struct mdns_message *m, const struct dns_name *name, uint16_t type)
{
    if (m->names)
        return;
    m->names = true;
    m->lookup = (struct observation){
        .kind = OBS_NAME_LOOKUP,
        .name_lookup = { .name = dns_text(name), .type = type, .answer = m->answer },
    };
}

static bool read_questions(struct cursor *c, struct bytes message, size_t n, struct mdns_message *m)
{
    for (size_t i = 0; i < n; i++) {
        struct dns_question question;
        if (!dns_take_question(c, message, &question) || !is_class(question.class))
            return false;
        if (!m->answer)
            name_first(m, &question.name, question.type);
    }
    return true;
}

/* What a question brings along are answers its sender has heard: no news of itself. */
static bool read_records(struct cursor *c, struct bytes message, size_t n, struct mdns_message *m)
{
    for (size_t i = 0; i < n; i++) {
        struct dns_record record;
        if (!dns_take_record(c, message, &record))
            return false;
        if (!m->answer)
            continue;
        name_first(m, &record.name, record.type);
        mdns_device_read(&m->device, &record, message);
    }
    return true;
}

static bool read_message(struct bytes message, struct ip sender, struct mdns_message *m)
{
    *m = (struct mdns_message){ .device = { .sender = sender } };
    struct cursor c = cursor_over(message);
    struct dns_head head = dns_take_head(&c);
    size_t records = (size_t)head.answers + head.authorities + head.additional;
    bool empty = head.questions == 0 && records == 0;
    if (!cursor_ok(&c) || head.opcode != 0 || empty || head.questions > QUESTIONS_MAX ||
        records > RECORDS_MAX)
        return false;
    m->answer = head.answer;
    return read_questions(&c, message, head.questions, m) &&
           read_records(&c, message, records, m) && cursor_left(&c) == 0;
}

static bool is_own_port(uint16_t from, uint16_t to)
{
    return (from == MDNS_PORT || to == MDNS_PORT) && from != DNS_PORT && to != DNS_PORT;
}

static enum recognition mdns_recognise(struct opening *o)
{
    struct mdns_message m;
    if (!is_own_port(o->from_port, o->to_port) || !read_message(o->said, (struct ip){ { 0 } }, &m))
        return NOT_MINE;
    o->speaker = m.answer ? SPEAKER_SERVER : SPEAKER_CLIENT;
    return MINE;
}

static enum verdict_on_bytes mdns_dissect(struct dissection *d)
{
    struct mdns_message m;
    if (!read_message(take_bytes(&d->in, cursor_left(&d->in)), d->packet->src.ip, &m))
        return DISSECT_REJECT;
    speaker_is(d, m.answer ? SPEAKER_SERVER : SPEAKER_CLIENT);
    if (mdns_device_is_known(&m.device))
        observe(d, m.device.o);
    else if (m.names)
        observe(d, m.lookup);
    return DISSECT_DONE;
}

const struct dissector mdns_dissector = {
    .name = "mdns",
    .transport = TRANSPORT_UDP,
    .recognise = mdns_recognise,
    .dissect = mdns_dissect,
};
