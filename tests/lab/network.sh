# shellcheck shell=bash
# What a network gives its hosts, and what they say of themselves there: time, names, addresses. Read by lib.sh.

# --- time ---

serve_chronyd() { # serve_chronyd HOST CONFIGURATION-LINE...: the clock of this machine stays as it is (-x)
    printf '%s\n' "cmdport 0" "bindcmdaddress /" "pidfile $lab_work/chronyd-$1.pid" "${@:2}" \
        >"$lab_work/chronyd-$1.conf"
    serve "$1" chronyd -x -d -u root -f "$lab_work/chronyd-$1.conf"
}

ask_time() { # ask_time HOST SERVER: a few questions, and the clock stays as it is
    client "$1" chronyd -Q -t 20 -u root "server $2 iburst" "cmdport 0" "bindcmdaddress /" "pidfile $lab_work/ask.pid"
}

# chrony fills in random times when it asks; simpler clients tell their clock.
tell_time() { # tell_time HOST SERVER [faketime OPTIONS]: one question by SNTP
    client "$1" "${@:3}" /usr/bin/python3 -c 'import ntplib, sys; ntplib.NTPClient().request(sys.argv[1], version=4)' "$2"
}

# --- names and addresses ---

serve_dnsmasq() { # serve_dnsmasq HOST [OPTION...]: names under example.org, and nobody to ask for others
    serve "$1" dnsmasq --keep-in-foreground --log-facility=- --user=root --group=root --conf-file=/dev/null \
        --no-resolv --no-hosts --pid-file="$lab_work/dnsmasq-$1.pid" --dhcp-leasefile="$lab_work/leases" \
        --local=/example/ --address=/example.org/198.51.100.7 --address=/example.org/2001:db8::7 "${@:2}"
    wait_udp "$1" 53
}

use_dns() { # use_dns HOST ADDRESS: what the host's C library asks
    echo "nameserver $2" >"/etc/netns/lab-$1/resolv.conf"
}

# --- what a camera says of itself ---

serve_avahi() { # serve_avahi HOST NAME SERVICE PORT [KEY=VALUE...]: announces one service by multicast DNS
    local text=$lab_work/avahi-services/camera.service value
    mkdir -p "$lab_work/avahi-services" "$lab_work/avahi-run"
    chown avahi "$lab_work/avahi-run"
    printf '%s\n' "[server]" "host-name=${2,,}" "use-ipv6=no" "enable-dbus=no" "[publish]" "publish-workstation=no" \
        >"$lab_work/avahi.conf"
    {
        echo '<?xml version="1.0"?><!DOCTYPE service-group SYSTEM "avahi-service.dtd">'
        echo "<service-group><name>$2</name><service><type>$3</type><port>$4</port>"
        for value in "${@:5}"; do echo "<txt-record>$value</txt-record>"; done
        echo "</service></service-group>"
    } >"$text"
    # shellcheck disable=SC2016 # for the inner shell
    serve "$1" sh -c 'mount --bind "$1/avahi-services" /etc/avahi/services &&
        mkdir -p /run/avahi-daemon && mount --bind "$1/avahi-run" /run/avahi-daemon &&
        exec avahi-daemon --no-chroot --file "$1/avahi.conf"' sh "$lab_work"
}

# --- logs ---

serve_rsyslog() { # serve_rsyslog HOST: takes logs by UDP and TCP
    cat >"$lab_work/rsyslog.conf" <<END
global(workDirectory="$lab_work")
module(load="imudp")
module(load="imtcp")
input(type="imudp" port="514")
input(type="imtcp" port="514")
action(type="omfile" file="$lab_work/received.log")
END
    serve "$1" rsyslogd -n -i "$lab_work/rsyslogd.pid" -f "$lab_work/rsyslog.conf"
}

send_log() { # send_log HOST SERVER [LOGGER-OPTIONS]: what a camera's log has to tell
    local line
    for line in "operator logged in" "login of guest rejected" "settings changed by operator"; do
        client "$1" logger --server "$2" --port 514 --priority auth.notice --tag camera "${@:3}" "$line"
    done
}
