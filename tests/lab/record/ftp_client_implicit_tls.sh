#!/bin/bash
# The camera stores a picture on an FTP server with TLS from the first byte (port 990).
. "$(dirname "$0")/../lib.sh"
lab_begin ftp_client_implicit_tls camera server

make_certificate server.example
serve_vsftpd server camera1 Canary-Ftp-Implicit-4Z ssl_enable=YES "rsa_cert_file=$lab_work/cert.pem" \
    "rsa_private_key_file=$lab_work/key.pem" require_ssl_reuse=NO ssl_ciphers=HIGH implicit_ssl=YES listen_port=990
make_jpeg "$lab_work/alarm.jpg"
wait_tcp server 990

record_begin
client camera curl -sS -k -T "$lab_work/alarm.jpg" "ftps://camera1:Canary-Ftp-Implicit-4Z@$(address server)/"
record_end
expect 'tcp.dstport == 990 && tls.handshake.type == 1'
