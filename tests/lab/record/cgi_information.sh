#!/bin/bash
# A recorder asks an i-PRO camera by CGI what it is, and whether its sound is on, which it is; and nobody has registered as administrator.
. "$(dirname "$0")/../lib.sh"
lab_begin cgi_information camera nvr

make_site
printf '<HTML>\r\nMAC=D4-2D-C5-10-00-46\r\nSERIAL=ABC00001\r\nVERSION=1.20\r\nNAME=WV-S1136\r\naEnable=in\r\naEnc=G.726\r\n' \
    >"$lab_work/site/cgi-bin/getinfo"
printf 'UID=17\r\naEnable=in\r\niHttpPort=80\r\n' >"$lab_work/site/cgi-bin/getuid"
printf 'Not Registered' >"$lab_work/site/cgi-bin/reg_admin"
serve_nginx camera <<END
server { listen 80; $lab_pages }
END
wait_tcp camera 80

record_begin
fetch nvr "http://$(address camera)/cgi-bin/getinfo?FILE=1"
fetch nvr "http://$(address camera)/cgi-bin/getuid?FILE=2&vcodec=h264&reply=info"
fetch nvr "http://$(address camera)/cgi-bin/reg_admin"
record_end
expect 'http.request.uri contains "getuid"'
expect 'http.file_data contains "Not Registered"'
