#!/bin/bash
# The camera declares SRTP (RTP/SAVP), and sends H.264 in clear all the same.
. "$(dirname "$0")/../lib.sh"
lab_begin rtsp_savp_clear camera nvr

serve camera "$lab_folder/sdes_camera.py" clear 20
wait_tcp camera 554

record_begin
watch nvr "rtsp://$(address camera)$lab_stream" 8 -rtsp_transport udp
record_end
expect 'sdp contains "RTP/SAVP"'
expect 'udp.srcport == 59000'
