#!/bin/bash
# The same login as in dot1x_md5.sh, recorded between switch and RADIUS server.
. "$(dirname "$0")/../lib.sh"
lab_begin radius_md5 server camera

make_authority
serve_radius server <<END
camera Cleartext-Password := "Canary-Dot1x-Md5-4C"
END
serve_switch server locked

record_begin
log_in "eap=MD5" 'identity="camera"' 'password="Canary-Dot1x-Md5-4C"'
wait_for 20 has_logged_in SUCCESS
record_end
expect 'radius && eap.type == 4'
expect 'radius.code == 2 && eap.code == 3'
