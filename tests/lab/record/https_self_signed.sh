#!/bin/bash
# HTTPS only, with a good certificate that nobody but itself has signed: some models leave the factory so.
. "$(dirname "$0")/../lib.sh"
lab_begin https_self_signed camera office

make_site
make_certificate camera.example
serve_https camera
wait_tcp camera 443

record_begin
fetch office "http://$(address camera)/" || true # refused
fetch office -k "https://$(address camera)/live/index.html"
record_end
expect 'tls.handshake.type == 11'
expect 'tcp.srcport == 80 && tcp.flags.reset == 1'
