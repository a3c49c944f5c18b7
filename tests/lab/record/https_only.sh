#!/bin/bash
# A camera that listens on 443 only: a browser tries port 80 in vain.
. "$(dirname "$0")/../lib.sh"
lab_begin https_only camera office

make_site
issue_certificate camera.example
echo "operator:$(openssl passwd -apr1 Canary-Https-Only-6T)" >"$lab_work/users"
serve_nginx camera <<END
server {
    listen 443 ssl; ssl_certificate $lab_work/cert.pem; ssl_certificate_key $lab_work/key.pem;
    ssl_protocols TLSv1.2 TLSv1.3; $lab_pages auth_basic "Network Camera"; auth_basic_user_file $lab_work/users;
}
END
wait_tcp camera 443

record_begin
fetch office "http://$(address camera)/" || true # refused: this is the point
for version in 1.2 1.3; do
    fetch office -k --tls-max $version -u operator:Canary-Https-Only-6T "https://$(address camera)/live/index.html"
done
record_end
expect 'tcp.srcport == 80 && tcp.flags.reset == 1'
expect 'tls.handshake.type == 2'
