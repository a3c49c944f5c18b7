# shellcheck shell=bash
# What every recording shares: hosts on a switch, servers that are stopped again, one capture file.
#
#   . "$(dirname "$0")/../lib.sh"
#   lab_begin NAME HOST...      the hosts that take part; the first one is the camera, its switch port is recorded
#   serve HOST COMMAND...       a server, in the background
#   wait_tcp HOST PORT          until it listens
#   record_begin                tcpdump on the camera's switch port
#   client HOST COMMAND...      a client
#   record_end [pcapng]
#   expect DISPLAY-FILTER       what must be in it (tshark)
#
# A script that ends well leaves pcaps/NAME.pcap. Everything else is taken down, however it ends.

set -euo pipefail

lab_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
lab_pcaps=${LAB_PCAPS:-$lab_folder/../../pcaps}
lab_subnet=192.168.10

declare -A lab_mac=(
    [camera]=d4:2d:c5:10:00:20 [camera2]=bc:c3:42:10:00:21
    [nvr]=02:00:5e:10:00:05 [server]=02:00:5e:10:00:06 [office]=02:00:5e:10:00:50 [router]=02:00:5e:10:00:01
)
declare -A lab_address=(
    [camera]=$lab_subnet.20 [camera2]=$lab_subnet.21
    [nvr]=$lab_subnet.5 [server]=$lab_subnet.6 [office]=$lab_subnet.50 [router]=$lab_subnet.1
)
lab_hosts=()
lab_work=
lab_recorder=
lab_recorded=

address() { echo "${lab_address[$1]}"; }

on() {
    local host=$1
    shift
    ip netns exec "lab-$host" "$@"
}

client() { # the same, and what it prints is kept for a failure only
    on "$@" </dev/null >>"$lab_work/client.log" 2>&1
}

serve() {
    local host=$1
    shift
    ip netns exec "lab-$host" "$@" </dev/null >>"$lab_work/$host.log" 2>&1 9>&- &
}

# --- hosts and the switch ---

lab_begin() {
    lab_name=$1
    shift
    [ "$(id -u)" = 0 ] || { echo "recording needs root" >&2; exit 1; }
    exec 9>/run/camwarden-lab.lock
    flock 9 # one recording at a time: the host names are fixed
    lab_work=$(mktemp -d /tmp/camwarden-lab.XXXXXX)
    chmod 755 "$lab_work"
    trap lab_end EXIT
    trap 'exit 1' INT TERM HUP
    lab_forget_hosts switch "${!lab_mac[@]}"
    ip netns add lab-switch
    on switch sysctl -qw net.ipv6.conf.all.disable_ipv6=1
    on switch ip link add br0 type bridge forward_delay 0 mcast_snooping 0
    on switch ip link set br0 up
    local host
    for host in "$@"; do
        lab_add_host "$host"
    done
    lab_port=$1
    export SNMP_PERSISTENT_DIR=$lab_work/snmp MIBS="" # net-snmp: no state kept, no names of OIDs needed
}

lab_add_host() {
    local host=$1 ns=lab-$1
    lab_hosts+=("$host")
    ip netns add "$ns"
    on "$host" sysctl -qw net.ipv6.conf.all.disable_ipv6="${LAB_NO_IPV6:-1}" net.ipv6.conf.default.disable_ipv6="${LAB_NO_IPV6:-1}"
    ip -n lab-switch link add "$host" type veth peer name eth0 netns "$ns"
    on "$host" ip link set eth0 address "${lab_mac[$host]}"
    on "$host" ip address add "${lab_address[$host]}/24" brd + dev eth0
    # frames as they would be on a cable: no giants, true checksums
    on "$host" ethtool -K eth0 tx off rx off tso off gso off gro off sg off >/dev/null
    ip netns exec lab-switch ethtool -K "$host" tx off rx off tso off gso off gro off >/dev/null
    on switch ip link set "$host" master br0 up
    on "$host" ip link set lo up
    on "$host" ip link set eth0 up
    [ "$host" = router ] || on "$host" ip route add default via "${lab_address[router]}"
}

lab_forget_hosts() {
    local host
    for host in "$@"; do
        [ -e "/run/netns/lab-$host" ] || continue
        ip netns pids "lab-$host" | xargs -r kill 2>/dev/null || true
    done
    sleep 0.2
    for host in "$@"; do
        [ -e "/run/netns/lab-$host" ] || continue
        ip netns pids "lab-$host" | xargs -r kill -9 2>/dev/null || true
        ip netns delete "lab-$host"
    done
}

lab_end() {
    local status=$?
    trap - EXIT
    if [ "$status" = 0 ]; then lab_keep; else lab_show_logs; fi
    lab_forget_hosts "${lab_hosts[@]}" switch
    rm -rf "$lab_work"
    [ "$status" = 0 ] || echo "$lab_name: failed" >&2
    exit "$status"
}

lab_show_logs() {
    local log
    for log in "$lab_work"/*.log; do
        [ -s "$log" ] && { echo "== $log" && tail -20 "$log"; } >&2
    done
}

# --- waiting ---

wait_for() { # wait_for SECONDS COMMAND...
    local turns=$(($1 * 10))
    shift
    until "$@" >/dev/null 2>&1; do
        turns=$((turns - 1))
        [ "$turns" -gt 0 ] || { echo "$lab_name: gave up waiting for: $*" >&2; return 1; }
        sleep 0.1
    done
}

listens() { on "$1" ss -Hln "$2" "sport = :$3" | grep -q .; }
wait_tcp() { wait_for 15 listens "$1" -t "$2"; }
wait_udp() { wait_for 15 listens "$1" -u "$2"; }

# --- the recording ---

record_begin() {
    ip netns exec lab-switch tcpdump -q -n -U -s 0 --immediate-mode -Z root -i "$lab_port" -w "$lab_work/$lab_name.pcap" "$@" 2>"$lab_work/tcpdump.log" 9>&- &
    lab_recorder=$!
    wait_for 5 grep -q listening "$lab_work/tcpdump.log"
    sleep 0.2
}

record_end() { # record_end [pcapng]
    sleep 0.5
    kill "$lab_recorder"
    wait "$lab_recorder" || true
    local file=$lab_name.${1:-pcap}
    [ "${1:-pcap}" = pcap ] || editcap -F "$1" "$lab_work/$lab_name.pcap" "$lab_work/$file"
    lab_recorded=$lab_work/$file
}

expect() { # expect DISPLAY-FILTER: the recording shows what it is for
    [ -n "$(tshark -r "$lab_recorded" -Y "$1" 2>/dev/null)" ] ||
        { echo "$lab_name: nothing recorded with: $1" >&2; exit 1; }
}

lab_keep() {
    local kept=$lab_pcaps/${lab_recorded##*/}
    install -m 644 "$lab_recorded" "$kept"
    echo "${kept##*/}: $(capinfos -Tcr "$kept" | cut -f2) frames, $(stat -c %s "$kept") bytes"
}

# --- things several recordings need ---

make_certificate() { # make_certificate NAME [KEY-OPTIONS of openssl]: $lab_work/cert.pem and key.pem
    local name=$1
    shift
    [ $# -gt 0 ] || set -- -newkey rsa:2048
    openssl req -x509 "$@" -nodes -days 365 -subj "/CN=$name" \
        -keyout "$lab_work/key.pem" -out "$lab_work/cert.pem" 2>/dev/null
    cat "$lab_work/key.pem" "$lab_work/cert.pem" >"$lab_work/both.pem"
}

make_site() { # what a camera's web server has to show: $lab_work/site, and $lab_pages for nginx
    lab_pages="root $lab_work/site; location = /SnapshotJPEG { default_type image/jpeg; }"
    mkdir -p "$lab_work/site/live" "$lab_work/site/admin" "$lab_work/site/cgi-bin"
    echo '<html><head><title>WV-S1136 Network Camera</title></head><body>Live</body></html>' |
        tee "$lab_work/site/index.html" "$lab_work/site/admin/index.html" >"$lab_work/site/live/index.html"
    printf 'NAME=WV-S1136\r\nVERSION=1.20\r\nSERIAL=ABC00001\r\naEnable=off\r\n' >"$lab_work/site/cgi-bin/getinfo"
    make_jpeg "$lab_work/site/SnapshotJPEG"
}

serve_lighttpd_digest() { # serve_lighttpd_digest HOST USER PASSWORD [ALGORITHM]
    local realm="Network Camera" algorithm=${4:-MD5} sum
    sum=$(printf %s "$2:$realm:$3" | openssl dgst -r "-${algorithm//-/}" | cut -d' ' -f1)
    echo "$2:$realm:$sum" >"$lab_work/digest-users"
    cat >"$lab_work/lighttpd.conf" <<END
server.document-root = "$lab_work/site"
server.port = 80
server.modules = ("mod_auth", "mod_authn_file")
auth.backend = "htdigest"
auth.backend.htdigest.userfile = "$lab_work/digest-users"
auth.require = ("/" => ("method" => "digest", "algorithm" => "$algorithm", "realm" => "$realm", "require" => "valid-user"))
\$HTTP["url"] =~ "^/SnapshotJPEG" { mimetype.assign = ("" => "image/jpeg") }
mimetype.assign = ("" => "text/html")
END
    serve "$1" lighttpd -D -f "$lab_work/lighttpd.conf"
}

lab_stream=/MediaInput/h264

serve_rtsp() { # serve_rtsp HOST [OPTIONS of rtsp_camera.py]
    serve "$1" env HOME="$lab_work" GST_REGISTRY="$lab_work/registry" "$lab_folder/rtsp_camera.py" "${@:2}"
}

watch() { # watch HOST URL SECONDS [FFMPEG-OPTIONS]: look at a stream and throw it away
    on "$1" timeout 60 ffmpeg -nostdin -v error -timeout 5000000 "${@:4}" -i "$2" -t "$3" -c copy -f null - </dev/null
}

watch_gst() { # watch_gst HOST SECONDS RTSPSRC-PROPERTIES...: the same with GStreamer
    on "$1" timeout -s INT "$2" env HOME="$lab_work" GST_REGISTRY="$lab_work/registry" \
        gst-launch-1.0 -q rtspsrc "${@:3}" ! fakesink </dev/null || [ $? = 124 ]
}

lab_with_user() { # lab_with_user USER PASSWORD: a login of the hosts' own, in $lab_work/{passwd,shadow}
    { cat /etc/passwd && echo "$1:x:5000:5000::$lab_work/home:/bin/sh"; } >"$lab_work/passwd"
    { cat /etc/shadow && echo "$1:$(openssl passwd -6 "$2"):19000::::::"; } >"$lab_work/shadow"
    chmod 600 "$lab_work/shadow"
    mkdir -p "$lab_work/home"
    chown 5000:5000 "$lab_work/home"
}

serve_vsftpd() { # serve_vsftpd HOST USER PASSWORD [CONFIGURATION-LINE...]: files in $lab_work/home
    lab_with_user "$2" "$3"
    mkdir -p "$lab_work/empty"
    cat >"$lab_work/vsftpd.conf" <<END
listen=YES
background=NO
anonymous_enable=NO
local_enable=YES
write_enable=YES
local_root=$lab_work/home
secure_chroot_dir=$lab_work/empty
seccomp_sandbox=NO
pam_service_name=vsftpd
xferlog_enable=NO
pasv_min_port=40000
pasv_max_port=40100
END
    printf '%s\n' "${@:4}" >>"$lab_work/vsftpd.conf"
    # "ip netns exec" gives every server its own mounts: the login exists in this server's view of the files only
    # shellcheck disable=SC2016 # for the inner shell
    serve "$1" sh -c 'mount --bind "$1/passwd" /etc/passwd && mount --bind "$1/shadow" /etc/shadow &&
        exec vsftpd "$1/vsftpd.conf"' sh "$lab_work"
}

serve_smtpd() { # serve_smtpd HOST LISTEN-LINE...: OpenSMTPD that takes mail from anybody and sends none
    {
        [ ! -e "$lab_work/key.pem" ] || printf 'pki mail %s\n' "cert \"$lab_work/cert.pem\"" "key \"$lab_work/key.pem\""
        printf 'listen on %s\n' "${@:2}"
        echo 'action "out" relay host "smtp://127.0.0.1:9"'
        echo 'match from any for any action "out"'
    } >"$lab_work/smtpd.conf"
    echo "nameserver 127.0.0.1" >"$lab_work/resolv.conf" # nobody there: an answer at once
    # shellcheck disable=SC2016 # for the inner shell
    serve "$1" sh -c 'mount -t tmpfs -o mode=755 none /run && mount -t tmpfs none /var/spool && mkdir -m 711 /var/spool/smtpd &&
        mount --bind "$1/resolv.conf" /etc/resolv.conf && exec smtpd -d -f "$1/smtpd.conf"' sh "$lab_work"
}

serve_dovecot() { # serve_dovecot HOST USER PASSWORD <<configuration: logins and TLS (Debian's OpenSMTPD cannot: see README)
    [ -e "$lab_work/key.pem" ] || make_certificate mail.example
    echo "$2:$(openssl passwd -6 "$3"):5000:5000::$lab_work/home" >"$lab_work/mail-users"
    mkdir -p "$lab_work/home" "$lab_work/dovecot"
    chown 5000:5000 "$lab_work/home"
    {
        cat <<END
base_dir = $lab_work/dovecot
log_path = /dev/stderr
mail_location = maildir:~/mail
first_valid_uid = 5000
passdb {
  driver = passwd-file
  args = $lab_work/mail-users
}
userdb {
  driver = passwd-file
  args = $lab_work/mail-users
}
auth_mechanisms = plain login
ssl_cert = <$lab_work/cert.pem
ssl_key = <$lab_work/key.pem
hostname = mail.example
submission_relay_host = 127.0.0.1
submission_relay_port = 10025
submission_relay_trusted = yes
END
        cat
    } >"$lab_work/dovecot.conf"
    serve "$1" dovecot -F -c "$lab_work/dovecot.conf"
}

serve_mail() { # serve_mail HOST USER PASSWORD PORT clear|starttls|implicit-tls: Dovecot takes the mail, OpenSMTPD behind it carries it
    local ssl=required clear_refused=yes implicit=no
    case $5 in
    clear) ssl=no clear_refused=no ;;
    implicit-tls) implicit=yes ;;
    esac
    serve_smtpd "$1" "lo port 10025"
    wait_tcp "$1" 10025
    serve_dovecot "$1" "$2" "$3" <<END
protocols = submission
ssl = $ssl
disable_plaintext_auth = $clear_refused
service submission-login {
  inet_listener submission {
    port = $4
    ssl = $implicit
  }
}
END
    wait_tcp "$1" "$4"
}

serve_snmpd() { # serve_snmpd HOST CONFIGURATION-LINE...: an agent on UDP 161
    {
        echo "agentAddress udp:161"
        echo "sysDescr WV-S1136 Network Camera"
        echo "sysName camera"
        printf '%s\n' "${@:2}"
    } >"$lab_work/snmpd.conf"
    serve "$1" snmpd -f -Lo -C -c "$lab_work/snmpd.conf" -p "$lab_work/snmpd.pid"
    wait_udp "$1" 161
}

serve_gateway() { # serve_gateway [CONFIGURATION-LINE...]: the router maps ports for whoever asks (miniupnpd, nftables)
    on router ip link add wan0 type veth peer name wan1
    on router ip address add 11.0.0.1/24 dev wan0 # must look public (documentation addresses are refused); goes nowhere
    on router ip link set wan0 up
    on router ip link set wan1 up
    on router ip route add default via 11.0.0.254
    on router sysctl -qw net.ipv4.ip_forward=1
    on router nft -f - <<END
table inet filter {
    chain miniupnpd { }
    chain prerouting_miniupnpd { }
    chain postrouting_miniupnpd { }
    chain forward { type filter hook forward priority 0; jump miniupnpd; }
    chain prerouting { type nat hook prerouting priority -100; jump prerouting_miniupnpd; }
    chain postrouting { type nat hook postrouting priority 100; jump postrouting_miniupnpd; }
}
END
    {
        echo "ext_ifname=wan0"
        echo "listening_ip=$(address router)/24"
        echo "http_port=5000"
        echo "ipv6_disable=yes"
        echo "notify_interval=900"
        [[ "$*" == *secure_mode=* ]] || echo "secure_mode=yes"
        echo "enable_natpmp=yes"
        echo "uuid=3c9a2c4e-0f5b-4f0e-8d0a-1c5a5e100001"
        echo "system_uptime=yes"
        printf '%s\n' "$@" # the first rule that fits decides
        echo "allow 1-65535 192.168.10.0/24 1-65535"
    } >"$lab_work/miniupnpd.conf"
    serve router miniupnpd -d -f "$lab_work/miniupnpd.conf" -P "$lab_work/miniupnpd.pid"
    wait_tcp router 5000
    wait_udp router 5351
}

mail_alarm() { # mail_alarm HOST SERVER [SWAKS-OPTIONS]: the camera mails a picture
    make_jpeg "$lab_work/alarm.jpg"
    client "$1" swaks --server "$(address "$2")" --helo camera.example --from camera@example.org --to guard@example.org \
        --h-Subject Alarm --h-X-Mailer camera --body "Motion detected" --attach "@$lab_work/alarm.jpg" "${@:3}"
}

make_jpeg() { ffmpeg -nostdin -v error -f lavfi -i testsrc=size=320x240:rate=1 -frames:v 1 -f mjpeg -y "$1"; }

make_mp4() {
    ffmpeg -nostdin -v error -f lavfi -i testsrc=size=320x240:rate=5 -t 4 -c:v libx264 -preset veryfast -b:v 64k \
        -pix_fmt yuv420p -f mp4 -y "$1"
}

serve_nginx() { # serve_nginx HOST <<server-blocks
    {
        echo "daemon off; user www-data; pid $lab_work/nginx.pid; error_log stderr;"
        echo "events { worker_connections 64; }"
        echo "http { access_log off; default_type text/html; client_body_temp_path $lab_work/nginx-body;"
        echo "proxy_temp_path $lab_work/nginx-p; fastcgi_temp_path $lab_work/nginx-f; uwsgi_temp_path $lab_work/nginx-u; scgi_temp_path $lab_work/nginx-s;"
        cat
        echo "}"
    } >"$lab_work/nginx.conf"
    serve "$1" nginx -e stderr -c "$lab_work/nginx.conf"
}
