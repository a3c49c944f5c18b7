#!/bin/bash
# A camera that asks for the time and never gets an answer.
. "$(dirname "$0")/../lib.sh"
lab_begin ntp_unanswered camera server

record_begin
serve_chronyd camera "server $(address server) iburst"
sleep 15
record_end
expect 'ntp.flags.mode == 3'
