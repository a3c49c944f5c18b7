#!/bin/bash
# A camera logs in at its switch port by EAP-TLS, with a certificate.
. "$(dirname "$0")/../lib.sh"
lab_begin dot1x_tls camera server

make_authority
serve_radius server </dev/null
serve_switch server locked

record_begin
log_in "eap=TLS" 'identity="camera"' "ca_cert=\"$lab_work/ca.pem\"" \
    "client_cert=\"$lab_work/camera.pem\"" "private_key=\"$lab_work/camera.key\""
wait_for 20 has_logged_in SUCCESS
record_end
expect 'eap.type == 13'
expect 'eap.code == 3'
