#!/bin/bash
# Somebody tries a hundred ports of a camera: HTTPS answers, all others refuse.
. "$(dirname "$0")/../lib.sh"
lab_begin ports_scanned camera office

make_site
make_certificate camera.example
serve_nginx camera <<END
server {
    listen 443 ssl; ssl_certificate $lab_work/cert.pem; ssl_certificate_key $lab_work/key.pem; $lab_pages
}
END
wait_tcp camera 443

record_begin
client office nmap -n -Pn -sT --top-ports 100 "$(address camera)"
record_end
expect 'tcp.srcport == 22 && tcp.flags.reset == 1'
expect 'tcp.srcport == 443 && tcp.flags.syn == 1'
