#!/bin/bash
# RTSP with Basic, H.264 inside the RTSP connection.
. "$(dirname "$0")/../lib.sh"
lab_begin rtsp_basic_interleaved camera nvr

serve_rtsp camera --auth basic --user operator --password Canary-Rtsp-Basic-Tcp-6H
wait_tcp camera 554

record_begin
watch nvr "rtsp://operator:Canary-Rtsp-Basic-Tcp-6H@$(address camera)$lab_stream" 8 -rtsp_transport tcp
record_end
expect 'rtsp contains "Authorization: Basic"'
expect 'rtp.p_type == 98'
