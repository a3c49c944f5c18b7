#!/bin/bash
# A camera logs in with a wrong password (EAP-MD5), and its port stays closed: it asks for the time in vain.
. "$(dirname "$0")/../lib.sh"
lab_begin dot1x_refused camera server

make_authority
serve_radius server <<END
camera Cleartext-Password := "Canary-Dot1x-Md5-4C"
END
serve_chronyd server "local stratum 3" "allow 192.168.10.0/24"
wait_udp server 123
serve_switch server locked

record_begin
log_in "eap=MD5" 'identity="camera"' 'password="Canary-Dot1x-Wrong-7H"'
wait_for 20 has_logged_in FAILURE
ask_time camera "$(address server)" || true # this is the point
record_end
expect 'eap.code == 4'
expect "arp && eth.src == $(mac camera)"
