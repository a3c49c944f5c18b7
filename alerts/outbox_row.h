/* Lines packed into a row of the outbox's file: of each its length (4 bytes, little-endian), its
 * severity (1 byte) and its text. */
#pragma once

#include "core/bytes.h"

enum { OUTBOX_ROW_LINES = 256, OUTBOX_ROW_BYTES = 512 << 10, OUTBOX_ROW_HEAD = 5 };

/* Appends a line at *used, which grows; false: there is no room, and nothing was written. */
bool outbox_row_put(uint8_t *out, size_t room, size_t *used, unsigned severity, struct bytes line);

/* Reads the next line and moves on behind it. false: it is over, or what is left is no line (then
 * packed->n is not 0). */
bool outbox_row_next(struct bytes *packed, unsigned *severity, struct bytes *line);

/* Whether that is n lines and nothing else. */
bool outbox_row_is(struct bytes packed, uint64_t n);
