#include "dissectors/dns_lookup.h"

#include "dissectors/dns_message.h"

enum opcode { OPCODE_QUERY = 0, OPCODE_NOTIFY = 4, OPCODE_UPDATE = 5, OPCODE_LAST = 6 };

enum {
    FLAG_ZERO = 0x0040,
    FLAGS_OF_ANSWERS = 0x068f, /* AA, TC, RA, RCODE */
    QUESTIONS_MAX = 64,
    RECORDS_MAX = 256,
};

bool dns_is_own_port(uint16_t from_port, uint16_t to_port)
{
    return from_port == DNS_PORT || to_port == DNS_PORT;
}

static bool is_sisters(uint16_t port)
{
    return port == MDNS_PORT || port == LLMNR_PORT || port == NETBIOS_PORT;
}

bool dns_is_sisters_port(uint16_t from_port, uint16_t to_port)
{
    return !dns_is_own_port(from_port, to_port) && (is_sisters(from_port) || is_sisters(to_port));
}

/* IN, CH, HS, NONE, ANY: RFC 6895 section 3.2. */
static bool is_class(uint16_t class)
{
    return class == 1 || class == 3 || class == 4 || class == 254 || class == 255;
}

/* Those that put a name into the question section. */
static bool asks_for_a_name(uint8_t opcode)
{
    return opcode == OPCODE_QUERY || opcode == OPCODE_NOTIFY || opcode == OPCODE_UPDATE;
}

bool dns_lookup_read(struct bytes message, uint16_t from_port, uint16_t to_port,
                     struct dns_lookup *out)
{
    *out = (struct dns_lookup){ .o = { .kind = OBS_NAME_LOOKUP } };
    struct cursor c = cursor_over(message);
    struct dns_head head = dns_take_head(&c);
    if (!cursor_ok(&c) || head.opcode > OPCODE_LAST || head.questions > QUESTIONS_MAX)
        return false;
    /* Some servers forget the bit. */
    out->answer = head.answer || (from_port == DNS_PORT && to_port != DNS_PORT);
    if (head.questions == 0 || !asks_for_a_name(head.opcode))
        return true;
    struct dns_question first;
    if (!dns_take_question(&c, message, &first) || !is_class(first.class))
        return false;
    out->asks = true;
    out->o.name_lookup.name = dns_text(&first.name);
    out->o.name_lookup.type = first.type;
    out->o.name_lookup.answer = out->answer;
    out->o.name_lookup.failed = out->answer && head.code != 0;
    return true;
}

/* ---- on any port ---- */

static bool is_plain_head(const struct dns_head *h)
{
    if (h->opcode != OPCODE_QUERY || (h->flags & FLAG_ZERO) != 0 || h->questions != 1)
        return false;
    if (h->answer)
        return h->answers <= RECORDS_MAX && h->authorities <= RECORDS_MAX &&
               h->additional <= RECORDS_MAX;
    return (h->flags & FLAGS_OF_ANSWERS) == 0 && h->answers == 0 && h->authorities == 0 &&
           h->additional <= 2;
}

/* Types that are asked for, RFC 6895 section 3.1; 32 is NetBIOS. */
static bool is_asked_type(uint16_t type)
{
    return (type >= 1 && type <= 65 && type != 32) || (type >= 249 && type <= 257);
}

static bool is_host_name(const struct dns_name *name)
{
    for (size_t i = 0; i < name->n; i++)
        if (name->s[i] == '?' || name->s[i] == ' ')
            return false;
    return name->n > 0;
}

bool dns_lookup_is_plain(struct bytes message)
{
    struct cursor c = cursor_over(message);
    struct dns_head head = dns_take_head(&c);
    struct dns_question first;
    if (!cursor_ok(&c) || !is_plain_head(&head) || !dns_take_question(&c, message, &first))
        return false;
    if (!is_host_name(&first.name) || !is_asked_type(first.type) || first.class != 1)
        return false;
    size_t records = (size_t)head.answers + head.authorities + head.additional;
    for (size_t i = 0; i < records; i++) {
        struct dns_record record;
        if (!dns_take_record(&c, message, &record))
            return false;
    }
    return cursor_left(&c) == 0;
}

void dns_lookup_tell(struct dissection *d, const struct dns_lookup *l)
{
    struct observation o = l->o;
    o.protocol = "dns";
    if (l->asks)
        observe(d, o);
}
