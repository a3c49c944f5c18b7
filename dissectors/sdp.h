/* What a session description offers: RFC 8866, keys by RFC 4568 (SDES), RFC 4567 (MIKEY) and RFC
 * 5763 (DTLS). Guide items 2.8, 3.5 and 3.8. */
#pragma once

#include "core/observation.h"

enum { SDP_MEDIA_MAX = 8 };

/* One m= line and what stands under it. */
struct sdp_media {
    enum media_type type;
    enum codec codec; /* of the first payload type it names */
    enum media_key key;
    bool secure;       /* RTP/SAVP or RTP/SAVPF */
    bool back_channel; /* sound that the client sends: ONVIF Streaming Specification */
    bool ends;         /* a=range tells an end: a recording, RFC 2326 section C.1.5 */
    uint8_t payload_type;
    struct bytes crypto; /* of KEY_SDES, of KEY_MIKEY: the key and what stands around it. Secret */
    struct bytes mikey;
    struct bytes control; /* a=control, RFC 2326 section C.1.1; may be empty */
};

/* Reads at most SDP_MEDIA_MAX of them and says how many. */
size_t sdp_read(struct bytes sdp, struct sdp_media media[static SDP_MEDIA_MAX]);
