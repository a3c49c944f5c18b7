#!/bin/bash
# Somebody at the office tries to give a camera another address after the window: the camera does not react.
. "$(dirname "$0")/../lib.sh"
lab_begin easyip_set_expired camera office

serve_easyip camera --window expired

record_begin
client office "$easyip" set 192.168.10.22
record_end
expect 'udp.payload[4:2] == 00:02'
expect 'udp.payload[4:2] == 00:0e && udp.payload contains 00:b4:00:02:00:01'
