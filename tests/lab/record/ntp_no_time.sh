#!/bin/bash
# A camera asks a time server that has no time itself (leap 3, stratum 0), for eleven minutes.
. "$(dirname "$0")/../lib.sh"
lab_begin ntp_no_time camera server
too_long_to_hear 11

serve_chronyd server "allow 192.168.10.0/24" # and nobody to ask
wait_udp server 123

record_begin
serve_chronyd camera "server $(address server) minpoll 6 maxpoll 6"
sleep 660
record_end
expect "ntp.flags.mode == 4 && ntp.flags.li == 3 && ip.dst == $(address camera)"
expect 'ntp.flags.mode == 4 && frame.time_relative > 600'
