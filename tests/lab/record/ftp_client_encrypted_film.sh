#!/bin/bash
# The camera uploads a film that is encrypted (MPEG Common Encryption), over FTP in clear.
. "$(dirname "$0")/../lib.sh"
lab_begin ftp_client_encrypted_film camera server

serve_vsftpd server camera1 Canary-Ftp-Film-3B
make_mp4 "$lab_work/plain.mp4"
ffmpeg -nostdin -v error -i "$lab_work/plain.mp4" -c copy -encryption_scheme cenc-aes-ctr \
    -encryption_key 63616e6172792d66696c6d2d6b65792d -encryption_kid 00112233445566778899aabbccddeeff \
    -f mp4 -y "$lab_work/film.mp4"
wait_tcp server 21

record_begin
client camera curl -sS -T "$lab_work/film.mp4" "ftp://camera1:Canary-Ftp-Film-3B@$(address server)/film.mp4"
record_end
expect 'ftp.request.command == "STOR"'
expect 'tcp contains "encv"'
