#!/bin/bash
# The camera sends an SNMPv1 trap to a manager.
. "$(dirname "$0")/../lib.sh"
lab_begin snmp_trap_v1 camera server

echo "authCommunity log Canary-Snmp-Trap-V1-2G" >"$lab_work/trapd.conf"
serve server snmptrapd -n -f -Lo -C -c "$lab_work/trapd.conf" -p "$lab_work/trapd.pid" udp:162
wait_udp server 162

record_begin
client camera snmptrap -v1 -c Canary-Snmp-Trap-V1-2G "$(address server)" 1.3.6.1.4.1.57501 "$(address camera)" 0 0 12345
record_end
expect 'snmp.data == 4 && udp.dstport == 162'
