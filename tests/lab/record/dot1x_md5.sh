#!/bin/bash
# A camera logs in at its switch port by EAP-MD5, and asks for the time then.
. "$(dirname "$0")/../lib.sh"
lab_begin dot1x_md5 camera server

make_authority
serve_radius server <<END
camera Cleartext-Password := "Canary-Dot1x-Md5-4C"
END
serve_chronyd server "local stratum 3" "allow 192.168.10.0/24"
wait_udp server 123
serve_switch server locked

record_begin
log_in "eap=MD5" 'identity="camera"' 'password="Canary-Dot1x-Md5-4C"'
wait_for 20 has_logged_in SUCCESS
ask_time camera "$(address server)"
record_end
expect 'eap.type == 4'
expect 'eap.code == 3'
expect "ntp && ip.dst == $(address camera)"
