#!/bin/bash
# The unit lends the sensor enough to open what it listens with, and nothing that it could do
# without: unit_capabilities.sh SOURCE BUILD
set -u
bench=$2/bench_live_source
unit=$2/systemd/camwarden.service
work=$(mktemp -d)
far=caps-far-$$
span=caps-span-$$
# shellcheck disable=SC2317 # called by the trap
cleanup() {
    ip netns del "$far" 2>/dev/null
    ip netns del "$span" 2>/dev/null
    rm -rf "$work"
}
trap cleanup EXIT
skip() {
    echo "SKIPPED: $1"
    exit 77
}
[ "$(id -u)" -eq 0 ] || skip "needs root"
for program in ip setpriv prlimit; do
    command -v "$program" > /dev/null || skip "$program is not installed"
done
if ! ip netns add "$far" 2>/dev/null || ! ip netns add "$span"; then
    skip "no network namespaces here"
fi
ip -n "$far" link add far type veth peer name span netns "$span" || skip "no veth here"
ip -n "$far" link set far up
ip -n "$span" link set span up

lent=$(sed -n 's/^AmbientCapabilities=//p' "$unit" | tr '[:upper:]' '[:lower:]' | sed 's/cap_//g')
[ -n "$lent" ] || { echo "FAILED: found no AmbientCapabilities= in $unit"; exit 1; }

# AF_XDP's frames are locked memory. The unit lifts the limit; where root may not lift it, the
# right to exceed it stands in.
unlimited="prlimit --memlock=unlimited"
locker=
if ! $unlimited true 2> "$work/prlimit"; then
    echo "the limit on locked memory cannot be lifted here: CAP_IPC_LOCK stands in for LimitMEMLOCK="
    unlimited=
    locker=ipc_lock
fi

# listen SOURCE CAPABILITY...: as the unit starts it, but with just these
listen() {
    local source=$1 capability set=-all
    shift
    for capability in "$@" $locker; do
        set=$set,+$capability
    done
    # shellcheck disable=SC2086
    ip netns exec "$span" $unlimited setpriv --reuid 61999 --regid 61999 --clear-groups --no-new-privs \
        --inh-caps "$set" --ambient-caps "$set" --bounding-set "$set" \
        "$bench" "$source" span 0.1 > "$work/said" 2>&1
}

cp "$bench" "$work/bench" && chmod 755 "$work" "$work/bench" # the build folder may be root's alone
bench=$work/bench
failed=0
for source in af_packet af_packet+shunt af_xdp af_xdp+shunt pcap; do
    # shellcheck disable=SC2086
    listen $source $lent || {
        echo "FAILED: $source cannot be opened with $lent: $(cat "$work/said")"
        failed=1
    }
done

# too_few SOURCE CAPABILITY: does not open without it
too_few() {
    # shellcheck disable=SC2046
    if listen "$1" $(echo "$lent" | tr ' ' '\n' | grep -vx "$2"); then
        echo "FAILED: $1 can be opened without $2: what is it for?"
        failed=1
    fi
}
for capability in $lent; do
    case $capability in
    net_raw) too_few af_packet net_raw ;;
    bpf) too_few af_packet+shunt bpf ;;
    net_admin) too_few af_xdp net_admin ;;
    *)
        echo "FAILED: nothing says what $capability is for"
        failed=1
        ;;
    esac
done
exit $failed
