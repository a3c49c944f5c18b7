#!/bin/bash
# The live sources lose nothing unsaid when the sensor is stopped under load, and never send:
# live_source.sh SOURCE BUILD
set -u
bench=$2/bench_live_source
# shellcheck source=../support/cable.sh source-path=SCRIPTDIR
. "$(dirname "$0")/../support/cable.sh"
need tcpdump python3 jq
lay_cable
failed=0

# Waits until a file has that in it.
await() {
    for _ in $(seq 100); do
        grep -q "$1" "$2" && return
        sleep 0.1
    done
}

# Sends UDP for so many seconds, as fast as it can, and prints how many frames those were.
cat > "$work/send.py" << 'END'
import socket, sys, time
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("far", 0))
payload = 1400
frames = [bytes.fromhex("0200000000050200000000090800") + bytes([0x45, 0]) + (28 + payload).to_bytes(2, "big") +
          bytes.fromhex("0000000040110000c0000209c0000205") + (40000 + i).to_bytes(2, "big") +
          bytes.fromhex("1388") + (8 + payload).to_bytes(2, "big") + bytes(2 + payload) for i in range(8)]
sent, end = 0, time.monotonic() + float(sys.argv[1])
while time.monotonic() < end:
    for frame in frames:
        s.send(frame)
    sent += len(frames)
print(sent)
END

ip netns exec "$far" tcpdump -n -i far -Q in -w "$work/heard.pcap" 2> "$work/tcpdump.log" &
watcher=$!
await listening "$work/tcpdump.log"

# What the cable itself could not take is no loss of the sensor's.
cable() {
    ip -n "$far" -s -j link show far | jq '.[0].stats64.tx.dropped'
}

for source in af_packet af_xdp pcap; do
    before=$(cable)
    ip netns exec "$span" "$bench" "$source" span 60 > "$work/$source.json" 2> "$work/said" &
    counter=$!
    await listening "$work/said"
    ip netns exec "$far" python3 "$work/send.py" 4 > "$work/sent" &
    sender=$!
    sleep 1
    kill -STOP "$counter"
    sleep 2
    kill -CONT "$counter"
    wait "$sender"
    kill -TERM "$counter"
    wait "$counter"
    sent=$(($(cat "$work/sent") + before - $(cable)))
    jq -e --argjson sent "$sent" '.received + .ring_full + .kernel_drops == $sent and .frames == .received and .ring_full > 0' \
        "$work/$source.json" > /dev/null || {
        echo "FAILED $source: $sent frames were sent, and it says $(cat "$work/$source.json")"
        failed=1
    }
done

sleep 0.3
kill -INT "$watcher"
wait "$watcher"
grep -q '^0 packets captured' "$work/tcpdump.log" || {
    echo "FAILED: the sensor's side sent:"
    tcpdump -n -r "$work/heard.pcap" 2>/dev/null | head
    cat "$work/tcpdump.log"
    failed=1
}
exit $failed
