#!/bin/bash
# A camera announces itself and is looked for, both by multicast DNS; names it asks nobody for.
. "$(dirname "$0")/../lib.sh"
lab_begin dns_multicast camera office

record_begin
serve_avahi camera WV-S1136 _rtsp._tcp 554 model=WV-S1136
sleep 3
client office dig +short +time=2 +tries=1 -p 5353 @224.0.0.251 _rtsp._tcp.local PTR || true # it expects an answer from that address
record_end
expect "mdns && ip.src == $(address camera) && dns.flags.response == 1"
expect 'dns.qry.name == "_rtsp._tcp.local"'
