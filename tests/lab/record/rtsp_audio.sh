#!/bin/bash
# RTSP with Digest, H.264 and a microphone (PCMU), over UDP.
. "$(dirname "$0")/../lib.sh"
lab_begin rtsp_audio camera nvr

serve_rtsp camera --auth digest --user operator --password Canary-Rtsp-Audio-7C --audio
wait_tcp camera 554

record_begin
watch nvr "rtsp://operator:Canary-Rtsp-Audio-7C@$(address camera)$lab_stream" 6 -rtsp_transport udp
record_end
expect 'sdp.media contains "audio"'
expect 'rtp.p_type == 0'
