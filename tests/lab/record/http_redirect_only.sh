#!/bin/bash
# A camera whose port 80 does nothing but send browsers to HTTPS, where it asks for the password.
. "$(dirname "$0")/../lib.sh"
lab_begin http_redirect_only camera office

make_site
make_certificate camera.example
echo "operator:$(openssl passwd -apr1 Canary-Http-Redirect-2M)" >"$lab_work/users"
serve_nginx camera <<END
server { listen 80; return 301 https://\$host\$request_uri; }
server {
    listen 443 ssl; ssl_certificate $lab_work/cert.pem; ssl_certificate_key $lab_work/key.pem;
    ssl_protocols TLSv1.2 TLSv1.3; $lab_pages auth_basic "Network Camera"; auth_basic_user_file $lab_work/users;
}
END
wait_tcp camera 443

record_begin
fetch office "http://$(address camera)/"
fetch office -k -u operator:Canary-Http-Redirect-2M "https://$(address camera)/live/index.html"
fetch office "http://$(address camera)/live/index.html"
record_end
expect 'http.response.code == 301'
expect 'tls.handshake.type == 2'
