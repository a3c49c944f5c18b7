/* How the body of a message comes: compressed, in chunks. RFC 9110 section 8.4, RFC 9112 sections
 * 6.1 and 7. Several codings may stand in one field or in several fields. */
#pragma once

#include "dissectors/head.h"
#include "dissectors/unpack.h"

struct http_coding {
    enum packing packing; /* PACKING_UNKNOWN too where there is one in the other */
    bool chunked;
};

struct http_coding http_coding_of(const struct head *h);
