#include "sensor/feed_line.h"

enum { NONE = 0x7fffffff };

/* The next character of UTF-8, or NONE. */
static uint32_t take_character(struct cursor *c)
{
    static const struct {
        uint8_t mask, lead; /* of the first byte */
        uint32_t least;     /* what shorter forms cannot say */
    } forms[] = {
        { 0x80, 0x00, 0x0 }, { 0xe0, 0xc0, 0x80 }, { 0xf0, 0xe0, 0x800 }, { 0xf8, 0xf0, 0x10000 }
    };
    uint8_t first = take_u8(c);
    for (size_t n = 0; n < sizeof forms / sizeof forms[0]; n++) {
        if ((first & forms[n].mask) != forms[n].lead)
            continue;
        uint32_t character = first & ~(uint32_t)forms[n].mask;
        for (size_t i = 0; i < n; i++) {
            uint8_t more = take_u8(c);
            if ((more & 0xc0) != 0x80)
                return NONE;
            character = character << 6 | (more & 0x3fU);
        }
        return character >= forms[n].least ? character : NONE;
    }
    return NONE;
}

static bool is_printable(uint32_t character)
{
    static const struct {
        uint32_t first, last;
    } refused[] = {
        { 0x00, 0x1f },     { 0x7f, 0x9f },     /* control characters */
        { 0x200e, 0x200f }, { 0x2028, 0x202e }, /* line ends; direction of writing */
        { 0x2066, 0x2069 },                     /* direction */
        { 0xd800, 0xdfff },                     /* surrogates */
        { 0x110000, NONE },
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (character >= refused[i].first && character <= refused[i].last)
            return false;
    return true;
}

bool feed_line_good(struct bytes line)
{
    struct cursor c = cursor_over(line);
    while (cursor_left(&c) > 0)
        if (!is_printable(take_character(&c)))
            return false;
    return cursor_ok(&c) && line.n > 0 && line.n <= FEED_LINE_MAX;
}

bool feed_line_has_form(struct bytes line, enum format f)
{
    char room[FORMAT_LINE_MAX];
    return f == FORMAT_EVE || format_write(f, line, room) > 0;
}
