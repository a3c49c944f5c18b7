#!/bin/bash
# A camera as the guide wants it, from its factory settings on: 802.1X by EAP-TLS, set up by Easy IP, HTTPS only, SRTP over
# RTSPS, SNMPv3, NTP, mail inside TLS, an address filter; and somebody who tries its ports.
. "$(dirname "$0")/../lib.sh"
lab_begin camera_hardened camera nvr server office router

make_authority
serve_radius server </dev/null
serve_switch server locked
serve_chronyd server "local stratum 3" "allow 192.168.10.0/24"
serve_mail server camera1 Canary-Hardened-Mail-2C 587 starttls
make_site
issue_certificate camera.example
certificate="$lab_work/both.pem"

set_up_where_it_stands() { # as it left the factory; then the tool gives it its address, and the installer a password
    serve camera "$easyip" camera --window open --no-admin
    local fresh=$!
    wait_udp camera 10670
    client office "$easyip" search
    client office "$easyip" set "$1"
    lab_address[camera]=$1
    wait_for 20 has_address camera "$1"
    wait_for 30 on office ping -c 1 -W 1 "$1"
    kill "$fresh"
    wait "$fresh" || true
    LAB_CAMERA_ADDRESS=$1 serve_easyip camera --window expired
    client office "$easyip" search
}

filter_addresses() { # host authentication: nobody but the recorder, the office and the server
    on camera nft -f - <<RULES
table inet filter {
    chain input {
        type filter hook input priority 0;
        ip saddr $(address router) tcp dport { 322, 443 } reject with tcp reset
    }
}
RULES
}

try_ports() { # what a port scan of the operator does: 20 to 110, and the likely ones
    # shellcheck disable=SC2016 # for the inner shell
    client office bash -c 'for port in {20..110} 554 1900 8080; do (: <"/dev/tcp/$1/$port"); done; true' sh "$(address camera)"
}

record_begin
log_in "eap=TLS" 'identity="camera"' "ca_cert=\"$lab_work/ca.pem\"" \
    "client_cert=\"$lab_work/camera.pem\"" "private_key=\"$lab_work/camera.key\""
wait_for 20 has_logged_in SUCCESS
set_up_where_it_stands $lab_subnet.63
filter_addresses
serve_https camera
serve_rtsp camera --port 322 --tls "$certificate" --srtp --auth digest --user operator --password Canary-Hardened-Rtsps-6K
serve_snmpd camera "createUser manager SHA Canary-Hardened-Auth-4P AES Canary-Hardened-Priv-8T" "rouser manager priv"
wait_tcp camera 443
wait_tcp camera 322
fetch office -k "https://$(address camera)/live/index.html"
fetch router -k "https://$(address camera)/live/index.html" || true # refused
try_ports
for _ in {1..5}; do tell_time camera "$(address server)"; done
client server snmpwalk -v3 -l authPriv -u manager -a SHA -A Canary-Hardened-Auth-4P -x AES -X Canary-Hardened-Priv-8T \
    "$(address camera)" 1.3.6.1.2.1.1
mail_alarm camera server --port 587 --tls --auth PLAIN --auth-user camera1 --auth-password Canary-Hardened-Mail-2C
watch_gst nvr 12 location="rtsps://$(address camera):322$lab_stream" tls-validation-flags=0 \
    user-id=operator user-pw=Canary-Hardened-Rtsps-6K protocols=udp+udp-mcast
record_end
expect 'eap.type == 13'
expect 'udp.payload[4:2] == 00:0e && udp.payload[37:1] == 02'
expect "tcp.flags.reset == 1 && ip.dst == $(address router)"
expect 'udp.srcport == 59000'
expect "ntp.flags.mode == 4 && ip.dst == $(address camera)"
