/* Telnet's bytes without its commands (RFC 854, RFC 855) and without a terminal's sequences
 * (ECMA-48 section 5.4): what was typed, and what was shown. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum telnet_command {
    COMMAND_SE = 240,
    COMMAND_SB = 250,
    COMMAND_WILL = 251,
    COMMAND_WONT = 252,
    COMMAND_DO = 253,
    COMMAND_DONT = 254,
    COMMAND_IAC = 255,
};

enum key {
    KEY_INTERRUPT = 0x03,
    KEY_END = 0x04,
    KEY_BACKSPACE = 0x08,
    KEY_KILL = 0x15,
    KEY_ESCAPE = 0x1b,
    KEY_DELETE = 0x7f
};

/* Where one end stands; all zero at first. */
struct telnet_end {
    uint8_t place;  /* enum place */
    uint8_t escape; /* enum escape: a terminal's sequence, ECMA-48 section 5.4 */
};

/* Whether this byte, the next one of that end, is text. */
bool telnet_is_plain(struct telnet_end *e, uint8_t b);
