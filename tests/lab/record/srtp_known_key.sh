#!/bin/bash
# SRTP whose key was told to the viewer beforehand: no RTSP at all. With that key in the policy its packets are
# authenticated (tests/whole/srtp_keys.py).
. "$(dirname "$0")/../lib.sh"
lab_begin srtp_known_key camera nvr

suite=AES_CM_128_HMAC_SHA1_80
key=$(printf %s 'Canary-Srtp-Known-Key-30-by-4V' | base64)
cat >"$lab_work/camera.sdp" <<END
v=0
o=- 1 1 IN IP4 $(address camera)
s=camera
c=IN IP4 $(address nvr)
t=0 0
m=video 6000 RTP/SAVP 98
a=rtpmap:98 H264/90000
a=fmtp:98 packetization-mode=1
a=crypto:1 $suite inline:$key
END

record_begin
client nvr timeout 40 ffmpeg -nostdin -v error -protocol_whitelist file,udp,rtp,srtp,crypto -i "$lab_work/camera.sdp" \
    -t 18 -c copy -f null - &
sleep 2
client camera ffmpeg -nostdin -v error -re -f lavfi -i testsrc2=size=320x240:rate=10 -t 20 -c:v libx264 \
    -preset veryfast -tune zerolatency -g 10 -b:v 200k -bsf:v dump_extra -payload_type 98 -srtp_out_suite "$suite" \
    -srtp_out_params "$key" -f rtp "srtp://$(address nvr):6000?localrtpport=59000&localrtcpport=59001&pkt_size=1200"
record_end
expect 'udp.srcport == 59000'
expect 'udp.srcport == 59001'
