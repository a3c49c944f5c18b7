#!/bin/bash
# A camera with a public name server (8.8.8.8) in its settings.
. "$(dirname "$0")/../lib.sh"
lab_begin easyip_dns camera office

serve_easyip camera --window expired --dns 8.8.8.8

record_begin
client office "$easyip" search
record_end
expect 'udp.payload[4:2] == 00:0e && udp.payload contains 08:08:08:08'
