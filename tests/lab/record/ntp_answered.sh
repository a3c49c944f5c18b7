#!/bin/bash
# A camera that keeps its clock by NTP.
. "$(dirname "$0")/../lib.sh"
lab_begin ntp_answered camera server

# -x: the clock of this machine stays as it is
printf '%s\n' "local stratum 3" "allow 192.168.10.0/24" "cmdport 0" "pidfile $lab_work/s.pid" "bindcmdaddress /" >"$lab_work/server.conf"
printf '%s\n' "server $(address server) iburst" "cmdport 0" "pidfile $lab_work/c.pid" "bindcmdaddress /" >"$lab_work/camera.conf"
serve server chronyd -x -d -u root -f "$lab_work/server.conf"
wait_udp server 123

record_begin
serve camera chronyd -x -d -u root -f "$lab_work/camera.conf"
sleep 9
record_end
expect 'ntp.flags.mode == 4 && ip.dst == 192.168.10.20'
