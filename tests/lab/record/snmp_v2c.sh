#!/bin/bash
# The camera answers SNMPv2c: get, walk, bulk.
. "$(dirname "$0")/../lib.sh"
lab_begin snmp_v2c camera server

serve_snmpd camera "rocommunity Canary-Snmp-V2c-8F"

record_begin
client server snmpget -v2c -c Canary-Snmp-V2c-8F "$(address camera)" 1.3.6.1.2.1.1.1.0 1.3.6.1.2.1.1.3.0
client server snmpwalk -v2c -c Canary-Snmp-V2c-8F "$(address camera)" 1.3.6.1.2.1.1.5
client server snmpbulkget -v2c -c Canary-Snmp-V2c-8F -Cr3 "$(address camera)" 1.3.6.1.2.1.1
record_end
expect 'snmp.version == 1 && snmp.data == 2 && udp.srcport == 161'
