#!/bin/bash
# Somebody at the office gives a fresh camera another address: search, set, acknowledged, commit, restart.
. "$(dirname "$0")/../lib.sh"
lab_begin easyip_set camera office

client camera sysctl -w net.ipv4.conf.eth0.arp_notify=1
serve_easyip camera --window open

record_begin
client office "$easyip" set 192.168.10.22
sleep 18
client office ping -c 1 192.168.10.22
record_end
expect 'udp.payload[4:2] == 00:02'
expect 'udp.payload[4:2] == 00:03'
expect 'udp.payload[4:2] == 00:04'
expect 'ip.src == 192.168.10.22 && udp.payload[4:2] == 00:01'
