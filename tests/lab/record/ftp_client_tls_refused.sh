#!/bin/bash
# The camera asks for AUTH TLS, the server knows none, and the camera logs in in the clear all the same.
. "$(dirname "$0")/../lib.sh"
lab_begin ftp_client_tls_refused camera server

serve_vsftpd server camera1 Canary-Ftp-Fallback-6G
make_jpeg "$lab_work/alarm.jpg"
wait_tcp server 21

record_begin
client camera curl -sS --ssl -T "$lab_work/alarm.jpg" "ftp://camera1:Canary-Ftp-Fallback-6G@$(address server)/"
record_end
expect 'ftp.request.command == "AUTH"'
expect 'ftp.response.code == 530'
expect 'ftp.request.command == "PASS"'
