#!/bin/bash
# The camera announces itself (SSDP) and answers a search, but asks no router for a port.
. "$(dirname "$0")/../lib.sh"
lab_begin upnp_notify_only camera office

on camera ip route replace 239.0.0.0/8 dev eth0
on office ip route replace 239.0.0.0/8 dev eth0

record_begin
serve camera "$lab_folder/ssdp_camera.py"
sleep 3
serve office minissdpd -d -i eth0 -s "$lab_work/minissdpd.sock" -p "$lab_work/minissdpd.pid"
sleep 2
client office upnpc -s || true # there is no router: this is the point
sleep 1
record_end
expect "ip.src == $(address camera) && http.request.method == \"NOTIFY\""
expect "ip.dst == 192.168.10.50 && ip.src == $(address camera) && udp.srcport == 1900"
