#!/bin/bash
# The camera stores a picture on an FTP server, in the clear (PORT).
. "$(dirname "$0")/../lib.sh"
lab_begin ftp_client_active camera server

serve_vsftpd server camera1 Canary-Ftp-Client-Act-3Q
make_jpeg "$lab_work/alarm.jpg"
wait_tcp server 21

record_begin
client camera lftp -u camera1,Canary-Ftp-Client-Act-3Q "$(address server)" -e "
    set ftp:ssl-allow no; set ftp:passive-mode no; set net:max-retries 1; put $lab_work/alarm.jpg; bye"
record_end
expect 'ftp.request.command == "PORT"'
expect 'ftp.response.code == 226'
