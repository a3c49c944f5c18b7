# shellcheck shell=bash
# The servers and clients that several recordings need: real programs, configured in $lab_work. Read by lib.sh.

# --- files ---

make_certificate() { # make_certificate NAME: $lab_work/cert.pem, key.pem, and both.pem
    openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj "/CN=$1" \
        -keyout "$lab_work/key.pem" -out "$lab_work/cert.pem" 2>/dev/null
    cat "$lab_work/key.pem" "$lab_work/cert.pem" >"$lab_work/both.pem"
}

# The same, but issued by the site's own authority: issue_certificate NAME [KEY [OPTION-OF-openssl-ca...]], KEY as
# "openssl genpkey" wants it
issue_certificate() {
    local ca=$lab_work/ca
    mkdir -p "$ca"
    : >"$ca/index"
    printf '%s\n' '[ca]' 'default_ca=site' '[site]' "database=$ca/index" "new_certs_dir=$ca" 'rand_serial=yes' \
        'default_md=sha256' 'policy=any' '[any]' 'commonName=supplied' '[req]' 'distinguished_name=dn' '[dn]' >"$ca/cnf"
    [ -e "$ca/key.pem" ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
        -subj "/CN=Lab Site CA" -keyout "$ca/key.pem" -out "$ca/cert.pem" 2>/dev/null
    # shellcheck disable=SC2086 # several words
    openssl genpkey ${2:--algorithm EC -pkeyopt ec_paramgen_curve:P-256} -out "$lab_work/key.pem" 2>/dev/null
    openssl req -new -config "$ca/cnf" -subj "/CN=$1" -key "$lab_work/key.pem" -out "$ca/request" 2>/dev/null
    openssl ca -batch -notext -config "$ca/cnf" -cert "$ca/cert.pem" -keyfile "$ca/key.pem" -days 365 "${@:3}" \
        -in "$ca/request" -out "$lab_work/cert.pem" 2>/dev/null
    cat "$lab_work/key.pem" "$lab_work/cert.pem" >"$lab_work/both.pem"
}

serve_https() { # serve_https HOST [NGINX-SETTING...]: that certificate, and nothing on port 80
    serve_nginx "$1" <<END
server {
    listen 443 ssl; ssl_certificate $lab_work/cert.pem; ssl_certificate_key $lab_work/key.pem;
    ssl_protocols TLSv1.2; $lab_pages ${*:2}
}
END
}

make_jpeg() { # make_jpeg FILE
    ffmpeg -nostdin -v error -f lavfi -i testsrc=size=320x240:rate=1 -frames:v 1 -f mjpeg -y "$1"
}

make_mp4() { # make_mp4 FILE
    ffmpeg -nostdin -v error -f lavfi -i testsrc=size=320x240:rate=5 -t 4 -c:v libx264 -preset veryfast -b:v 64k \
        -pix_fmt yuv420p -f mp4 -y "$1"
}

# --- web ---

make_site() { # what a camera's web server has to show: $lab_work/site, and $lab_pages for nginx
    lab_pages="root $lab_work/site; location = /SnapshotJPEG { default_type image/jpeg; }"
    mkdir -p "$lab_work/site/live" "$lab_work/site/admin" "$lab_work/site/cgi-bin"
    echo '<html><head><title>WV-S1136 Network Camera</title></head><body>Live</body></html>' |
        tee "$lab_work/site/index.html" "$lab_work/site/admin/index.html" >"$lab_work/site/live/index.html"
    printf 'NAME=WV-S1136\r\nVERSION=1.20\r\nSERIAL=ABC00001\r\naEnable=off\r\n' >"$lab_work/site/cgi-bin/getinfo"
    make_jpeg "$lab_work/site/SnapshotJPEG"
}

serve_nginx() { # serve_nginx HOST <<server-blocks
    local kind
    {
        echo "daemon off; user www-data; pid $lab_work/nginx.pid; error_log stderr;"
        echo "events { worker_connections 64; }"
        echo "http { access_log off; default_type text/html; client_body_temp_path $lab_work/nginx-body;"
        for kind in proxy fastcgi uwsgi scgi; do echo "${kind}_temp_path $lab_work/nginx-$kind;"; done
        cat
        echo "}"
    } >"$lab_work/nginx.conf"
    serve "$1" nginx -e stderr -c "$lab_work/nginx.conf"
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
auth.require = ("/" =>
    ("method" => "digest", "algorithm" => "$algorithm", "realm" => "$realm", "require" => "valid-user"))
\$HTTP["url"] =~ "^/SnapshotJPEG" { mimetype.assign = ("" => "image/jpeg") }
mimetype.assign = ("" => "text/html")
END
    # shellcheck disable=SC2016 # lighttpd's variable
    [ "$lab_ipv6" = 0 ] || echo '$SERVER["socket"] == "[::]:80" { }' >>"$lab_work/lighttpd.conf"
    serve "$1" lighttpd -D -f "$lab_work/lighttpd.conf"
}

fetch() { # fetch HOST [CURL-OPTIONS] URL
    client "$1" curl -sS -o /dev/null "${@:2}"
}

# --- RTSP ---

lab_stream=/MediaInput/h264

serve_rtsp() { # serve_rtsp HOST [OPTIONS of rtsp_camera.py]
    serve "$1" env HOME="$lab_work" GST_REGISTRY="$lab_work/registry" "$lab_folder/rtsp_camera.py" "${@:2}"
}

watch() { # watch HOST URL SECONDS [FFMPEG-OPTIONS]: look at a stream and throw it away
    on "$1" timeout $(($3 + 50)) ffmpeg -nostdin -v error -timeout 5000000 "${@:4}" -i "$2" -t "$3" -c copy -f null - </dev/null
}

watch_gst() { # watch_gst HOST SECONDS RTSPSRC-PROPERTIES...: the same with GStreamer
    on "$1" timeout -s INT "$2" env HOME="$lab_work" GST_REGISTRY="$lab_work/registry" \
        gst-launch-1.0 -q rtspsrc "${@:3}" ! fakesink </dev/null || [ $? = 124 ]
}

# --- FTP ---

lab_with_user() { # lab_with_user USER PASSWORD: passwd and shadow in $lab_work, with a login of the hosts' own
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
chroot_local_user=YES
allow_writeable_chroot=YES
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

# --- mail ---

serve_smtpd() { # serve_smtpd HOST LISTEN-LINE...: OpenSMTPD that takes mail from anybody and sends none
    {
        [ ! -e "$lab_work/key.pem" ] || printf 'pki mail %s\n' "cert \"$lab_work/cert.pem\"" "key \"$lab_work/key.pem\""
        printf 'listen on %s\n' "${@:2}"
        echo 'action "out" relay host "smtp://127.0.0.1:9"'
        echo 'match from any for any action "out"'
    } >"$lab_work/smtpd.conf"
    # shellcheck disable=SC2016 # for the inner shell
    serve "$1" sh -c 'mount -t tmpfs -o mode=755 none /run &&
        mount -t tmpfs none /var/spool && mkdir -m 711 /var/spool/smtpd &&
        exec smtpd -d -f "$1/smtpd.conf"' sh "$lab_work"
}

# Debian's OpenSMTPD takes no logins without TLS, and its TLS fails on OpenSSL 3; Dovecot does both.
serve_dovecot() { # serve_dovecot HOST USER PASSWORD <<configuration
    make_certificate mail.example
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

# Dovecot takes the mail, OpenSMTPD behind it carries it.
serve_mail() { # serve_mail HOST USER PASSWORD PORT clear|starttls|implicit-tls
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

mail_alarm() { # mail_alarm HOST SERVER [SWAKS-OPTIONS]: the camera mails a picture
    make_jpeg "$lab_work/alarm.jpg"
    client "$1" swaks --server "$(address "$2")" --helo camera.example \
        --from camera@example.org --to guard@example.org --h-Subject Alarm --h-X-Mailer camera \
        --body "Motion detected" --attach "@$lab_work/alarm.jpg" "${@:3}"
}

# --- SNMP ---

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

# --- a router that opens ports ---

serve_gateway() { # serve_gateway [CONFIGURATION-LINE...]: the router maps ports for whoever asks (miniupnpd)
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
    cat >"$lab_work/miniupnpd.conf" <<END
ext_ifname=wan0
listening_ip=$(address router)/24
http_port=5000
ipv6_disable=yes
notify_interval=900
enable_natpmp=yes
uuid=3c9a2c4e-0f5b-4f0e-8d0a-1c5a5e100001
system_uptime=yes
END
    printf '%s\n' "$@" >>"$lab_work/miniupnpd.conf" # the first rule that fits decides
    echo "allow 1-65535 192.168.10.0/24 1-65535" >>"$lab_work/miniupnpd.conf"
    serve router miniupnpd -d -f "$lab_work/miniupnpd.conf" -P "$lab_work/miniupnpd.pid"
    wait_tcp router 5000
    wait_udp router 5351
}

# --- Easy IP ---

easyip="$lab_folder/easyip_emulator.py"

serve_easyip() { # serve_easyip HOST [OPTIONS of the camera]
    serve "$1" "$easyip" camera "${@:2}"
    wait_udp "$1" 10670
}

too_long_to_hear() { # too_long_to_hear MINUTES: not heard live, unless LAB_LONG=1
    [ "$lab_live" = 0 ] || [ "${LAB_LONG:-0}" = 1 ] || { echo "$lab_name: SKIPPED: takes $1 minutes"; exit 77; }
}

write_easyip() { # write_easyip SCENARIO: a capture with invented times instead of a recording
    [ "$lab_live" = 0 ] || { echo "$lab_name: SKIPPED: written, half an hour of it: nothing to hear"; exit 77; }
    "$easyip" write "$1" "$lab_work/$lab_name.pcap"
    lab_recorded=$lab_work/$lab_name.pcap
}

# --- ONVIF ---

# onvif HOST CALL [WHAT-STANDS-IN-IT]: asks the camera, as "viewer", with a token of WS-Security
onvif() {
    local nonce created digest token name=http://www.onvif.org/ver10/device/wsdl
    local wss=http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss
    [ "$2" != GetProfiles ] || name=http://www.onvif.org/ver10/media/wsdl
    nonce=$(openssl rand -base64 16)
    created=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    digest=$({ base64 -d <<<"$nonce" && printf %s "${created}Canary-Onvif-4M"; } | openssl dgst -sha1 -binary | base64)
    token="<Username>viewer</Username><Password Type=\"$wss-username-token-profile-1.0#PasswordDigest\">$digest</Password>"
    token+="<Nonce>$nonce</Nonce><Created xmlns=\"$wss-wssecurity-utility-1.0.xsd\">$created</Created>"
    fetch "$1" -H "Content-Type: application/soap+xml; charset=utf-8" \
        --data-binary "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Header><Security
xmlns=\"$wss-wssecurity-secext-1.0.xsd\"><UsernameToken>$token</UsernameToken></Security></s:Header><s:Body><$2
xmlns=\"$name\">${3:-}</$2></s:Body></s:Envelope>" "http://$(address camera)/onvif/device_service"
}
