#!/bin/bash
# RTSP with Digest, H.264 over UDP.
. "$(dirname "$0")/../lib.sh"
lab_begin rtsp_digest_udp camera nvr

serve_rtsp camera --auth digest --user operator --password Canary-Rtsp-Digest-9S
wait_tcp camera 554

record_begin
watch nvr "rtsp://operator:Canary-Rtsp-Digest-9S@$(address camera)$lab_stream" 8 -rtsp_transport udp
record_end
expect 'rtsp contains "Authorization: Digest"'
expect 'rtp.p_type == 98'
expect 'rtcp.pt == 200'
