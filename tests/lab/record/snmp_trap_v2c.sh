#!/bin/bash
# The camera sends SNMPv2c traps and an inform to a manager.
. "$(dirname "$0")/../lib.sh"
lab_begin snmp_trap_v2c camera server

echo "authCommunity log Canary-Snmp-Trap-6B" >"$lab_work/trapd.conf"
serve server snmptrapd -n -f -Lo -C -c "$lab_work/trapd.conf" -p "$lab_work/trapd.pid" udp:162
wait_udp server 162

record_begin
client camera snmptrap -v2c -c Canary-Snmp-Trap-6B "$(address server)" "" 1.3.6.1.6.3.1.1.5.1 # coldStart
client camera snmptrap -v2c -c Canary-Snmp-Trap-6B "$(address server)" "" 1.3.6.1.6.3.1.1.5.5 # authenticationFailure
client camera snmpinform -v2c -c Canary-Snmp-Trap-6B "$(address server)" "" 1.3.6.1.6.3.1.1.5.4 # linkUp
record_end
expect 'snmp.data == 7 && udp.dstport == 162'
expect 'snmp.data == 6'
