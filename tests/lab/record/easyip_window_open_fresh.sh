#!/bin/bash
# A camera just started: it announces itself, and its Easy IP window is open, as it should be for 20 minutes.
. "$(dirname "$0")/../lib.sh"
lab_begin easyip_window_open_fresh camera office

record_begin
client camera ip link set eth0 down
client camera sysctl -w net.ipv4.conf.eth0.arp_notify=1
client camera ip link set eth0 up
client camera ip route add default via "$(address router)"
serve_easyip camera --window open
sleep 22
client office "$easyip" search
record_end
expect "arp.isgratuitous == 1 && eth.src == $(mac camera)"
expect 'udp.payload[4:2] == 00:01'
expect "ip.src == $(address camera) && udp.payload[4:2] == 00:0e && udp.payload contains 00:b4:00:02:00:00"
