#!/bin/bash
# Two cameras that take the same password by Basic. Recorded at the browser's switch port.
. "$(dirname "$0")/../lib.sh"
lab_begin http_same_password office camera camera2

make_site
echo "admin:$(openssl passwd -apr1 Canary-Http-Shared-8Y)" >"$lab_work/users"
for host in camera camera2; do
    serve_nginx $host <<END
server { listen 80; $lab_pages auth_basic "Network Camera"; auth_basic_user_file $lab_work/users; }
END
    wait_tcp $host 80
done

record_begin
fetch office -u admin:Canary-Http-Wrong-8Z "http://$(address camera)/live/index.html"
for host in camera camera2 camera camera2; do
    fetch office -u admin:Canary-Http-Shared-8Y "http://$(address $host)/live/index.html"
done
record_end
expect "http.response.code == 401 && ip.src == $(address camera)"
expect "http.response.code == 200 && ip.src == $(address camera)"
expect "http.response.code == 200 && ip.src == $(address camera2)"
