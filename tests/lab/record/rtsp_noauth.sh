#!/bin/bash
# RTSP without a password, H.264 over UDP.
. "$(dirname "$0")/../lib.sh"
lab_begin rtsp_noauth camera nvr

serve_rtsp camera
wait_tcp camera 554

record_begin
watch nvr "rtsp://$(address camera)$lab_stream" 5 -rtsp_transport udp
record_end
expect 'rtsp.status == 200'
expect 'rtp.p_type == 98'
