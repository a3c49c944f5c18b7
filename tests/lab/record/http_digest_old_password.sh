#!/bin/bash
# A recorder logs in (Digest); the password is changed then, and it goes on with the old one: ten refusals in ten seconds.
. "$(dirname "$0")/../lib.sh"
lab_begin http_digest_old_password camera nvr

make_site
serve_lighttpd_digest camera operator Canary-Http-Old-3N
wait_tcp camera 80

record_begin
fetch nvr --digest -u operator:Canary-Http-Old-3N "http://$(address camera)/live/index.html"
printf 'operator:Network Camera:%s\n' "$(printf 'operator:Network Camera:Canary-Http-New-9Q' | md5sum | cut -d' ' -f1)" \
    >"$lab_work/digest-users"
sleep 1.5
for _ in {1..10}; do
    fetch nvr --digest -u operator:Canary-Http-Old-3N "http://$(address camera)/live/index.html"
done
record_end
expect 'http.response.code == 200'
expect 'http.authorization contains "Digest" && frame.number > 10'
