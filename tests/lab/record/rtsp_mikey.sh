#!/bin/bash
# SRTP, but set up over plain RTSP: the key (MIKEY in the SDP) can be read by anybody.
. "$(dirname "$0")/../lib.sh"
lab_begin rtsp_mikey camera nvr

serve_rtsp camera --auth digest --user operator --password Canary-Rtsp-Mikey-8P --srtp
wait_tcp camera 554

record_begin
watch_gst nvr 8 location="rtsp://$(address camera)$lab_stream" user-id=operator user-pw=Canary-Rtsp-Mikey-8P \
    protocols=udp
record_end
expect 'sdp contains "mikey"'
expect 'udp.srcport == 59000'
