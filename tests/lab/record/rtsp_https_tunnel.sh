#!/bin/bash
# Internet mode: RTSP and the picture inside HTTPS, as the guide wants it.
. "$(dirname "$0")/../lib.sh"
lab_begin rtsp_https_tunnel camera nvr

make_certificate camera.example
serve_rtsp camera --port 443 --tls "$lab_work/both.pem" --auth digest --user operator --password Canary-Rtsp-Internet-9H
wait_tcp camera 443

record_begin
watch_gst nvr 8 location="rtspsh://$(address camera):443$lab_stream" tls-validation-flags=0 \
    user-id=operator user-pw=Canary-Rtsp-Internet-9H
record_end
expect 'tls.handshake.type == 2'
expect 'tcp.srcport == 443 && tcp.len > 400'
