#!/bin/bash
# Basic with a factory password (admin, 12345), which the camera accepts.
. "$(dirname "$0")/../lib.sh"
lab_begin http_basic_default_password camera office

make_site
echo "admin:$(openssl passwd -apr1 12345)" >"$lab_work/users"
serve_nginx camera <<END
server { listen 80; $lab_pages auth_basic "Network Camera"; auth_basic_user_file $lab_work/users; }
END
wait_tcp camera 80

record_begin
fetch office -u admin:12345 "http://$(address camera)/admin/index.html"
fetch office -u admin:12345 "http://$(address camera)/live/index.html"
record_end
expect 'http.authbasic'
expect 'http.response.code == 200'
