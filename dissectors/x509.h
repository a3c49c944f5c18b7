/* X.509 certificates, RFC 5280: whose it is, until when it holds and what it is made of. */
#pragma once

#include "core/observation.h"

enum { CERTIFICATE_MAX = 8192 }; /* longer ones are not read */

/* Fills in an OBS_CERTIFICATE. False: this is not one whole certificate, or one that nobody may
 * use (RFC 5480 section 2.1.1: curves spelled out). */
bool x509_read(struct bytes der, struct observation *o);
