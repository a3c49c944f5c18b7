#!/bin/bash
# SRTP set up over RTSPS (TLS on 322): the camera as the guide wants it.
. "$(dirname "$0")/../lib.sh"
lab_begin rtsps_srtp camera nvr

make_certificate camera.example
serve_rtsp camera --port 322 --tls "$lab_work/both.pem" --srtp \
    --auth digest --user operator --password Canary-Rtsps-Srtp-3Y
wait_tcp camera 322

record_begin
watch_gst nvr 12 location="rtsps://$(address camera):322$lab_stream" tls-validation-flags=0 \
    user-id=operator user-pw=Canary-Rtsps-Srtp-3Y protocols=udp+udp-mcast
record_end
expect 'tls.handshake.type == 2'
expect 'udp.srcport == 59000'
