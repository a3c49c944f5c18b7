#!/bin/bash
# A camera lets its address be changed although a connection shows that it has been up for 25 minutes.
. "$(dirname "$0")/../lib.sh"
lab_begin easyip_set_late camera

write_easyip set_late
expect 'udp.payload[4:2] == 00:03 && frame.time_relative > 1500'
