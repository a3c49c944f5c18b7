/* TCP options: RFC 9293 section 3.1. Private to this folder. */
#pragma once

#include "core/packet.h"

enum tcp_option {
    TCP_OPTION_END,
    TCP_OPTION_NOP,
    TCP_OPTION_SCALE = 3,
    TCP_OPTION_STAMP = 8,
    TCP_OPTION_MD5 = 19, /* RFC 2385 */
    TCP_OPTION_AO = 29,  /* RFC 5925 */
};

/* The value of an option of n bytes, all in all. False: it is not there. */
bool tcp_option_find(const struct packet *p, enum tcp_option wanted, uint8_t n,
                     struct cursor *value);

/* What is to be weighed of a segment's options, found in one pass. */
struct tcp_options {
    bool has_stamp;
    bool is_signed; /* by MD5 or AO: who has no key drops it */
    uint32_t stamp; /* if has_stamp */
};

struct tcp_options tcp_options_read(const struct packet *p);
