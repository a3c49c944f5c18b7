#!/bin/bash
# A camera that serves an IPv6 client (Digest): address filters of the camera do not hold for IPv6.
. "$(dirname "$0")/../lib.sh"
lab_ipv6=1
lab_begin http_ipv6 camera office

on camera ip address add 2001:db8:10::20/64 dev eth0 nodad
on office ip address add 2001:db8:10::50/64 dev eth0 nodad
make_site
serve_lighttpd_digest camera operator Canary-Http-Ipv6-8L
wait_tcp camera 80

record_begin
fetch office --digest -u operator:Canary-Http-Ipv6-8L "http://[2001:db8:10::20]/live/index.html"
record_end
expect 'ipv6 && http.response.code == 200'
