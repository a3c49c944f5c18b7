#!/bin/bash
# A camera that asks for Digest (MD5, qop=auth).
. "$(dirname "$0")/../lib.sh"
lab_begin http_digest camera office

make_site
serve_lighttpd_digest camera operator Canary-Http-Digest-4F
wait_tcp camera 80

record_begin
fetch office "http://$(address camera)/live/index.html"
for page in live/index.html "cgi-bin/getinfo?FILE=1" "SnapshotJPEG?Resolution=320x240"; do
    fetch office --digest -u operator:Canary-Http-Digest-4F "http://$(address camera)/$page"
done
record_end
expect 'http.www_authenticate contains "Digest"'
expect 'http.authorization contains "Digest"'
expect 'http.response.code == 200'
