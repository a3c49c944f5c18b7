#include "dissectors/mikey.h"

/* Section 6. */ enum {
    MIKEY_KEMAC = 1,
    MIKEY_T = 5,
    MIKEY_ID = 6,
    MIKEY_SP = 10,
    MIKEY_RAND = 11
};

/* The common header, section 6.1: what payload comes first, 0: none is understood. */
static uint8_t take_header(struct cursor *c)
{
    enum { MAP_ENTRY = 9 };
    bool version_1 = take_u8(c) == 1;
    skip(c, 1);
    uint8_t next = take_u8(c);
    skip(c, 5);
    uint8_t streams = take_u8(c);
    bool srtp = take_u8(c) == 0;
    skip(c, (size_t)MAP_ENTRY * streams);
    return version_1 && srtp && cursor_ok(c) ? next : 0;
}

/* Passes over a payload that is not KEMAC, and says which comes next. */
static uint8_t pass_payload(struct cursor *c, uint8_t type)
{
    uint8_t next = take_u8(c);
    if (type == MIKEY_T)
        skip(c, take_u8(c) == 2 ? 4 : 8);
    else if (type == MIKEY_RAND)
        skip(c, take_u8(c));
    else if (type == MIKEY_SP || type == MIKEY_ID) {
        skip(c, type == MIKEY_SP ? 2 : 1);
        skip(c, take_be16(c));
    } else
        next = 0;
    return cursor_ok(c) ? next : 0;
}

/* Section 6.2 with encryption NULL, section 6.13: a traffic key, with its salt behind it. */
static struct bytes take_traffic_key(struct cursor *c)
{
    enum { NULL_CIPHER = 0, TEK = 2 };
    skip(c, 1);
    bool clear = take_u8(c) == NULL_CIPHER;
    skip(c, 3);
    bool traffic = take_u8(c) >> 4 == TEK;
    struct bytes key = take_bytes(c, take_be16(c));
    return clear && traffic && cursor_ok(c) ? key : (struct bytes){ 0 };
}

struct bytes mikey_traffic_key(struct bytes message)
{
    struct cursor c = cursor_over(message);
    uint8_t type = take_header(&c);
    while (type != 0 && type != MIKEY_KEMAC)
        type = pass_payload(&c, type);
    return type == MIKEY_KEMAC ? take_traffic_key(&c) : (struct bytes){ 0 };
}
