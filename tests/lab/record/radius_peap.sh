#!/bin/bash
# The same login as in dot1x_peap.sh, recorded between switch and RADIUS server.
. "$(dirname "$0")/../lib.sh"
lab_begin radius_peap server camera

make_authority
serve_radius server <<END
camera Cleartext-Password := "Canary-Dot1x-Peap-8R"
END
serve_switch server locked

record_begin
log_in "eap=PEAP" 'phase2="auth=MSCHAPV2"' 'identity="camera"' 'password="Canary-Dot1x-Peap-8R"' "ca_cert=\"$lab_work/ca.pem\""
wait_for 20 has_logged_in SUCCESS
record_end
expect 'radius && eap.type == 25'
expect 'radius.code == 2 && eap.code == 3'
