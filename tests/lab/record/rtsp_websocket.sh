#!/bin/bash
# RTSP inside a WebSocket in clear: a browser's way to a picture, open to anybody on the wire.
. "$(dirname "$0")/../lib.sh"
lab_begin rtsp_websocket camera office

serve_rtsp camera --auth digest --user operator --password Canary-Rtsp-Websocket-5N
serve camera "$lab_folder/rtsp_websocket.py" camera 80
serve office "$lab_folder/rtsp_websocket.py" viewer 5540 "ws://$(address camera)/rtsp-over-websocket"
wait_tcp camera 554
wait_tcp camera 80
wait_tcp office 5540

record_begin
watch office "rtsp://operator:Canary-Rtsp-Websocket-5N@127.0.0.1:5540$lab_stream" 6 -rtsp_transport tcp
record_end
expect 'http.response.code == 101'
expect 'websocket.opcode == 2'
