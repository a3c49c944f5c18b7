/* Reading BER, ITU-T X.690 section 8, as far as SNMP needs it (RFC 3417 section 8): one-byte tags,
 * definite lengths. What is anything else, or reaches beyond its cursor, marks the cursor short. */
#pragma once

#include "core/bytes.h"

enum ber_tag {
    BER_INTEGER = 0x02,
    BER_OCTET_STRING = 0x04,
    BER_NULL = 0x05,
    BER_OID = 0x06,
    BER_SEQUENCE = 0x30,
};

struct ber {
    uint8_t tag;
    struct bytes content;
};

/* The next element, whatever it is. */
struct ber ber_take(struct cursor *c);

/* The content of the next element, which has to have that tag. */
struct bytes ber_take_tagged(struct cursor *c, uint8_t tag);

/* The same as a window to read on in; short if the element was not there. */
struct cursor ber_enter(struct cursor *c, uint8_t tag);

/* The next element, an INTEGER of at most 64 bits. */
int64_t ber_take_integer(struct cursor *c);

/* An integer's value from its content, 1 to 8 bytes in two's complement; false if it is not one. */
bool ber_integer(struct bytes content, int64_t *value);
