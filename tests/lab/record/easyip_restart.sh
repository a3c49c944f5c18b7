#!/bin/bash
# Announcements for half an hour, and nothing wrong: a tool changed the address in between, and 20 minutes began anew.
. "$(dirname "$0")/../lib.sh"
lab_begin easyip_restart camera

write_easyip restart
expect 'udp.payload[4:2] == 00:03'
expect 'udp.payload[4:2] == 00:01 && frame.time_relative > 1800'
