#!/bin/bash
# The camera answers SNMPv2c to everybody's community, public.
. "$(dirname "$0")/../lib.sh"
lab_begin snmp_v2c_public camera server

serve_snmpd camera "rocommunity public"

record_begin
client server snmpget -v2c -c public "$(address camera)" 1.3.6.1.2.1.1.1.0 1.3.6.1.2.1.1.3.0
record_end
expect 'snmp.community == "public" && snmp.data == 2'
