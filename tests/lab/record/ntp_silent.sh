#!/bin/bash
# A camera asks for the time for eleven minutes, and nothing comes back.
. "$(dirname "$0")/../lib.sh"
lab_begin ntp_silent camera server
too_long_to_hear 11

on server nft -f - <<END
table inet filter {
    chain input { type filter hook input priority 0; udp dport 123 drop; }
}
END

record_begin
serve_chronyd camera "server $(address server) minpoll 6 maxpoll 6"
sleep 680
record_end
expect 'ntp.flags.mode == 3 && frame.time_relative > 600'
