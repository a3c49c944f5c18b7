#!/bin/bash
# A camera asks the time server that the policy lists, tells its clock as it does, and gets answers: it is right.
. "$(dirname "$0")/../lib.sh"
lab_begin ntp_listed camera server

serve_chronyd server "local stratum 3" "allow 192.168.10.0/24"
wait_udp server 123

record_begin
for _ in {1..3}; do
    tell_time camera "$(address server)"
    sleep 1
done
record_end
expect "ntp.flags.mode == 4 && ip.dst == $(address camera)"
