#!/bin/bash
# A camera whose window never ends: it announces itself for more than 21 minutes.
. "$(dirname "$0")/../lib.sh"
lab_begin easyip_unlimited camera

write_easyip unlimited
expect 'udp.payload[4:2] == 00:01 && frame.time_relative > 1490'
