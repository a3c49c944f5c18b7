#!/bin/bash
# Two recorders look at two cameras' clear pictures for a minute, one by UDP and one inside RTSP: shunted and passed over.
LAB_LIVE=1
. "$(dirname "$0")/../lib.sh"
lab_begin rtp_for_minutes camera nvr office

serve_rtsp camera --auth digest --user operator --password Canary-Live-Rtp-5K
wait_tcp camera 554

record_begin
minute=${LAB_MINUTE:-60}
url=rtsp://operator:Canary-Live-Rtp-5K@$(address camera)$lab_stream
watch office "$url" "$minute" -rtsp_transport tcp &
watch nvr "$url" "$minute" -rtsp_transport udp
wait %%
wait_for 5 shunts 1
record_end
expect 'rtp.p_type == 98'
