#!/bin/bash
# HTTPS with TLS 1.0 and a weak old cipher.
. "$(dirname "$0")/../lib.sh"
lab_begin https_tls10 camera office

make_site
make_certificate camera.example
# Debian's OpenSSL does TLS 1.0 at security level 0 only
serve camera openssl s_server -quiet -accept 443 -tls1 -cipher 'AES128-SHA:@SECLEVEL=0' \
    -www -cert "$lab_work/cert.pem" -key "$lab_work/key.pem"
wait_tcp camera 443

record_begin
fetch office -k --tlsv1.0 --tls-max 1.0 --ciphers 'AES128-SHA:@SECLEVEL=0' "https://$(address camera)/"
record_end
expect 'tls.handshake.type == 2 && tls.handshake.version == 0x0301'
