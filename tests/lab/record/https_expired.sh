#!/bin/bash
# HTTPS only, with a certificate of the site's authority that expired a month ago.
. "$(dirname "$0")/../lib.sh"
lab_begin https_expired camera office

make_site
issue_certificate camera.example "" -startdate "$(date -u -d '13 months ago' +%Y%m%d%H%M%SZ)" \
    -enddate "$(date -u -d '1 month ago' +%Y%m%d%H%M%SZ)"
serve_https camera
wait_tcp camera 443

record_begin
fetch office "http://$(address camera)/" || true # refused
fetch office -k "https://$(address camera)/live/index.html"
record_end
expect 'tls.handshake.type == 11'
expect 'tcp.srcport == 80 && tcp.flags.reset == 1'
