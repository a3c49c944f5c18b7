#!/bin/bash
# A camera without an administrator: the search reply says so.
. "$(dirname "$0")/../lib.sh"
lab_begin easyip_no_admin camera office

serve_easyip camera --window expired --no-admin --port 80

record_begin
client office "$easyip" search
record_end
expect 'udp.payload[4:2] == 00:0e && udp.payload[37:1] == 01'
