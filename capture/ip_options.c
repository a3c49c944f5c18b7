#include "capture/ip_options.h"

enum option4 { END, NOP, SOURCE_ROUTE = 0x83, STRICT_SOURCE_ROUTE = 0x89 };
enum option6 { PAD_ONE, PAD, ACTION = 0xc0, PAD_MAX = 5 };

bool ip_options_odd(struct bytes options)
{
    struct cursor c = cursor_over(options);
    while (cursor_left(&c) > 0) {
        uint8_t type = take_u8(&c);
        if (type == END)
            return false;
        if (type == NOP)
            continue;
        uint8_t length = take_u8(&c);
        skip(&c, length > 2 ? length - 2U : 0);
        if (!cursor_ok(&c) || length < 2 || type == SOURCE_ROUTE || type == STRICT_SOURCE_ROUTE)
            return true;
    }
    return false;
}

/* Linux takes no padding that is longer than it needs to be. */
bool ip6_options_odd(struct bytes options)
{
    struct cursor c = cursor_over(options);
    while (cursor_left(&c) > 0) {
        uint8_t type = take_u8(&c);
        if (type == PAD_ONE)
            continue;
        uint8_t length = take_u8(&c);
        skip(&c, length);
        bool too_long = type == PAD && length > PAD_MAX;
        if (!cursor_ok(&c) || too_long || (type & ACTION) != 0)
            return true;
    }
    return false;
}
