#!/bin/bash
# SRTP, but its key stands in the session description (SDES) that crosses plain RTSP: whoever hears it decrypts the video.
. "$(dirname "$0")/../lib.sh"
lab_begin rtsp_sdes camera nvr

serve camera "$lab_folder/sdes_camera.py" "$(printf %s 'Canary-Sdes-Master-Key-30b-1A!' | base64)" 20
wait_tcp camera 554

record_begin
watch nvr "rtsp://$(address camera)$lab_stream" 8 -rtsp_transport udp
record_end
expect 'sdp contains "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:"'
expect 'udp.srcport == 59000'
