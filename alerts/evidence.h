/* What an alert rests on: the fact, the frame it was seen in, and how to find it in Wireshark. */
#pragma once

#include "alerts/pen.h"

enum { FILTER_MAX = 256 };

/* Writes the object "evidence": why, reason, verdict, protocol, frame, time, wireshark_filter, and
 * the fact with its fields as `replay --facts` names them. Nothing in it is secret. A live frame
 * has no number that a reader could use; what the sensor says of itself rests on no packet. */
void evidence_write(struct pen *p, const struct ruling *r, bool live);

/* A display filter that shows the conversation: "ip.addr == 10.0.0.5 && ... && tcp.port == 554". */
const char *evidence_filter(const struct observation *o, char out[static FILTER_MAX]);
