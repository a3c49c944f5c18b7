#!/bin/bash
# RTSPS (TLS on 322) with the picture inside the TLS connection.
. "$(dirname "$0")/../lib.sh"
lab_begin rtsps_interleaved camera nvr

make_certificate camera.example
serve_rtsp camera --port 322 --tls "$lab_work/both.pem" --auth digest --user operator --password Canary-Rtsps-Tcp-5E
wait_tcp camera 322

record_begin
watch nvr "rtsps://operator:Canary-Rtsps-Tcp-5E@$(address camera):322$lab_stream" 6 -rtsp_transport tcp
record_end
expect 'tls.handshake.type == 2'
