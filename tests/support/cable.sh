# shellcheck shell=bash
# A cable between two network namespaces, $far and $span, and a folder $work; all are gone when the script ends.
#
#   need PROGRAM...     the test is skipped without root, or one of these
#   lay_cable           the cable; it is skipped where none can be

work=$(mktemp -d)
far=far-$$
span=span-$$
# shellcheck disable=SC2317 # called by the trap
remove_cable() {
    ip netns del "$far" 2>/dev/null
    ip netns del "$span" 2>/dev/null
    rm -rf "$work"
}
trap remove_cable EXIT

skip() {
    echo "SKIPPED: $1"
    exit 77
}

need() {
    local program
    [ "$(id -u)" -eq 0 ] || skip "needs root"
    for program in ip "$@"; do
        command -v "$program" > /dev/null || skip "$program is not installed"
    done
}

lay_cable() {
    local name
    for name in "$far" "$span"; do
        ip netns add "$name" 2>/dev/null || skip "no network namespaces here"
        # no word of the hosts' own
        ip netns exec "$name" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
    done
    ip -n "$far" link add far type veth peer name span netns "$span" || skip "no veth here"
    ip -n "$far" link set far arp off up
    ip -n "$span" link set span arp off up
}
