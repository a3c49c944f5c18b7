#!/bin/bash
# Many requests on one connection: one after another, sent all at once (pipelined), answered in chunks; pcapng.
. "$(dirname "$0")/../lib.sh"
lab_format=pcapng
lab_begin http_keepalive camera office

make_site
echo "operator:$(openssl passwd -apr1 Canary-Http-Keep-5B)" >"$lab_work/users"
serve_nginx camera <<END
gzip on; gzip_min_length 1;
server { listen 80; $lab_pages auth_basic "Network Camera"; auth_basic_user_file $lab_work/users; }
END
wait_tcp camera 80
login=$(printf %s operator:Canary-Http-Keep-5B | base64)

record_begin
site=http://$(address camera)
client office curl -sS -u operator:Canary-Http-Keep-5B -o /dev/null "$site/live/index.html" \
    -o /dev/null "$site/SnapshotJPEG?Resolution=320x240" -o /dev/null "$site/cgi-bin/getinfo?FILE=1"
client office curl -sS --compressed -u operator:Canary-Http-Keep-5B "$site/" # gzip makes nginx answer in chunks
for connection in keep-alive keep-alive close; do
    printf '%s\r\n' "GET /live/index.html HTTP/1.1" "Host: camera" \
        "Authorization: Basic $login" "Connection: $connection" ""
done | on office socat -t 2 - "TCP:$(address camera):80" >"$lab_work/client.log"
record_end
expect 'http.transfer_encoding == "chunked"'
expect 'http.response.code == 200'
