/* An alert as a message of syslog, RFC 5424. */
#pragma once

#include "alerts/format.h"

enum { SYSLOG_MESSAGE_MAX = FORMAT_LINE_MAX + 4096 };

/* Writes a line of EVE, in that form, as a message: without framing, line feed and final zero. How
 * long it is. 0: the line has no such form. */
size_t syslog_message_write(struct bytes eve, enum format f, unsigned facility,
                            char out[static SYSLOG_MESSAGE_MAX]);
