#!/bin/bash
# Digest, but with a factory password (admin, 12345): it can be found by trying, offline.
. "$(dirname "$0")/../lib.sh"
lab_begin http_digest_default_password camera office

make_site
serve_lighttpd_digest camera admin 12345
wait_tcp camera 80

record_begin
fetch office --digest -u admin:12345 "http://$(address camera)/live/index.html"
record_end
expect 'http.authorization contains "Digest"'
expect 'http.response.code == 200'
