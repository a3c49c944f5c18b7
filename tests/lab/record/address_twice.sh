#!/bin/bash
# A camera at work; another one comes with the same address and announces it, which the first one does, too (ARP).
. "$(dirname "$0")/../lib.sh"
lab_camera address_twice
lab_address[camera2]=$(address camera)
lab_begin address_twice camera camera2 server

serve_chronyd server "local stratum 3" "allow 192.168.10.0/24"
wait_udp server 123
on camera2 ip link set eth0 down

record_begin
ask_time camera "$(address server)"
on camera2 ip link set eth0 up
for camera in camera2 camera; do
    client "$camera" arping -U -c 1 -I eth0 "$(address camera)"
    sleep 1.2
done
client camera2 arping -c 1 -I eth0 "$(address server)"
record_end
expect "arp.src.hw_mac == $(mac camera) && arp.src.proto_ipv4 == $(address camera)"
expect "arp.src.hw_mac == $(mac camera2) && arp.src.proto_ipv4 == $(address camera)"
