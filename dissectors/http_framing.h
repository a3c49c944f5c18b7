/* Where bodies of HTTP/1 end: RFC 9112 sections 6.3 and 7.1; and whether they are read on the way,
 * or passed over. */
#pragma once

#include "dissectors/http_message.h"

static const size_t http_for_ever = SIZE_MAX / 4;

/* Begins to read the body that comes after the head, or passes over it; says how its end will be
 * known. */
enum http_reading http_begin_body(struct dissection *d, const struct http_message *m,
                                  const struct http_asked *asked);

/* Takes what is here of a body, or of a chunk, that is read. */
enum verdict_on_bytes http_read_body(struct dissection *d);

/* False: the line is no chunk's size. */
bool http_read_chunk_size(struct bytes line, size_t *size);

/* Begins a chunk; the last one is of size 0. */
void http_begin_chunk(struct dissection *d, size_t size);

/* The connection is over: ends the server's body that only its end ends, if it ended in order. */
void http_end_body(struct dissection *d);
