#!/bin/bash
# The camera's FTP server is on: somebody fetches a picture and a film (PASV).
. "$(dirname "$0")/../lib.sh"
lab_begin ftp_server_passive camera office

serve_vsftpd camera operator Canary-Ftp-Server-5D
make_jpeg "$lab_work/home/picture.jpg"
make_mp4 "$lab_work/home/film.mp4"
wait_tcp camera 21

record_begin
client office lftp -u operator,Canary-Ftp-Server-5D "$(address camera)" -e "
    set ftp:ssl-allow no; set net:max-retries 1; ls; get picture.jpg -o $lab_work/1; get film.mp4 -o $lab_work/2; bye"
record_end
expect 'ftp.request.command == "PASS"'
expect 'ftp.response.code == 227'
expect 'ftp.response.code == 226'
