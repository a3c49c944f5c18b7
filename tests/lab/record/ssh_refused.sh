#!/bin/bash
# A camera without SSH and Telnet: somebody tries both, the camera refuses the connections.
. "$(dirname "$0")/../lib.sh"
lab_begin ssh_refused camera office

record_begin
client office ssh -o BatchMode=yes "operator@$(address camera)" true || true # refused: this is the point
client office telnet "$(address camera)" || true
record_end
expect 'tcp.srcport == 22 && tcp.flags.reset == 1'
expect 'tcp.srcport == 23 && tcp.flags.reset == 1'
