#!/bin/bash
# A camera logs in at its switch port by PEAP, with MSCHAPv2 inside.
. "$(dirname "$0")/../lib.sh"
lab_begin dot1x_peap camera server

make_authority
serve_radius server <<END
camera Cleartext-Password := "Canary-Dot1x-Peap-8R"
END
serve_switch server locked

record_begin
log_in "eap=PEAP" 'phase2="auth=MSCHAPV2"' 'identity="camera"' 'password="Canary-Dot1x-Peap-8R"' "ca_cert=\"$lab_work/ca.pem\""
wait_for 20 has_logged_in SUCCESS
record_end
expect 'eap.type == 25'
expect 'eap.code == 3'
