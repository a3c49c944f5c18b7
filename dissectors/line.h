/* The lines of protocols that people could type: FTP (RFC 959 section 4), SMTP (RFC 5321 section
 * 2.3.8), POP3 (RFC 1939 section 3). A line may end with LF alone. Of a line that is very long the
 * beginning is read and the rest passed over, so that nothing long is ever kept. */
#pragma once

#include "dissectors/dissector.h"

enum { LINE_READ = 2048 }; /* how much of a line is looked at; the norms allow 512 */

enum line_found {
    LINE_WAIT,    /* its end is still to come */
    LINE_STRANGE, /* nobody types this; nothing was taken */
    LINE_REST,    /* more of a long line whose beginning was read already */
    LINE_READY
};

/* Takes a line without its line ending. *inside says whether this end is in the middle of a long
 * line: all zero at first, changed only if something was taken. */
enum line_found line_take(struct cursor *c, bool *inside, struct bytes *line);

/* A line's first word, and what follows the one space after it. */
struct command {
    struct bytes word;
    struct bytes rest;
};
/* Views into the line; an empty line has two empty ones. */
struct command line_command(struct bytes line);

/* Three digits and what follows them, RFC 959 section 4.2, RFC 5321 section 4.2.1. */
struct reply {
    uint16_t code;
    bool more; /* further lines of the same reply follow */
    struct bytes text;
};
/* False: the line does not begin with three digits and what may follow them. */
bool line_reply(struct bytes line, struct reply *r);

/* Whether `said` begins with this word and the word ends there. */
enum recognition line_begins(struct bytes said, const char *word);

/* The same for any of a list that ends with NULL. */
enum recognition line_begins_any(struct bytes said, const char *const *words);

/* The first place in `in` that begins a line with one of these words or with a reply's three
 * digits; in.n if there is none. */
size_t line_find(struct bytes in, const char *const *words);

/* A name that is remembered from one line to the next; what does not fit is cut. */
struct line_name {
    uint8_t n;
    uint8_t b[63];
};
/* A copy of b. */
struct line_name line_name_of(struct bytes b);

/* Where they lie in *name. */
static inline struct bytes line_name_bytes(const struct line_name *name)
{
    return (struct bytes){ name->b, name->n };
}

/* Where a text that ends with a line of a single dot stands, RFC 5321 section 4.5.2. */
enum dotted { DOTTED_NONE, DOTTED_LINE_START, DOTTED_IN_LINE, DOTTED_DOT, DOTTED_DOT_CR };

/* Passes over as much of such a text as is here, without keeping any; where it stands then. */
enum dotted line_pass_dotted(struct cursor *c, enum dotted where);
