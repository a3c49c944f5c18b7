/* MIKEY, RFC 3830: a traffic key that is not encrypted. */
#pragma once

#include "core/bytes.h"

/* The key with its salt behind it, part of the message; empty: there is none that can be read. */
struct bytes mikey_traffic_key(struct bytes message);
