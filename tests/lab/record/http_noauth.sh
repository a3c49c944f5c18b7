#!/bin/bash
# A camera that shows its pages to anybody.
. "$(dirname "$0")/../lib.sh"
lab_begin http_noauth camera office

make_site
serve_nginx camera <<END
server { listen 80; $lab_pages }
END
wait_tcp camera 80

record_begin
for page in live/index.html "cgi-bin/getinfo?FILE=1" "SnapshotJPEG?Resolution=320x240"; do
    fetch office "http://$(address camera)/$page"
done
record_end
expect 'http.response.code == 200'
