/* Where an FTP data connection goes: RFC 959 section 4.1.2 (PORT, 227), RFC 2428 (EPRT, 229), RFC
 * 1639 (LPRT, 228). What is out of range is refused, not masked. */
#pragma once

#include "core/packet.h"

/* "h1,h2,h3,h4,p1,p2", wherever it begins in `b` (RFC 1123 section 4.1.2.6). */
bool ftp_read_port(struct bytes b, struct endpoint *e);

/* "|1|192.0.2.9|6275|" or "|2|2001:db8::9|6275|". */
bool ftp_read_eprt(struct bytes b, struct endpoint *e);

/* "(|||6446|)", wherever it begins: only a port. */
bool ftp_read_epsv(struct bytes b, uint16_t *port);

/* "4,4,h1,h2,h3,h4,2,p1,p2" or "6,16,h1,...,h16,2,p1,p2", wherever it begins. */
bool ftp_read_lprt(struct bytes b, struct endpoint *e);
