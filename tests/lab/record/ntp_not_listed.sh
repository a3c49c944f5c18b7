#!/bin/bash
# A camera asks a time server that the policy does not list, and gets its answers.
. "$(dirname "$0")/../lib.sh"
lab_begin ntp_not_listed camera server

serve_chronyd server "local stratum 3" "allow 192.168.10.0/24"
wait_udp server 123

record_begin
serve_chronyd camera "server $(address server) iburst"
sleep 9
record_end
expect "ntp.flags.mode == 4 && ip.dst == $(address camera)"
