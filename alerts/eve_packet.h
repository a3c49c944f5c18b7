/* What EVE says of the packet that is the evidence: who sent it to whom, in what. */
#pragma once

#include <jansson.h>

#include "alerts/eve.h"

/* The fields of the packet that o rests on; of a live one without the number of its frame. */
void eve_packet(json_t *line, const struct observation *o, const struct eve_style *style);
