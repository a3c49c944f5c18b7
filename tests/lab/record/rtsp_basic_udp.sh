#!/bin/bash
# RTSP with Basic, H.264 over UDP.
. "$(dirname "$0")/../lib.sh"
lab_begin rtsp_basic_udp camera nvr

serve_rtsp camera --auth basic --user operator --password Canary-Rtsp-Basic-2L
wait_tcp camera 554

record_begin
watch nvr "rtsp://operator:Canary-Rtsp-Basic-2L@$(address camera)$lab_stream" 8 -rtsp_transport udp
record_end
expect 'rtsp contains "Authorization: Basic"'
expect 'rtp.p_type == 98'
expect 'rtcp.pt == 200'
