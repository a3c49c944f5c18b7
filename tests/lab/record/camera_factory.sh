#!/bin/bash
# A camera as it came out of its box, put into service: every row of the guide that a wire can show is broken.
. "$(dirname "$0")/../lib.sh"
lab_ipv6=1
lab_begin camera_factory camera nvr server office router

factory=admin:12345
make_authority
serve_radius server <<END
camera Cleartext-Password := "Canary-Factory-Port-3R"
END
serve_switch server open
serve_dnsmasq server
serve_chronyd server "local stratum 3" "allow 192.168.10.0/24"
serve_gateway secure_mode=yes
serve_mail server camera1 Canary-Factory-Mail-9C 587 clear
make_site
on camera ip address add 2001:db8:10::54/64 dev eth0 nodad
on office ip address add 2001:db8:10::50/64 dev eth0 nodad

serve_second_vsftpd() { # the servers of camera and server keep their files apart
    local lab_work=$lab_work/server-ftp
    mkdir -p "$lab_work"
    serve_vsftpd "$@"
}

put_into_service() { # what it offers to anybody
    echo "${factory%:*}:$(openssl passwd -apr1 "${factory#*:}")" >"$lab_work/web-users"
    serve camera "$lab_folder/onvif_camera.py" open 8000
    serve_nginx camera <<END
server {
    listen 80; listen [::]:80; $lab_pages
    auth_basic "Network Camera"; auth_basic_user_file $lab_work/web-users;
    location /onvif/ { auth_basic off; proxy_pass http://127.0.0.1:8000; }
}
END
    serve_rtsp camera --audio --auth basic --user admin --password 12345
    serve_snmpd camera "rocommunity public"
    serve_vsftpd camera admin 12345
    serve_second_vsftpd server camera1 Canary-Factory-Upload-4D
    # an announcement before the search could be the first after a restart, and the window rightly open
    serve_easyip camera --window unlimited --port 80 --quiet-for 60
    use_dns camera "$(address server)"
    local port
    for port in 80 554 21 8000; do wait_tcp camera $port; done
    wait_tcp server 21
}

visit() { # by whoever comes along
    fetch office -u "$factory" "http://$(address camera)/live/index.html"
    fetch office -u "$factory" "http://$(address camera)/SnapshotJPEG"
    fetch office -u "$factory" "http://[2001:db8:10::54]/live/index.html"
    local guess
    for guess in 1234 123456 password Password1 camera-2 admin123! qwerty1234567 letmein Canary-Factory-Guess-6V 0; do
        fetch office -u "admin:$guess" "http://$(address camera)/live/index.html"
    done
    client office lftp -u "${factory/:/,}" "$(address camera)" -e "set ftp:ssl-allow no; set net:max-retries 1; ls; bye"
    client server snmpwalk -v2c -c public "$(address camera)" 1.3.6.1.2.1.1
    client office "$easyip" search
    onvif nvr GetUsers
}

go_out() { # what it does by itself: a trap that tells how long it has been running, a port mapping, names, time, pictures
    client camera snmptrap -v1 -c public "$(address server)" 1.3.6.1.4.1.258 "$(address camera)" 6 1 360000
    client camera upnpc -a "$(address camera)" 80 8080 TCP 3600
    client camera getent ahosts time.example.org
    tell_time camera "$(address server)"
    make_jpeg "$lab_work/alarm.jpg"
    make_mp4 "$lab_work/alarm.mp4"
    client camera curl -sS -T "{$lab_work/alarm.jpg,$lab_work/alarm.mp4}" \
        "ftp://camera1:Canary-Factory-Upload-4D@$(address server)/"
    mail_alarm camera server --port 587 --auth LOGIN --auth-user camera1 --auth-password Canary-Factory-Mail-9C
}

put_into_service
record_begin
log_in "eap=MD5" 'identity="camera"' 'password="Canary-Factory-Wrong-5J"'
wait_for 20 has_logged_in FAILURE
visit
go_out
watch nvr "rtsp://$factory@$(address camera)$lab_stream" 8 -rtsp_transport udp
sleep 20 # half a minute after it was refused at its port
fetch office -u "$factory" "http://$(address camera)/cgi-bin/getinfo"
record_end
expect 'eap.code == 4'
expect 'rtp.p_type == 0'
expect 'http contains "AddPortMapping" || http contains "AddAnyPortMapping"'
