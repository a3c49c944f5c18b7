#!/bin/bash
# A camera sends its log away by syslog: UDP, as RFC 3164 has it.
. "$(dirname "$0")/../lib.sh"
lab_begin log_udp camera server

serve_rsyslog server
wait_udp server 514

record_begin
send_log camera "$(address server)" --udp --rfc3164
record_end
expect "syslog && ip.src == $(address camera)"
