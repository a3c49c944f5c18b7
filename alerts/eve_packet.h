/* What EVE says of the packet that is the evidence: who sent it to whom, in what. */
#pragma once

#include "alerts/eve.h"
#include "alerts/pen.h"

/* The fields of the packet that o rests on; of a live one without the number of its frame. */
void eve_packet(struct pen *p, const struct observation *o, const struct eve_style *style);
