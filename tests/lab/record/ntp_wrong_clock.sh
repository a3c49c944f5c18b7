#!/bin/bash
# A camera asks for the time and is answered, but its clock stays five minutes behind, for eleven minutes.
. "$(dirname "$0")/../lib.sh"
lab_begin ntp_wrong_clock camera server
too_long_to_hear 11

serve_chronyd server "local stratum 3" "allow 192.168.10.0/24"
wait_udp server 123

record_begin
for _ in {1..6}; do
    tell_time camera "$(address server)" faketime -f -300s
    sleep 130
done
record_end
expect "ntp.flags.mode == 4 && ip.dst == $(address camera) && frame.time_relative > 600"
