/* How a Telnet conversation is recognised. */
#pragma once

#include "dissectors/dissector.h"

enum recognition telnet_recognise(struct opening *o);
