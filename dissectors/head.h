/* The head of a message that looks like HTTP: a start line, fields, an empty line. RFC 9112 section
 * 2.1, RFC 2326 section 4, UPnP Device Architecture section 1. Line ends may be LF alone; a field
 * may be folded over several lines (RFC 9112 section 5.2). */
#pragma once

#include "core/bytes.h"

struct head {
    struct bytes start;  /* the start line, without its line end */
    struct bytes fields; /* all lines after it, up to the empty line */
};

struct head_field {
    struct bytes name;
    struct bytes value; /* trimmed; folds are still in it and count as white space */
};

/* Takes a head and the empty line that ends it; marks the cursor short if that is not there. Empty
 * lines before the start line are passed over (RFC 9112 section 2.2). */
struct head head_take(struct cursor *c);

/* The next field of `left`, which shrinks; false when there is none. Lines without a colon are
 * passed over. */
bool head_field_next(struct bytes *left, struct head_field *field);

/* The first field of that name (case does not matter), or empty. */
struct bytes head_find(const struct head *h, const char *name);

/* The first field of each of n names, which are in lower case, in one pass; value[i] is empty, with
 * p NULL, where there is none. */
void head_pick(const struct head *h, const char *const *names, size_t n, struct bytes *values);
