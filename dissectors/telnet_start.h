/* How a Telnet conversation is recognised. */
#pragma once

#include "dissectors/dissector.h"

/* By its option commands (RFC 854): two from the start, one on port 23; or by a login that a server
 * on port 23 asks for. */
enum recognition telnet_recognise(struct opening *o);
