#!/bin/bash
# The camera stores pictures on an FTP server, in the clear (EPSV).
. "$(dirname "$0")/../lib.sh"
lab_begin ftp_client_passive camera server

serve_vsftpd server camera1 Canary-Ftp-Client-7R
make_jpeg "$lab_work/alarm.jpg"
wait_tcp server 21

record_begin
for picture in 1 2; do
    client camera curl -sS -T "$lab_work/alarm.jpg" "ftp://camera1:Canary-Ftp-Client-7R@$(address server)/$picture.jpg"
done
record_end
expect 'ftp.request.command == "STOR"'
expect 'ftp.response.code == 229'
expect 'ftp.response.code == 226'
