#!/bin/bash
# RTSP with Digest, but with a factory password (admin, 12345), after a wrong one.
. "$(dirname "$0")/../lib.sh"
lab_begin rtsp_digest_default_password camera nvr

serve_rtsp camera --auth digest --user admin --password 12345
wait_tcp camera 554

record_begin
watch nvr "rtsp://admin:Canary-Rtsp-Wrong-4H@$(address camera)$lab_stream" 1 -rtsp_transport tcp 2>/dev/null || true
watch nvr "rtsp://admin:12345@$(address camera)$lab_stream" 2 -rtsp_transport tcp
record_end
expect 'rtsp contains "Authorization: Digest"'
expect 'rtsp.status == 401'
expect 'rtsp.status == 200'
