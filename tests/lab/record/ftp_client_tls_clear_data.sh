#!/bin/bash
# The camera protects its FTP login (AUTH TLS) but not the picture (PROT C).
. "$(dirname "$0")/../lib.sh"
lab_begin ftp_client_tls_clear_data camera server

make_certificate server.example
serve_vsftpd server camera1 Canary-Ftp-Prot-C-2X ssl_enable=YES "rsa_cert_file=$lab_work/cert.pem" \
    "rsa_private_key_file=$lab_work/key.pem" require_ssl_reuse=NO ssl_ciphers=HIGH force_local_data_ssl=NO
make_jpeg "$lab_work/alarm.jpg"
wait_tcp server 21

record_begin
client camera lftp -u camera1,Canary-Ftp-Prot-C-2X "$(address server)" -e "
    set ftp:ssl-force yes; set ftp:ssl-protect-data no; set ssl:verify-certificate no; set net:max-retries 1
    put $lab_work/alarm.jpg; bye"
record_end
expect 'ftp.request.command == "AUTH"'
expect 'tcp.port >= 40000 && tcp.port <= 40100 && tcp.payload contains ff:d8:ff:e0'
