#!/bin/bash
# The camera's FTP server is on: somebody fetches a picture (EPRT, the camera opens the data connection).
. "$(dirname "$0")/../lib.sh"
lab_begin ftp_server_active camera office

serve_vsftpd camera operator Canary-Ftp-Server-Act-1J connect_from_port_20=YES
make_jpeg "$lab_work/home/picture.jpg"
wait_tcp camera 21

record_begin
fetch office -P - "ftp://operator:Canary-Ftp-Server-Act-1J@$(address camera)/picture.jpg"
record_end
expect 'ftp.request.command == "EPRT"'
expect 'ftp.response.code == 226'
