#!/bin/bash
# A camera logs in with a wrong password (EAP-MD5); the port is open all the same: it is looked at half a minute later.
. "$(dirname "$0")/../lib.sh"
lab_begin dot1x_refused_yet_in camera server office

make_authority
serve_radius server <<END
camera Cleartext-Password := "Canary-Dot1x-Md5-4C"
END
make_site
make_certificate camera.example
serve_nginx camera <<END
server {
    listen 443 ssl; ssl_certificate $lab_work/cert.pem; ssl_certificate_key $lab_work/key.pem; $lab_pages
}
END
wait_tcp camera 443
serve_switch server open

record_begin
log_in "eap=MD5" 'identity="camera"' 'password="Canary-Dot1x-Wrong-7H"'
wait_for 20 has_logged_in FAILURE
sleep 35
fetch office -k "https://$(address camera)/live/index.html"
record_end
expect 'eap.code == 4'
expect 'tls.handshake.type == 2'
