#!/bin/bash
# A camera whose window is open although a connection shows that it has been up for 25 minutes.
. "$(dirname "$0")/../lib.sh"
lab_begin easyip_unlimited_search camera

write_easyip unlimited_search
expect 'udp.payload[4:2] == 00:0e && udp.payload contains 00:b4:00:02:00:00 && frame.time_relative > 1500'
