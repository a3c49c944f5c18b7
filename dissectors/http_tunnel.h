/* RTSP requests inside an HTTP POST, in base64: the form that QuickTime began and the ONVIF
 * Streaming specification (section "RTP/RTSP/HTTP/TCP") demands. Guide items 3.4 and 3.5. */
#pragma once

#include "dissectors/auth.h"

/* Takes one request, or one frame that the client sends. What cannot be read ends the reading: all
 * that follows is passed over. */
enum verdict_on_bytes http_tunnel_take(struct dissection *d, struct auth_memory *m);
