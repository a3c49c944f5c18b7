#!/bin/bash
# A host at the office sends its log to a camera, which has nobody for it.
. "$(dirname "$0")/../lib.sh"
lab_begin log_received camera office

record_begin
send_log office "$(address camera)" --udp --rfc3164
record_end
expect "syslog && ip.dst == $(address camera)"
