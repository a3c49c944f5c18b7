#!/bin/bash
# A recorder takes the picture inside its RTSP connection for a minute, and then logs in there again, with Basic.
LAB_LIVE=1
. "$(dirname "$0")/../lib.sh"
lab_begin late_basic camera nvr

serve_rtsp camera --auth digest --accept-basic --user operator --password Canary-Live-Basic-3M
wait_tcp camera 554

record_begin
ip netns exec lab-nvr "$lab_folder/late_login.py" "$(address camera)" "$lab_stream" operator Canary-Live-Basic-3M \
    "${LAB_MINUTE:-60}" >"$lab_work/login" 2>"$lab_work/late_login.log" 9>&- &
recorder=$!
wait_for $((${LAB_MINUTE:-60} + 20)) test -s "$lab_work/login"
read -r since media <"$lab_work/login"
[ "$media" -gt 100 ] || { echo "only $media packets of the picture" >&2; exit 1; }
delay=$(delay_of 2.5 basic-accepted "$since" 5)
wait "$recorder"
record_end
expect 'rtsp contains "Authorization: Basic"'
lab_result="alerted $delay s after the login, $media packets of video before it; $lab_result"
