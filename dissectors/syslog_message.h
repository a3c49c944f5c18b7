/* One syslog message: RFC 5424 section 6, RFC 3164 section 4 and what is commonly sent in its name.
 * Of what it tells only its head is read. */
#pragma once

#include "dissectors/dissector.h"

struct syslog_message {
    uint8_t facility;
    uint8_t severity;
    bool structured;     /* RFC 5424 */
    bool exact;          /* its head is as the norm wants it: this is nothing else */
    struct bytes sender; /* HOSTNAME; empty: none is told */
};

/* The longest head that syslog_read() looks at. */
enum { SYSLOG_HEAD = 512 };

/* True if it begins with a priority, and as a text. */
bool syslog_read(struct bytes message, struct syslog_message *out);

/* Whether these bytes, which end too early, may be the beginning of an exact one. */
bool syslog_may_begin(struct bytes message);

/* Says that this line was sent. */
void syslog_tell(struct dissection *d, const struct syslog_message *m);
