#!/bin/bash
# Digest with SHA-256.
. "$(dirname "$0")/../lib.sh"
lab_begin http_digest_sha256 camera office

make_site
serve_lighttpd_digest camera operator Canary-Http-Sha256-9D SHA-256
wait_tcp camera 80

record_begin
fetch office --digest -u operator:Canary-Http-Sha256-9D "http://$(address camera)/live/index.html"
record_end
expect 'http.authorization contains "SHA-256"'
expect 'http.response.code == 200'
