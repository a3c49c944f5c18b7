#!/bin/bash
# One opens the settings under the name for that, another looks at pictures for eleven minutes under a name of its own (Digest).
. "$(dirname "$0")/../lib.sh"
lab_begin accounts_separate camera office nvr
too_long_to_hear 11

make_site
serve_lighttpd_digest camera admin Canary-One-Name-6B
printf 'viewer:Network Camera:%s\n' "$(printf 'viewer:Network Camera:Canary-Viewer-7G' | md5sum | cut -d' ' -f1)" \
    >>"$lab_work/digest-users"
wait_tcp camera 80

record_begin
fetch office --digest -u admin:Canary-One-Name-6B "http://$(address camera)/admin/index.html"
for _ in {1..12}; do
    fetch nvr --digest -u viewer:Canary-Viewer-7G "http://$(address camera)/SnapshotJPEG"
    sleep 55
done
record_end
expect 'http.request.uri == "/admin/index.html" && http.authorization contains "admin"'
expect 'http.authorization contains "viewer"'
expect 'http.content_type == "image/jpeg" && frame.time_relative > 600'
