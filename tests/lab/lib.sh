# shellcheck shell=bash
# What every recording shares: hosts on a switch, servers that are stopped again, one capture file.
#
#   . "$(dirname "$0")/../lib.sh"
#   lab_begin NAME HOST...      the hosts that take part; the first one is the camera, its switch port is recorded
#   serve HOST COMMAND...       a server, in the background
#   wait_tcp HOST PORT          until it listens
#   record_begin                tcpdump on the camera's switch port
#   client HOST COMMAND...      a client
#   record_end
#   expect DISPLAY-FILTER       what must be in it (tshark)
#
# servers.sh, network.sh and dot1x.sh have the servers and clients that several scripts need. With LAB_LIVE=1 nothing is recorded: a live sensor
# listens instead (sensor.sh), and what it says is compared with a replay of the same frames.
# A script that ends well leaves pcaps/NAME.pcap. Everything else is taken down, however it ends.

set -euo pipefail

# the recording machine's own name stays out of the captures
[ -n "${LAB_OWN_NAME:-}" ] || LAB_OWN_NAME=1 exec unshare --uts "$0" "$@"
hostname lab.example

lab_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
lab_pcaps=${LAB_PCAPS:-$lab_folder/../../pcaps}
lab_subnet=192.168.10

declare -A lab_mac=(
    [camera]=d4:2d:c5:10:00:20 [camera2]=bc:c3:42:10:00:99
    [nvr]=02:00:5e:10:00:05 [server]=02:00:5e:10:00:06 [office]=02:00:5e:10:00:50 [router]=02:00:5e:10:00:01
)
declare -A lab_address=(
    [camera]=$lab_subnet.20 [camera2]=$lab_subnet.99
    [nvr]=$lab_subnet.5 [server]=$lab_subnet.6 [office]=$lab_subnet.50 [router]=$lab_subnet.1
)
lab_ipv6=0       # a script may set 1 before lab_begin,
lab_format=pcap  # and pcapng
lab_hosts=()
lab_work=
lab_recorder=
lab_recorded=

# What the scenario's alerts are held against, if that is not the guide alone: the tests find it beside the capture.
own_policy() { [ ! -e "$lab_folder/../../pcaps/$lab_name.policy.yaml" ] || echo "$lab_folder/../../pcaps/$lab_name.policy.yaml"; }
address() { echo "${lab_address[$1]}"; }
mac() { echo "${lab_mac[$1]}"; }

# Scenarios of one kind have one camera, so that all captures together show a small network and not one
# camera that does everything: lab_camera NAME sets the camera's number, 31 to 51.
lab_camera() {
    local n
    case $1 in
    http_basic* | http_noauth | http_keepalive | http_guessing | http_same_password | http_form*) n=31 ;;
    http_digest* | http_ipv6 | http_session*) n=32 ;;
    http_redirect_only | https_*) n=33 ;;
    rtsp_basic* | rtsp_noauth) n=34 ;;
    rtsp_digest* | rtsp_audio | rtsp_jpeg) n=35 ;;
    rtsp* | srtp*) n=36 ;;
    ftp_server*) n=37 ;;
    ftp_client*) n=38 ;;
    smtp_starttls | smtp_ssl465) n=40 ;;
    smtp* | pop3*) n=39 ;;
    snmp_v3*) n=42 ;;
    snmp*) n=41 ;;
    upnp* | natpmp* | pcp*) n=43 ;;
    easyip_unlimited* | easyip_set_late | easyip_no_admin) n=44 ;;
    easyip*) n=45 ;;
    firmware*) n=47 ;;
    accounts*) n=48 ;;
    address* | dns* | dhcp* | ipv6*) n=49 ;;
    dot1x* | radius*) n=51 ;;
    log* | ssh* | telnet* | ports*) n=52 ;;
    camera_hardened) n=53 ;;
    camera_factory) n=54 ;;
    *) n=46 ;;
    esac
    lab_mac[camera]=d4:2d:c5:10:00:$n
    lab_address[camera]=$lab_subnet.$n
    LAB_CAMERA_MAC=${lab_mac[camera]}
    LAB_CAMERA_ADDRESS=${lab_address[camera]}
    export LAB_CAMERA_MAC LAB_CAMERA_ADDRESS
}

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
    lab_camera "$lab_name"
    [ "$(id -u)" = 0 ] || { echo "recording needs root" >&2; exit 1; }
    exec 9>/run/camwarden-lab.lock
    flock 9 # one recording at a time: the host names are fixed
    lab_work=$(mktemp -d /tmp/camwarden-lab.XXXXXX)
    chmod 755 "$lab_work"
    trap lab_end EXIT
    trap 'exit 1' INT TERM HUP
    lab_forget_hosts switch sensor "${!lab_mac[@]}"
    ip netns add lab-switch
    on switch sysctl -qw net.ipv6.conf.all.disable_ipv6=1
    on switch ip link add br0 type bridge forward_delay 0 mcast_snooping 0
    on switch ip link set br0 up
    local host
    for host in "$@"; do
        lab_add_host "$host"
    done
    lab_port=$1
    [ "$lab_live" = 0 ] || span_add
    export SNMP_PERSISTENT_DIR=$lab_work/snmp MIBS="" # net-snmp: no state kept, no names of OIDs needed
}

lab_add_host() {
    local host=$1 ns=lab-$1
    lab_hosts+=("$host")
    ip netns add "$ns"
    lab_name_hosts "/etc/netns/$ns" # where "ip netns exec" looks for a namespace's own /etc files
    on "$host" sysctl -qw net.ipv6.conf.all.disable_ipv6=$((1 - lab_ipv6)) \
        net.ipv6.conf.default.disable_ipv6=$((1 - lab_ipv6))
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

lab_name_hosts() { # names without any DNS: a resolver that is not there answers at once
    local host
    mkdir -p "$1"
    echo "nameserver 127.0.0.1" >"$1/resolv.conf"
    echo "127.0.0.1 localhost lab.example" >"$1/hosts"
    for host in "${!lab_address[@]}"; do
        echo "${lab_address[$host]} $host.example $host" >>"$1/hosts"
    done
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
        rm -rf "/etc/netns/lab-$host"
    done
}

lab_end() {
    local status=$?
    trap - EXIT
    set +e # what follows happens in any case
    case $status in
    0) lab_keep ;;
    77) ;;
    *) lab_show_logs ;;
    esac
    lab_forget_hosts "${lab_hosts[@]}" switch
    rm -rf "$lab_work"
    [ "$status" = 0 ] || [ "$status" = 77 ] || echo "$lab_name: failed" >&2
    exit "$status"
}

lab_show_logs() {
    local log
    for log in "$lab_work"/*.log; do
        [ ! -s "$log" ] || { echo "== $log" && tail -20 "$log"; } >&2
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
has_address() { on "$1" ip -o address show -tentative | grep -q " $2"; } # has_address HOST BEGINNING
wait_udp() { wait_for 15 listens "$1" -u "$2"; }

# --- the recording ---

record_begin() {
    if [ "$lab_live" = 1 ]; then
        live_begin
        return
    fi
    ip netns exec lab-switch tcpdump -n -U -s 0 --immediate-mode -Z root -i "$lab_port" \
        -w "$lab_work/$lab_name.pcap" 2>"$lab_work/tcpdump.log" 9>&- &
    lab_recorder=$!
    wait_for 5 grep -q listening "$lab_work/tcpdump.log"
    sleep 0.2
}

record_end() {
    if [ "$lab_live" = 1 ]; then
        live_end
        return
    fi
    sleep 0.5
    kill "$lab_recorder"
    wait "$lab_recorder" || true
    lab_recorded=$lab_work/$lab_name.$lab_format
    [ "$lab_format" = pcap ] || editcap -F "$lab_format" "$lab_work/$lab_name.pcap" "$lab_recorded"
}

expect() { # expect DISPLAY-FILTER: the recording shows what it is for
    [ -n "$(tshark -r "$lab_recorded" -Y "$1" 2>/dev/null)" ] ||
        { echo "$lab_name: nothing recorded with: $1" >&2; exit 1; }
}

lab_keep() {
    if [ "$lab_live" = 1 ]; then
        live_keep
        return
    fi
    local kept=$lab_pcaps/${lab_recorded##*/}
    install -m 644 "$lab_recorded" "$kept"
    echo "${kept##*/}: $(capinfos -Tcr "$kept" | cut -f2) frames, $(stat -c %s "$kept") bytes"
}

. "$lab_folder/servers.sh"
. "$lab_folder/network.sh"
. "$lab_folder/dot1x.sh"
. "$lab_folder/sensor.sh"
