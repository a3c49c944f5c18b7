#!/bin/bash
# RTSP with Digest, JPEG (payload type 26) over UDP.
. "$(dirname "$0")/../lib.sh"
lab_begin rtsp_jpeg camera nvr

serve_rtsp camera --auth digest --user operator --password Canary-Rtsp-Jpeg-4N --codec jpeg
wait_tcp camera 554

record_begin
watch_gst nvr 6 location="rtsp://$(address camera)$lab_stream" user-id=operator user-pw=Canary-Rtsp-Jpeg-4N \
    protocols=udp
record_end
expect 'rtp.p_type == 26'
