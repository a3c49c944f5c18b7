#!/bin/bash
# The camera answers SNMPv3 with authentication and encryption (SHA, AES).
. "$(dirname "$0")/../lib.sh"
lab_format=pcapng
lab_begin snmp_v3_authpriv camera server

serve_snmpd camera "createUser manager SHA Canary-Snmp-Auth-9E AES Canary-Snmp-Priv-4W" "rouser manager priv"

record_begin
client server snmpwalk -v3 -l authPriv -u manager -a SHA -A Canary-Snmp-Auth-9E -x AES -X Canary-Snmp-Priv-4W \
    "$(address camera)" 1.3.6.1.2.1.1
record_end
expect 'snmp.msgFlags == 3 || snmp.v3.flags.crypt == 1'
expect 'snmp.encryptedPDU && udp.srcport == 161'
