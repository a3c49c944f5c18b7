#!/bin/bash
# A host at the office looks whether a camera's address is free, and leaves it alone when the camera answers (ARP probes).
. "$(dirname "$0")/../lib.sh"
lab_begin address_probed camera server office

serve_chronyd server "local stratum 3" "allow 192.168.10.0/24"
wait_udp server 123

record_begin
ask_time camera "$(address server)"
client office arping -D -c 2 -I eth0 "$(address camera)" || true # it is not: this is the point
sleep 1
ask_time camera "$(address server)"
record_end
expect "arp.opcode == 1 && arp.src.proto_ipv4 == 0.0.0.0 && arp.dst.proto_ipv4 == $(address camera)"
expect "arp.opcode == 2 && arp.src.proto_ipv4 == $(address camera)"
