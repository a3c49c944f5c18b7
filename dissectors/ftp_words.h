/* By which words FTP (RFC 959) is known among others: SMTP has the same banner, POP3 and IRC the
 * same USER. */
#pragma once

#include "dissectors/dissector.h"

/* Whether a stream that begins like this is FTP; notes who speaks in o->speaker. */
enum recognition ftp_recognise(struct opening *o);

/* Where in `in` a command or a reply may begin; in.n if nowhere. */
size_t ftp_resynchronise(struct bytes in);
