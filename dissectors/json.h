/* The strings and numbers of a JSON text (RFC 8259), by their name and that of the object they
 * stand in. All of it is checked, nothing is kept: one pass, no more than JSON_DEPTH_MAX deep. */
#pragma once

#include "core/text.h"

enum {
    JSON_TEXT_MAX = 16384, /* longer texts are refused */
    JSON_DEPTH_MAX = 8,    /* deeper ones too */
};

/* Views that are valid only while the listener is being told. */
struct json_string {
    struct bytes parent; /* the name of the object; empty of the outermost and of a list's */
    struct bytes name;
    struct bytes value; /* as it is written: escapes are still in it */
};

/* Is told every member of an object whose value is a string; and of those that are numbers, as they
 * are written, if it wants to be. */
struct json_listener {
    void (*string)(void *self, const struct json_string *s);
    void *self;
    void (*number)(void *self, const struct json_string *s); /* may be NULL */
};

/* False: not well-formed, not an object, too long or too deep. What the listener was told until
 * then is then not to be used. */
bool json_read(struct bytes text, const struct json_listener *to);

/* A value without its escapes; of those that name a character by number a dot is left. Cut to fit.
 */
struct text json_text(struct bytes value);
