#!/bin/bash
# A camera that has been up for long: it answers a search, but its Easy IP window is over.
. "$(dirname "$0")/../lib.sh"
lab_begin easyip_window_expired camera office

serve_easyip camera --window expired

record_begin
client office "$easyip" search
record_end
expect 'udp.dstport == 10670 && udp.payload[4:2] == 00:0d'
expect "ip.src == $(address camera) && udp.payload[4:2] == 00:0e && udp.payload contains 00:b4:00:02:00:01"
