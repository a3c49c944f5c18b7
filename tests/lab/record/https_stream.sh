#!/bin/bash
# The picture inside HTTPS for more than a minute: nothing shows that it is one but how much and how long it is.
. "$(dirname "$0")/../lib.sh"
lab_begin https_stream camera nvr

issue_certificate camera.example
serve_rtsp camera --port 443 --tls "$lab_work/both.pem" --bitrate 85 --auth digest --user operator \
    --password Canary-Rtsp-Long-7Q
wait_tcp camera 443

record_begin
watch_gst nvr 64 location="rtspsh://$(address camera):443$lab_stream" tls-validation-flags=0 \
    user-id=operator user-pw=Canary-Rtsp-Long-7Q
record_end
expect 'tls.handshake.type == 2'
expect 'tcp.srcport == 443 && frame.time_relative > 61'
