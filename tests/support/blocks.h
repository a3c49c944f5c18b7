/* pcapng files made by hand, block after block, in the byte order that w has. */
#pragma once

#include "tests/support/frames.h"

enum block_type {
    INTERFACE = 1,
    OBSOLETE = 2,
    SIMPLE = 3,
    ENHANCED = 6,
    SECTION = 0x0a0d0d0a,
};

/* A block's beginning; what it returns goes to end_block(), which fills in the lengths. */
size_t begin_block(struct wire *w, uint32_t type);
void end_block(struct wire *w, size_t at);

/* Sets the byte order of what follows. */
void put_section(struct wire *w, bool little);
/* `resolution` as if_tsresol has it, 6 is left out; `offset` in seconds, 0 is left out. */
void put_interface(struct wire *w, unsigned link, uint32_t snap_n, unsigned resolution,
                   uint32_t offset);
/* A frame that is `text`, said to have been two bytes longer, with a comment. */
void put_enhanced(struct wire *w, uint32_t face, uint64_t ticks, const char *text);
/* A block of any other type, n bytes of nothing in particular. */
void put_other(struct wire *w, uint32_t type, size_t n);
