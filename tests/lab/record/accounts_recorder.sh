#!/bin/bash
# A recorder opens the settings, and looks at pictures for eleven minutes under the same name (Digest).
. "$(dirname "$0")/../lib.sh"
lab_begin accounts_recorder camera nvr
too_long_to_hear 11

make_site
serve_lighttpd_digest camera admin Canary-One-Name-6B
wait_tcp camera 80

record_begin
fetch nvr --digest -u admin:Canary-One-Name-6B "http://$(address camera)/admin/index.html"
for _ in {1..12}; do
    fetch nvr --digest -u admin:Canary-One-Name-6B "http://$(address camera)/SnapshotJPEG"
    sleep 55
done
record_end
expect 'http.request.uri == "/admin/index.html" && http.authorization contains "admin"'
expect 'http.content_type == "image/jpeg" && frame.time_relative > 600'
