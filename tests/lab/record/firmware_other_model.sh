#!/bin/bash
# A camera names an old firmware in its announcements (multicast DNS), but the policy knows other models only.
. "$(dirname "$0")/../lib.sh"
lab_begin firmware_other_model camera

record_begin
serve_avahi camera WV-S1136 _rtsp._tcp 554 model=WV-S1136 firmware=1.20
sleep 4
record_end
expect 'mdns && dns.txt == "firmware=1.20"'
