#!/bin/bash
# The unit as installed, started by a systemd of its own: the sensor listens, reports, reloads and ends
# inside everything that the unit forbids it: unit_started.sh SOURCE BUILD
set -u
source=$1
build=$2

# ---- inside: a machine in memory, of which systemd is the first process ----
#
# Nothing of the real machine can be written to or removed: all it has is /usr, read-only, and what is
# made here. systemd knows no unit but ours: those of the machine would tidy up /tmp, for one.

make_root() {
    local work=$1 prefix=$2 new=$1/memory device
    mount --make-rprivate / && mount -t tmpfs -o mode=755 tmpfs "$new" || return
    mkdir -p "$new"/{usr,proc,sys,dev,run,tmp,root,old,etc/default,etc/systemd,var/{lib,log,cache,tmp}} || return
    mount -t tmpfs -o mode=755 tmpfs "$new/run" && mount -t tmpfs -o mode=755 tmpfs "$new/dev" || return
    for folder in bin sbin lib lib64; do
        ln -s "usr/$folder" "$new/$folder" || return
    done
    mount --bind /usr "$new/usr" && mount -o remount,bind,ro "$new/usr" || return
    mount -t overlay -o "lowerdir=$work/root$prefix:$prefix" overlay "$new$prefix" || return
    for device in null zero full random urandom tty; do
        cp -a "/dev/$device" "$new/dev/$device" || return
    done
    ln -s pts/ptmx "$new/dev/ptmx" || return
    cp /etc/passwd /etc/group /etc/nsswitch.conf /etc/ld.so.cache "$new/etc/" || return
    cp -r /etc/alternatives "$new/etc/" || return
    mount -t proc proc "$new/proc" && mount --bind "$new/proc/sys" "$new/proc/sys" || return
    mount -o remount,bind,ro "$new/proc/sys" && mount -t sysfs -o ro sysfs "$new/sys" || return
    mount -t cgroup2 cgroup2 "$new/sys/fs/cgroup" || return
    cd "$new" && pivot_root . old && cd / && umount -l /old && rmdir /old
}

# As its README installs it.
install_service() {
    local prefix=$1 examples=$1/share/doc/camwarden
    systemd-sysusers "$prefix/lib/sysusers.d/camwarden.conf" || return
    systemd-tmpfiles --create "$prefix/lib/tmpfiles.d/camwarden.conf" || return
    sed 's/-i eth1/-i span/' "$examples/camwarden.default" > /etc/default/camwarden || return
    install -g camwarden -m 640 "$examples/policy.yaml" /etc/camwarden/policy.yaml || return
    mkdir /run/units && cp "$prefix/lib/systemd/system/camwarden.service" /run/units/ || return
    mkdir /run/units/camwarden.service.d # there is no journal
    printf '[Service]\nStandardError=append:/run/said\n' > /run/units/camwarden.service.d/test.conf
    for target in sysinit basic shutdown multi-user network-online; do
        printf '[Unit]\nDefaultDependencies=no\n' > "/run/units/$target.target"
    done
    printf '[Unit]\nDefaultDependencies=no\nWants=camwarden.service\n' > /run/units/default.target
    ip link add far type veth peer name span && ip link set far up && ip link set span up
}

if [ -n "${UNIT_STARTED_WORK:-}" ]; then
    make_root "$UNIT_STARTED_WORK" "$UNIT_STARTED_PREFIX" || exit 1
    if [ "$$" -ne 1 ] || [ -e "$UNIT_STARTED_WORK" ] || [ -e "$source" ]; then
        echo "the real machine is still in sight"
        exit 1
    fi
    install_service "$UNIT_STARTED_PREFIX" || exit 1
    exec env -i container=other PATH=/usr/sbin:/usr/bin SYSTEMD_UNIT_PATH=/run/units \
        /usr/lib/systemd/systemd --system --unit=default.target --log-target=null --show-status=no \
        --default-standard-output=null
fi

# ---- outside ----

work=$(mktemp -d)
first=
cgroups=$(findmnt -nro TARGET -t cgroup2 | head -n 1)
own=$cgroups/camwarden-unit-$$
# shellcheck disable=SC2317 # called by the trap
cleanup() {
    [ -z "$first" ] || kill -9 "$first" 2>/dev/null
    for _ in $(seq 30); do
        [ -d "$own" ] || break
        find "$own" -depth -type d -exec rmdir {} + 2>/dev/null
        sleep 0.1
    done
    rm -rf "$work"
}
trap cleanup EXIT
skip() {
    echo "SKIPPED: $1"
    exit 77
}
[ "$(id -u)" -eq 0 ] || skip "needs root"
for program in /usr/lib/systemd/systemd systemctl unshare pivot_root nsenter findmnt ip jq; do
    command -v "$program" > /dev/null || skip "$program is not installed"
done
! grep -q '^CAMWARDEN_SANITIZE:[A-Z]*=.' "$build/CMakeCache.txt" || skip "a sanitizer needs what the unit forbids"
"$build/camwarden" sensor --help > /dev/null 2>&1 || skip "camwarden sensor is not there"
{ [ -n "$cgroups" ] && mkdir "$own" 2>/dev/null; } || skip "no control groups (version 2) here"
mkdir "$work/root" "$work/memory"
DESTDIR=$work/root cmake --install "$build" > "$work/log" 2>&1 || {
    cat "$work/log"
    exit 1
}
unit=$(find "$work/root" -name camwarden.service)
prefix=${unit#"$work/root"}
prefix=${prefix%/lib/systemd/system/camwarden.service}

(
    echo "$BASHPID" > "$own/cgroup.procs"
    UNIT_STARTED_WORK=$work UNIT_STARTED_PREFIX=$prefix exec unshare --mount --pid --fork --kill-child --uts \
        --ipc --net --cgroup "$0" "$source" "$build"
) > "$work/inside" 2>&1 &
outer=$!

within() {
    nsenter -t "$first" -m -p -n -u -i -C "$@"
}
shown() {
    within systemctl show camwarden --property="$1" --value
}
# Waits until a command's output has that in it.
await() {
    local text=$1
    shift
    for _ in $(seq 150); do
        "$@" 2>/dev/null | grep -q "$text" && return
        kill -0 "$outer" 2>/dev/null || return
        sleep 0.2
    done
    return 1
}
failed=0
complain() {
    echo "FAILED: $1"
    failed=1
}

for _ in $(seq 50); do
    first=$(pgrep -P "$outer" -x systemd) && break
    kill -0 "$outer" 2>/dev/null || skip "no systemd can be run here: $(cat "$work/inside")"
    sleep 0.1
done
await '^active$\|^failed$' shown ActiveState
[ "$(shown ActiveState)" = active ] || {
    complain "it does not start: $(within systemctl status camwarden --no-pager) $(within cat /run/said)"
    exit 1
}
main=$(shown MainPID)
await '^listening on span' shown StatusText || complain "its status is '$(shown StatusText)'"
status=$(within cat "/proc/$main/status")
for line in 'CapInh: 0000000000000000' 'CapPrm: 0000000000000000' 'CapEff: 0000000000000000' \
    'CapAmb: 0000000000000000' 'NoNewPrivs: 1' 'Seccomp: 2'; do
    echo "$status" | tr '\t' ' ' | grep -qx "$line" || complain "no '$line' in $status"
done
user=$(within id -u camwarden)
echo "$status" | tr '\t' ' ' | grep -qx "Uid: $user $user $user $user" || complain "it is not the user camwarden: $status"
[ "$(within stat -c '%a %U' /var/log/camwarden/eve.json)" = "640 camwarden" ] || complain "its file is not its own"
# said FILTER: whether that is true of what `ctl status` answers
said() {
    within "$prefix/bin/camwarden" ctl status > "$work/status" 2>&1
    jq -e --argjson main "$main" "$1" "$work/status"
}
# shellcheck disable=SC2016
said '.pid == $main and .capture.shunt and .policy.error == ""' > "$work/jq" 2>&1 ||
    complain "ctl status says $(cat "$work/status")"

# The policy can be read and the file made again with the rights that are left.
within mv /var/log/camwarden/eve.json /var/log/camwarden/eve.json.1
within systemctl reload camwarden || complain "it cannot be reloaded"
await true said '.policy.reloads == 1 and .policy.error == ""' || complain "it did not reload: $(cat "$work/status")"
await camwarden within stat -c %U /var/log/camwarden/eve.json || complain "it made its file not again"
await '^[1-9]' shown WatchdogTimestampMonotonic || complain "it does not tell the watchdog that it is alive"
[ "$(shown ActiveState) $(shown MainPID)" = "active $main" ] || complain "it did not outlive a reload: $(shown ActiveState)"

within systemctl stop camwarden
[ "$(shown Result) $(shown ExecMainStatus)" = "success 0" ] || complain "it ended with $(shown Result) $(shown ExecMainStatus)"

# And below the kernel's network, with little memory: the limit can be lifted by root of the machine only.
within sh -c "echo 'CAMWARDEN_OPTIONS=\"-i span --capture af_xdp --ring 4\"' > /etc/default/camwarden"
within systemctl start camwarden
await '^listening on span (af_xdp' shown StatusText || complain "no af_xdp: $(shown ActiveState) '$(shown StatusText)'"
within systemctl stop camwarden
[ "$failed" -eq 0 ] || within cat /run/said
exit $failed
