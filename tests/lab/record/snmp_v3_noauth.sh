#!/bin/bash
# The camera answers SNMPv3 without authentication and encryption.
. "$(dirname "$0")/../lib.sh"
lab_begin snmp_v3_noauth camera server

serve_snmpd camera "createUser guest" "rouser guest noauth"

record_begin
client server snmpget -v3 -l noAuthNoPriv -u guest "$(address camera)" 1.3.6.1.2.1.1.1.0 1.3.6.1.2.1.1.3.0
record_end
expect 'snmp.v3.flags.auth == 0 && snmp.data == 2'
