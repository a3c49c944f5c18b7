#!/bin/bash
# The unit lends the sensor enough to open what it listens with, and nothing that it could do
# without: unit_capabilities.sh SOURCE BUILD
set -u
bench=$2/bench_live_source
unit=$2/systemd/camwarden.service
# shellcheck source=../support/cable.sh source-path=SCRIPTDIR
. "$(dirname "$0")/../support/cable.sh"
need setpriv prlimit
lay_cable

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
