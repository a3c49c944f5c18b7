#!/bin/bash
# The camera answers SNMPv1 (community: a canary).
. "$(dirname "$0")/../lib.sh"
lab_begin snmp_v1 camera server

serve_snmpd camera "rocommunity Canary-Snmp-V1-3A"

record_begin
client server snmpget -v1 -c Canary-Snmp-V1-3A "$(address camera)" 1.3.6.1.2.1.1.1.0 1.3.6.1.2.1.1.2.0 1.3.6.1.2.1.1.3.0
client server snmpgetnext -v1 -c Canary-Snmp-V1-3A "$(address camera)" 1.3.6.1.2.1.1.5
record_end
expect 'snmp.version == 0 && snmp.data == 2 && udp.srcport == 161'
