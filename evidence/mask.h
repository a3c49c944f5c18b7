/* What of a payload may leave the sensor: the form of the message, and of its values only those
 * that cannot be a secret. README.md of this folder has the table. Whatever is not known to be
 * harmless is hidden. */
#pragma once

#include "core/packet.h"

/* Writes the payload of p to `out`, which is as long as p->payload, with an `x` for each byte that
 * may not be told. */
void mask_payload(const struct packet *p, uint8_t *out);
