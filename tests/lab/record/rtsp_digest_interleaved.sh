#!/bin/bash
# RTSP with Digest, H.264 inside the RTSP connection.
. "$(dirname "$0")/../lib.sh"
lab_begin rtsp_digest_interleaved camera nvr

serve_rtsp camera --auth digest --user operator --password Canary-Rtsp-Digest-Tcp-1V
wait_tcp camera 554

record_begin
watch nvr "rtsp://operator:Canary-Rtsp-Digest-Tcp-1V@$(address camera)$lab_stream" 8 -rtsp_transport tcp
record_end
expect 'rtsp contains "Authorization: Digest"'
expect 'rtp.p_type == 98'
