#!/bin/bash
# The camera answers SNMPv3 with authentication, but readable.
. "$(dirname "$0")/../lib.sh"
lab_begin snmp_v3_authnopriv camera server

serve_snmpd camera "createUser manager SHA Canary-Snmp-Nopriv-7U" "rouser manager auth"

record_begin
client server snmpget -v3 -l authNoPriv -u manager -a SHA -A Canary-Snmp-Nopriv-7U "$(address camera)" \
    1.3.6.1.2.1.1.1.0 1.3.6.1.2.1.1.3.0
record_end
expect 'snmp.v3.flags.auth == 1 && snmp.v3.flags.crypt == 0 && snmp.data == 2'
