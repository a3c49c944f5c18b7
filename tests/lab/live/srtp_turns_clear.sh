#!/bin/bash
# A stream that was encrypted for a minute, and is no longer looked at, goes on as plain RTP between the same ports.
LAB_LIVE=1
. "$(dirname "$0")/../lib.sh"
lab_begin srtp_turns_clear camera nvr

make_certificate camera.example
serve_rtsp camera --port 322 --tls "$lab_work/both.pem" --srtp \
    --auth digest --user operator --password Canary-Live-Srtp-7D
wait_tcp camera 322

record_begin
minute=${LAB_MINUTE:-60}
watch_gst nvr $((minute + 45)) location="rtsps://$(address camera):322$lab_stream" tls-validation-flags=0 \
    user-id=operator user-pw=Canary-Live-Srtp-7D protocols=udp >"$lab_work/recorder.log" 2>&1 &
ip netns exec lab-camera env HOME="$lab_work" GST_REGISTRY="$lab_work/registry" "$lab_folder/turning_clear.py" \
    "$(address nvr)" 6004 5004 >"$lab_work/turning.log" 2>&1 9>&- &
stream=$!
sleep "$minute"
alerted 3.8 rtp-clear && { echo "alerted while it was encrypted" >&2; exit 1; }
wait_for 5 shunts 1
kill -USR1 "$stream"
delay=$(delay_of 3.8 rtp-clear "$(date +%s.%N)" 5)
sleep 30 # the replay that it is compared with samples by packets alone, and takes longer
kill "$stream"
wait "$stream" || true
record_end
expect "udp.srcport == 5004 && udp.dstport == 6004"
lab_result="alerted $delay s after it turned clear; $lab_result"
