#!/bin/bash
# Somebody guesses communities; the camera's agent keeps silent.
. "$(dirname "$0")/../lib.sh"
lab_begin snmp_v2c_wrong_community camera office

serve_snmpd camera "rocommunity Canary-Snmp-Real-5H"

record_begin
for guess in public private Canary-Snmp-Guess-2D; do
    client office snmpget -v2c -r 1 -t 0.3 -c "$guess" "$(address camera)" 1.3.6.1.2.1.1.1.0 || true # silence
done
record_end
expect 'snmp.community == "Canary-Snmp-Guess-2D"'
