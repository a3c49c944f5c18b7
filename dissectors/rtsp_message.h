/* RTSP requests and answers: RFC 2326, RFC 7826. */
#pragma once

#include "dissectors/rtsp_state.h"

/* Takes one message, head and body. REJECT: it does not begin with a start line. */
enum verdict_on_bytes rtsp_message_take(struct dissection *d);
