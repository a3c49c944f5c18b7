/* What DNS (RFC 1035 section 4) and multicast DNS (RFC 6762 section 18) have in common: a head of
 * twelve bytes, questions, and records whose names may point back to names before them. */
#pragma once

#include "core/bytes.h"
#include "core/text.h"

enum { DNS_PORT = 53, MDNS_PORT = 5353, LLMNR_PORT = 5355, NETBIOS_PORT = 137 };

enum dns_type { DNS_A = 1, DNS_PTR = 12, DNS_TXT = 16, DNS_AAAA = 28, DNS_SRV = 33 };

enum {
    DNS_HEAD_N = 12,
    DNS_NAME_MAX = 255,
    /* a head and a first question are never longer */
    DNS_BEGINNING_MAX = DNS_HEAD_N + DNS_NAME_MAX + 4,
};

struct dns_head {
    bool answer;
    uint8_t opcode;
    uint8_t code;   /* RCODE */
    uint16_t flags; /* all of them */
    uint16_t questions;
    uint16_t answers;
    uint16_t authorities;
    uint16_t additional;
};

/* As text, without the last dot; the root is empty. What is not printable, and a dot inside a
 * label, is a question mark. */
struct dns_name {
    size_t n;
    uint8_t s[DNS_NAME_MAX];
};

struct dns_question {
    struct dns_name name;
    uint16_t type;
    uint16_t class;
};

struct dns_record {
    struct dns_name name;
    uint16_t type;
    uint16_t class;
    uint32_t ttl;
    struct bytes data;
};

/* The twelve bytes before every message, RFC 1035 section 4.1.1; whether they were there c says. */
struct dns_head dns_take_head(struct cursor *c);

/* Each is read at c, which lies in `message`, where the name may lead. False: it cannot be read. */
bool dns_take_name(struct cursor *c, struct bytes message, struct dns_name *out);
bool dns_take_question(struct cursor *c, struct bytes message, struct dns_question *out);
bool dns_take_record(struct cursor *c, struct bytes message, struct dns_record *out);

/* The root is a dot. Of a longer name than fits the end, which says whose it is, behind dots. */
struct text dns_text(const struct dns_name *name);

/* Where they lie in *name. */
static inline struct bytes dns_name_bytes(const struct dns_name *name)
{
    return (struct bytes){ name->s, name->n };
}
