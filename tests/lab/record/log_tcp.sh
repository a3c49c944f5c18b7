#!/bin/bash
# A camera sends its log away by syslog: TCP, as RFC 5424 and RFC 6587 have it.
. "$(dirname "$0")/../lib.sh"
lab_begin log_tcp camera server

serve_rsyslog server
wait_tcp server 514

record_begin
send_log camera "$(address server)" --tcp --rfc5424 --octet-count
record_end
expect "tcp.dstport == 514 && ip.src == $(address camera) && frame contains \"rejected\""
