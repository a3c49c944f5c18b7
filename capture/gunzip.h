/* What is inside gzip (RFC 1952), as it comes; several members in a row are one text. */
#pragma once

#include <sys/types.h>

#include "core/bytes.h"
#include "core/error.h"

enum { GUNZIP_MAGIC = 4 };

struct gunzip;

/* Whether a file that begins so is gzip; b should be at least GUNZIP_MAGIC long. */
bool gunzip_recognise(struct bytes b);

/* `first`, at most 1 MiB of it, was read already; what follows is read by `more`, which answers as
 * read(2) does. NULL: no memory. */
struct gunzip *gunzip_new(struct bytes first, ssize_t (*more)(void *self, uint8_t *to, size_t n),
                          void *self);
void gunzip_free(struct gunzip *g);

/* How many of n bytes were unpacked; 0: the end; -1: e says why not. */
ssize_t gunzip_read(struct gunzip *g, uint8_t *to, size_t n, struct error *e);
