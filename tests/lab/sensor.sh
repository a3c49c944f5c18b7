# shellcheck shell=bash
# With LAB_LIVE=1 a scenario is not recorded for pcaps/ but heard live: the recorded port is mirrored to a cable, at whose other
# end `camwarden sensor` listens, and tcpdump beside it. Read by lib.sh.
#
# LAB_CAMWARDEN   the program; build/dev/camwarden otherwise
# LAB_SENSOR      more options for it, such as "--capture af_xdp"
#
#   span_add            the cable; nothing is mirrored yet
#   live_begin          tcpdump, Redis, the sensor, and then the mirror: both hear the same frames from the first on
#   live_end            the mirror ends, then they; what was said is compared
#   alerted ITEM REASON whether the sensor has opened such an alert (Redis)
#   shunts N            whether the kernel keeps N packets at least to itself
#   delay_of ITEM REASON SINCE SECONDS    waits for it and prints how long it took

lab_live=${LAB_LIVE:-0}
lab_camwarden=${LAB_CAMWARDEN:-$lab_folder/../../build/dev/camwarden}
read -ra lab_sensor_options <<<"${LAB_SENSOR:-}"
lab_watchers=()
lab_redis=
lab_result=

span_add() {
    lab_hosts+=(sensor)
    ip netns add lab-sensor
    on sensor sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
    ip -n lab-switch link add span type veth peer name span netns lab-sensor
    local end
    for end in switch sensor; do
        on "$end" ethtool -K span tx off rx off tso off gso off gro off >/dev/null
        ip -n "lab-$end" link set span arp off up
    done
    ip netns exec lab-switch tc qdisc add dev "$lab_port" clsact
}

mirror() { # mirror add|delete: each frame crosses the port once, in one of the two directions
    local way
    for way in ingress egress; do
        if [ "$1" = delete ]; then
            on switch tc filter delete dev "$lab_port" "$way"
        else # u32 with nothing to match is matchall, which fewer kernels have
            on switch tc filter add dev "$lab_port" "$way" u32 match u32 0 0 action mirred egress mirror dev span
        fi
    done
}

watch_span() { # watch_span HOST DIRECTION NAME: tcpdump at one end of the cable, into $lab_work/NAME.pcap
    ip netns exec "lab-$1" tcpdump -n -U -s 0 -B 65536 --immediate-mode -Z root -i span -Q "$2" \
        -w "$lab_work/$3.pcap" 2>"$lab_work/$3.tcpdump" 9>&- &
    lab_watchers+=($!)
    wait_for 5 grep -q listening "$lab_work/$3.tcpdump"
}

frames_of() { # frames_of NAME: how many tcpdump wrote, which must have lost none itself
    grep -q '^0 packets dropped by kernel' "$lab_work/$1.tcpdump" || { cat "$lab_work/$1.tcpdump" >&2 && return 1; }
    sed -n 's/ packets* captured$//p' "$lab_work/$1.tcpdump"
}

start_sensor() {
    local policy
    policy=$(own_policy)
    mkdir -p "$lab_work/sensor"
    chown nobody "$lab_work/sensor" # it is nobody when it opens files again
    ip netns exec lab-sensor "$lab_camwarden" sensor -i span --user nobody --redis "unix:$lab_redis" --stats-every 1 \
        --eve "$lab_work/sensor/eve.jsonl" --control "$lab_work/sensor/control.sock" \
        ${policy:+--policy "$policy"} "${lab_sensor_options[@]}" \
        </dev/null >>"$lab_work/sensor.log" 2>&1 9>&- &
    lab_sensor=$!
    wait_for 20 grep -q 'listening on' "$lab_work/sensor.log"
}

live_begin() {
    lab_redis=$lab_work/redis.sock
    ip netns exec lab-sensor redis-server --port 0 --unixsocket "$lab_redis" --unixsocketperm 777 --save "" \
        --dir "$lab_work" </dev/null >"$lab_work/redis.log" 2>&1 9>&- &
    wait_for 10 redis-cli -s "$lab_redis" ping
    # af_xdp takes the frames before tcpdump on its own interface could see them
    case "${LAB_SENSOR:-}" in
    *af_xdp*) watch_span switch out span ;;
    *) watch_span sensor in span ;;
    esac
    watch_span switch in said
    start_sensor
    mirror add
    sleep 0.2
}

ask_sensor() { # ask_sensor COMMAND...
    "$lab_camwarden" ctl --control "$lab_work/sensor/control.sock" "$@"
}

live_end() {
    sleep 0.5
    mirror delete
    kill "$lab_sensor"
    wait_for 5 ended "$lab_sensor"
    wait "$lab_sensor"
    kill -INT "${lab_watchers[@]}"
    wait "${lab_watchers[@]}" || true
    lab_recorded=$lab_work/span.pcap
    live_compare
}

ended() { ! kill -0 "$1" || grep -q '^State:.*Z' "/proc/$1/status"; }

count_of() { # count_of WORDS: what the sensor said on its way out
    sed -n "s/^\([0-9]*\) packets $1.*/\1/p" "$lab_work/sensor.log" | tail -1
}

live_compare() {
    local frames said shunted
    frames=$(frames_of span)
    said=$(frames_of said)
    [ "$said" = 0 ] || { echo "$lab_name: the sensor's side sent $said frames" >&2; exit 1; }
    shunted=$(count_of shunted)
    [ $(($(count_of read) + shunted)) = "$frames" ] ||
        { echo "$lab_name: tcpdump saw $frames frames, the sensor: $(grep packets "$lab_work/sensor.log")" >&2; exit 1; }
    lab_result=$("$lab_folder/same_alerts.py" "$lab_camwarden" "$lab_recorded" "$lab_work/sensor/eve.jsonl" \
        "$lab_redis" "$(own_policy)") || { echo "$lab_name: $lab_result" >&2; exit 1; }
    lab_result="$frames frames, $shunted shunted, $lab_result"
}

live_keep() { # a scenario that passed; LAB_PCAPS keeps what was heard
    [ -z "${LAB_PCAPS:-}" ] || install -m 644 "$lab_recorded" "$LAB_PCAPS/$lab_name.pcap"
    echo "$lab_name: $lab_result"
}

# --- waiting for an alert ---

alerted() {
    redis-cli -s "$lab_redis" --raw LRANGE camwarden:alerts 0 -1 |
        jq -e -s --arg item "$1" --arg reason "$2" 'any(.[].alert.context;
            .event == "opened" and .guide.item == $item and .evidence.reason == $reason)' >/dev/null
}

shunts() {
    ask_sensor status | jq -e --argjson n "$1" '.packets.shunted >= $n or .capture.shunt == false' >/dev/null
}

delay_of() { # SINCE is a time as date +%s.%N gives it
    wait_for "$4" alerted "$1" "$2" || return 1
    jq -n --arg since "$3" --arg now "$(date +%s.%N)" '($now | tonumber) - ($since | tonumber) | . * 100 | round / 100'
}
