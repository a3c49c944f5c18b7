#!/bin/bash
# The camera stores a picture on an FTP server: AUTH TLS, then everything encrypted (PROT P).
. "$(dirname "$0")/../lib.sh"
lab_begin ftp_client_tls camera server

make_certificate server.example
serve_vsftpd server camera1 Canary-Ftp-Tls-9W ssl_enable=YES "rsa_cert_file=$lab_work/cert.pem" \
    "rsa_private_key_file=$lab_work/key.pem" require_ssl_reuse=NO ssl_ciphers=HIGH
make_jpeg "$lab_work/alarm.jpg"
wait_tcp server 21

record_begin
client camera lftp -u camera1,Canary-Ftp-Tls-9W "$(address server)" -e "
    set ftp:ssl-force yes; set ftp:ssl-protect-data yes; set ssl:verify-certificate no; set net:max-retries 1
    put $lab_work/alarm.jpg; bye"
record_end
expect 'ftp.request.command == "AUTH"'
expect 'tls.handshake.type == 2'
expect 'tcp.port >= 40000 && tcp.port <= 40100 && tls.handshake.type == 1'
