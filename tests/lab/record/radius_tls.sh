#!/bin/bash
# The same login as in dot1x_tls.sh, recorded between switch and RADIUS server.
. "$(dirname "$0")/../lib.sh"
lab_begin radius_tls server camera

make_authority
serve_radius server </dev/null
serve_switch server locked

record_begin
log_in "eap=TLS" 'identity="camera"' "ca_cert=\"$lab_work/ca.pem\"" \
    "client_cert=\"$lab_work/camera.pem\"" "private_key=\"$lab_work/camera.key\""
wait_for 20 has_logged_in SUCCESS
record_end
expect 'radius && eap.type == 13'
expect 'radius.code == 2 && eap.code == 3'
