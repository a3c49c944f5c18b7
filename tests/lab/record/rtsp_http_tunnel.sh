#!/bin/bash
# Internet mode without HTTPS: RTSP and the picture inside clear HTTP (GET and POST, base64).
. "$(dirname "$0")/../lib.sh"
lab_begin rtsp_http_tunnel camera nvr

serve_rtsp camera --port 80 --auth digest --user operator --password Canary-Rtsp-Tunnel-2W
wait_tcp camera 80

record_begin
watch_gst nvr 6 location="rtsph://$(address camera):80$lab_stream" user-id=operator user-pw=Canary-Rtsp-Tunnel-2W
record_end
expect 'http contains "x-rtsp-tunnelled" || tcp.payload contains "x-rtsp-tunnelled"'
expect 'tcp.srcport == 80 && tcp.len > 400'
