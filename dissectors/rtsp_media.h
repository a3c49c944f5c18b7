/* Media between the messages: RFC 2326 section 10.12, RFC 7826 section 14. */
#pragma once

#include "dissectors/rtsp_state.h"

/* Takes one frame, which begins with `$`, and weighs it if that is of use. */
enum verdict_on_bytes rtsp_media_take(struct dissection *d);

/* The connection is over: says what was not yet certain. */
void rtsp_media_end(struct dissection *d);
