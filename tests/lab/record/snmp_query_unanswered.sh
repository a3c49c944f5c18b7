#!/bin/bash
# A manager asks a camera that has no agent: the question alone says nothing about the camera.
. "$(dirname "$0")/../lib.sh"
lab_begin snmp_query_unanswered camera server

record_begin
client server snmpget -v2c -r 1 -t 0.3 -c Canary-Snmp-Unanswered-1L "$(address camera)" 1.3.6.1.2.1.1.1.0 || true
on camera nft add table inet quiet # and once more, without the ICMP answer
on camera nft add chain inet quiet input '{ type filter hook input priority 0; }'
on camera nft add rule inet quiet input udp dport 161 drop
client server snmpget -v1 -r 1 -t 0.3 -c Canary-Snmp-Unanswered-1L "$(address camera)" 1.3.6.1.2.1.1.1.0 || true
record_end
expect 'snmp.version == 1'
expect 'snmp.version == 0'
