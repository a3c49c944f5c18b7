#!/bin/bash
# The camera opens itself to the Internet with PCP (MAP).
. "$(dirname "$0")/../lib.sh"
lab_begin pcp_mapping camera router

serve_gateway secure_mode=yes

record_begin
client camera "$lab_folder/pcp_map.py" "$(address router)" "$(address camera)" 80
record_end
expect 'udp.dstport == 5351 && udp.payload[0:2] == 02:01'
expect 'udp.srcport == 5351 && udp.payload[0:4] == 02:81:00:00'
