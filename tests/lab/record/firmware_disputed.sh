#!/bin/bash
# A camera that is being updated: its announcements still name the old firmware, its web server names the new one.
. "$(dirname "$0")/../lib.sh"
lab_begin firmware_disputed camera office

make_site
sed -i 's/^VERSION=.*/VERSION=1.30\r/' "$lab_work/site/cgi-bin/getinfo"
serve_lighttpd_digest camera operator Canary-Firmware-5T
wait_tcp camera 80

record_begin
serve_avahi camera WV-S1136 _rtsp._tcp 554 model=WV-S1136 firmware=1.20
sleep 4
fetch office --digest -u operator:Canary-Firmware-5T "http://$(address camera)/cgi-bin/getinfo?FILE=1"
record_end
expect 'mdns && dns.txt == "firmware=1.20"'
expect 'http.response.code == 200 && frame contains "VERSION=1.30"'
