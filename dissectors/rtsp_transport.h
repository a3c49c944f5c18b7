/* The Transport field of SETUP: RFC 2326 section 12.39, RFC 7826 section 18.54. */
#pragma once

#include "core/bytes.h"

struct rtsp_transport {
    bool secure;      /* profile SAVP or SAVPF */
    bool interleaved; /* in the RTSP connection itself */
    bool has_channel;
    uint8_t channel;      /* interleaved: of RTP; RTCP has the next */
    uint16_t client_port; /* 0: not said */
    uint16_t server_port;
};

/* The first of the transports that are offered, or the one that was chosen. */
struct rtsp_transport rtsp_transport_read(struct bytes field);
