#!/bin/bash
# A camera that asks for Basic: a browser is refused, logs in, and anybody can read its password.
. "$(dirname "$0")/../lib.sh"
lab_begin http_basic camera office

make_site
echo "admin:$(openssl passwd -apr1 Canary-Http-Basic-7Q)" >"$lab_work/users"
serve_nginx camera <<END
server { listen 80; $lab_pages auth_basic "Network Camera"; auth_basic_user_file $lab_work/users; }
END
wait_tcp camera 80

record_begin
fetch office "http://$(address camera)/live/index.html"
for page in live/index.html "cgi-bin/getinfo?FILE=1" "SnapshotJPEG?Resolution=320x240"; do
    fetch office -u admin:Canary-Http-Basic-7Q "http://$(address camera)/$page"
done
record_end
expect 'http.response.code == 401'
expect 'http.authbasic and http.request.uri contains "getinfo"'
expect 'http.response.code == 200'
