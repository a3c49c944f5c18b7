#!/usr/bin/env bash
# The live sensor's rate and cost beside tcpdump's, on the RTP of 20 cameras and seeded violations:
#   bench/live.sh [SECONDS=60] [TIMES=3] [BUILD=build/release]
# Prints one JSON line a run, then a table and which bars are met (status 1: not all). See README.md.
# RATE=PACKETS_A_SECOND holds the sender to a rate (default: as fast as it can); MODES names other
# modes; SENSOR_OPTIONS are added to the sensor's. FROZEN=SECONDS: each sensor's mode delivers to Redis,
# in turns to one that is stopped for so long in the middle of the run and to one that is not.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
times=${2:-3}
export BUILD=${3:-build/release}
modes=${MODES:-af_packet af_packet+shunt af_xdp+shunt tcpdump}
if [ -n "${FROZEN:-}" ]; then
    modes=$(printf '%s\n' ${MODES:-af_packet af_packet+shunt} | sed 's/.*/&,redis &,redis,frozen/' | tr '\n' ' ')
    command -v redis-server > /dev/null || { echo "redis-server is not installed" >&2; exit 2; }
fi
export FAR=bench-far-$$ SPAN=bench-span-$$
WORK=$(mktemp -d)
export WORK
chmod 755 "$WORK"
# shellcheck disable=SC2317 # called by the trap
cleanup() {
    for name in "$FAR" "$SPAN"; do
        ip netns pids "$name" 2>/dev/null | xargs -r kill 2>/dev/null || true
        ip netns del "$name" 2>/dev/null || true
    done
    rm -rf "$WORK"
}
trap cleanup EXIT
trap 'exit 130' INT TERM
give_up() {
    echo "$1" >&2
    exit 2
}
[ "$(id -u)" -eq 0 ] || give_up "needs root"
[ "$(nproc)" -ge 2 ] || give_up "needs two cores"
for program in ip taskset tcpdump tcpreplay python3; do
    command -v "$program" > /dev/null || give_up "$program is not installed (tools/install bench)"
done
for program in camwarden bench_rtp_sender; do
    [ -x "$BUILD/$program" ] || give_up "$BUILD/$program is not built"
done

ip netns add "$FAR"
ip netns add "$SPAN"
for name in "$FAR" "$SPAN"; do
    ip netns exec "$name" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
done
ip -n "$FAR" link add far type veth peer name span netns "$SPAN"
ip -n "$FAR" link set far arp off up
ip -n "$SPAN" link set span arp off up

# Seeds: every capture in which something is broken, but for those that take time to break it, which
# gaps of 2 ms leave too little of, and pcapng, which tcpreplay does not read.
for alerts in pcaps/*.alerts.jsonl; do
    capture=${alerts%.alerts.jsonl}.pcap
    case $capture in
    */easyip_unlimited*|*/easyip_set_late.pcap) continue ;;
    */accounts_*.pcap|*/address_twice.pcap|*/camera_factory.pcap) continue ;;
    */dot1x_refused_yet_in.pcap|*/ntp_no_time.pcap|*/ntp_wrong_clock.pcap) continue ;;
    esac
    [ ! -s "$alerts" ] || [ ! -e "$capture" ] || echo "$capture"
done > "$WORK/seeds"

# What must be said of all this: what a replay of the same captures says, and of the RTP's beginning.
ip netns exec "$SPAN" tcpdump -n -i span -c 20000 -w "$WORK/rtp.pcap" 2> "$WORK/tcpdump.log" &
watcher=$!
until grep -q 'listening on' "$WORK/tcpdump.log"; do
    sleep 0.1
done
ip netns exec "$FAR" "$BUILD/bench_rtp_sender" far 2 --rate 20000 > /dev/null
wait "$watcher"
xargs "$BUILD/camwarden" replay --quiet --eve "$WORK/expected.json" "$WORK/rtp.pcap" < "$WORK/seeds"
rm "$WORK/rtp.pcap"

for ((turn = 0; turn < times; turn++)); do
    for mode in $modes; do
        python3 bench/live_run.py "$mode" "$seconds" | tee -a "$WORK/runs"
    done
done
python3 bench/live_table.py < "$WORK/runs"
