#!/bin/bash
# The camera opens itself to the Internet with NAT-PMP (requests for its address, TCP and UDP ports).
. "$(dirname "$0")/../lib.sh"
lab_begin natpmp_mapping camera router

serve_gateway secure_mode=yes

record_begin
client camera natpmpc -g "$(address router)" -a 8080 80 tcp 3600
client camera natpmpc -g "$(address router)" -a 5540 554 udp 3600
client camera natpmpc -g "$(address router)" -a 8080 80 tcp 0
record_end
expect 'udp.port == 5351'
