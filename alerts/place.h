/* The pieces of which URLs are made, RFC 3986: what the readers of ours share. */
#pragma once

#include "core/bytes.h"

/* What follows a mark, and what is before it; without the mark nothing follows. */
struct halves {
    struct bytes before;
    struct bytes after;
    bool found;
};

struct halves halves_of(struct bytes b, char mark);      /* at the first mark */
struct halves halves_of_last(struct bytes b, char mark); /* at the last */

/* A decimal number, at most max. */
bool url_number(struct bytes b, uint64_t max, uint64_t *out);

/* Percent encoding, RFC 3986 section 2.1. false: it does not fit, or is not such. */
bool url_decode(struct bytes b, char *out, size_t room);

/* A path in percent encoding. false: it does not fit. */
bool url_encode(const char *path, char *out, size_t room);

/* HOST[:PORT]; HOST is a name, an IPv4 address or [an IPv6 one]. */
enum url_place { URL_PLACE, URL_NO_HOST, URL_BAD_HOST, URL_BAD_PORT };

/* Writes the host without brackets, and the port if one is named. */
enum url_place url_place(struct bytes b, char *host, size_t room, unsigned *port);
