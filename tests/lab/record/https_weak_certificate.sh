#!/bin/bash
# HTTPS with a certificate of ten years ago: RSA 1024, signed with SHA-1; and a cipher suite of that time.
. "$(dirname "$0")/../lib.sh"
lab_begin https_weak_certificate camera office

make_site
issue_certificate camera.example "-algorithm RSA -pkeyopt rsa_keygen_bits:1024" -md sha1
# Debian's OpenSSL takes such keys and hashes at security level 0 only
serve_https camera 'ssl_ciphers "AES128-SHA:@SECLEVEL=0";'
wait_tcp camera 443

record_begin
fetch office -k --ciphers 'AES128-SHA:@SECLEVEL=0' "https://$(address camera)/live/index.html"
record_end
expect 'tls.handshake.type == 11'
expect 'x509af.algorithm.id == 1.2.840.10045.4.1'
