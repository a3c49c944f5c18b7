#!/bin/bash
# A camera starts and announces itself 240 times, every 5 seconds, then no more, though it lives on (30 minutes).
. "$(dirname "$0")/../lib.sh"
lab_begin easyip_announce_20min camera

write_easyip announce_20min
expect 'udp.payload[4:2] == 00:01'
expect 'frame.time_relative > 1790'
