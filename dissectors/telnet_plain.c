#include "dissectors/telnet_plain.h"

/* Where one end stands between plain bytes. */
enum place { PLACE_TEXT, PLACE_COMMAND, PLACE_OPTION, PLACE_BLOCK, PLACE_BLOCK_COMMAND };
enum escape { ESCAPE_NONE, ESCAPE_BEGUN, ESCAPE_SEQUENCE };

/* RFC 854, RFC 855: whether this byte is text and not part of a command. */
static bool is_text(struct telnet_end *e, uint8_t b)
{
    bool negotiates = b >= COMMAND_WILL && b <= COMMAND_DONT;
    switch ((enum place)e->place) {
    case PLACE_TEXT:
        e->place = b == COMMAND_IAC ? PLACE_COMMAND : PLACE_TEXT;
        return b != COMMAND_IAC;
    case PLACE_COMMAND:
        e->place = negotiates ? PLACE_OPTION : b == COMMAND_SB ? PLACE_BLOCK : PLACE_TEXT;
        return b == COMMAND_IAC;
    case PLACE_OPTION:
        e->place = PLACE_TEXT;
        return false;
    case PLACE_BLOCK:
        e->place = b == COMMAND_IAC ? PLACE_BLOCK_COMMAND : PLACE_BLOCK;
        return false;
    case PLACE_BLOCK_COMMAND:
        e->place = b == COMMAND_SE ? PLACE_TEXT : PLACE_BLOCK;
        return false;
    }
    return false;
}

/* Whether this byte is no part of a terminal's sequence. */
static bool is_outside_escape(struct telnet_end *e, uint8_t b)
{
    uint8_t was = e->escape;
    if (b == KEY_ESCAPE)
        e->escape = ESCAPE_BEGUN;
    else if (was == ESCAPE_BEGUN)
        e->escape = b == '[' || b == 'O' ? ESCAPE_SEQUENCE : ESCAPE_NONE;
    else if (was == ESCAPE_SEQUENCE && b >= 0x40)
        e->escape = ESCAPE_NONE;
    return was == ESCAPE_NONE && e->escape == ESCAPE_NONE;
}

bool telnet_is_plain(struct telnet_end *e, uint8_t b)
{
    return is_text(e, b) && is_outside_escape(e, b);
}
