/* What may be passed on as a line of text. */
#pragma once

#include "alerts/format.h"

enum { FEED_LINE_MAX = FORMAT_LINE_MAX };

/* Whether it is one line of printable UTF-8 (RFC 3629), 1 to FEED_LINE_MAX bytes: without control
 * characters, line ends of any kind, and marks that turn the direction of what follows. Whoever
 * reads it on a terminal sees what stands there, and nothing more happens. */
bool feed_line_good(struct bytes line);

/* Whether there is something to write of it in that form (format.h). */
bool feed_line_has_form(struct bytes line, enum format f);
