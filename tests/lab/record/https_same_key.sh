#!/bin/bash
# Two cameras with the same certificate and key. Recorded at the browser's switch port.
. "$(dirname "$0")/../lib.sh"
lab_begin https_same_key office camera camera2

make_site
issue_certificate cameras.example
serve_https camera
wait_tcp camera 443
serve_https camera2
wait_tcp camera2 443

record_begin
for host in camera camera2 camera camera2; do
    fetch office -k "https://$(address $host)/live/index.html"
done
record_end
expect "tls.handshake.type == 11 && ip.src == $(address camera)"
expect "tls.handshake.type == 11 && ip.src == $(address camera2)"
