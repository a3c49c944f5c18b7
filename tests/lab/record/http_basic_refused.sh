#!/bin/bash
# A camera that asks for Digest and a browser that sends Basic all the same: refused, but the password was shown.
. "$(dirname "$0")/../lib.sh"
lab_begin http_basic_refused camera office

make_site
serve_lighttpd_digest camera operator Canary-Http-Real-3K
wait_tcp camera 80

record_begin
fetch office --basic -u operator:Canary-Http-Refused-8W "http://$(address camera)/live/index.html"
record_end
expect 'http.authbasic'
expect 'http.response.code == 401'
