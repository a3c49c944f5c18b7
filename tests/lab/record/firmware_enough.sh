#!/bin/bash
# A camera names its firmware in its announcements (multicast DNS): 1.30, and the policy wants 1.9 at least.
. "$(dirname "$0")/../lib.sh"
lab_begin firmware_enough camera

record_begin
serve_avahi camera WV-S1136 _rtsp._tcp 554 model=WV-S1136 firmware=1.30
sleep 4
record_end
expect 'mdns && dns.txt == "firmware=1.30"'
