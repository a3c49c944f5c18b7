#!/bin/bash
# A camera that asks for the time and never gets an answer.
. "$(dirname "$0")/../lib.sh"
lab_begin ntp_unanswered camera server

printf '%s\n' "server $(address server) iburst" "cmdport 0" "pidfile $lab_work/c.pid" "bindcmdaddress /" >"$lab_work/camera.conf"

record_begin
serve camera chronyd -x -d -u root -f "$lab_work/camera.conf"
sleep 15
record_end
expect 'ntp.flags.mode == 3'
