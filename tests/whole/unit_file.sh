#!/bin/bash
# What `cmake --install` lays out for systemd is complete and hardened: unit_file.sh SOURCE BUILD
set -u
source=$1
build=$2
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
failed=0
complain() {
    echo "FAILED: $1"
    failed=1
}
for program in systemd-analyze systemd-sysusers systemd-tmpfiles; do
    command -v "$program" > /dev/null || {
        echo "SKIPPED: $program is not installed"
        exit 77
    }
done
DESTDIR=$root cmake --install "$build" > "$root/log" 2>&1 || {
    cat "$root/log"
    exit 1
}
unit=$(find "$root" -name camwarden.service)
units=${unit%/*}
[ -f "$unit" ] || { complain "no unit was installed"; exit 1; }
prefix=${units%/lib/systemd/system}

# Everything that is spoken of is there.
program=$(sed -n 's/^ExecStart=\([^ ]*\) .*/\1/p' "$unit")
[ -x "$root$program" ] || complain "ExecStart= names $program, which is not installed"
examples=$root$(sed -n 's,^Documentation=file:\(.*\)/.*,\1,p' "$unit")
for file in "$examples/systemd.md" "$prefix/lib/sysusers.d/camwarden.conf" "$prefix/lib/tmpfiles.d/camwarden.conf"; do
    [ -e "$file" ] || complain "${file#"$root"} is not installed"
done
"$root$program" policy check "$examples/policy.yaml" || complain "the example of a policy is no good one"
! grep -r '@[A-Z_]*@' "$units" "$examples" || complain "something was not filled in"

# The unit itself. It is asked about as if its program were where it says.
mkdir "$root/check"
# shellcheck disable=SC2016
sed "s,^ExecStart=.*,ExecStart=$root$program sensor \$CAMWARDEN_OPTIONS," "$unit" > "$root/check/camwarden.service"
check() {
    (
        cd "$root/check" || exit 1
        "$@" ./camwarden.service
    ) > "$root/said" 2>&1
}
check systemd-analyze --man=no verify || complain "systemd-analyze verify: $(cat "$root/said")"
! grep -q camwarden "$root/said" || complain "systemd-analyze verify: $(cat "$root/said")"
check systemd-analyze --no-pager --offline=true --threshold=25 security ||
    complain "more exposed than 2.5: $(grep '✗\|→' "$root/said")"
grep 'Overall exposure' "$root/said"

# With the drop-in for a password of Redis' it is still right; broken on purpose, it is not.
mkdir "$root/check/camwarden.service.d"
cp "$examples/redis-password.conf" "$root/check/camwarden.service.d/"
check systemd-analyze --man=no verify || complain "redis-password.conf: $(cat "$root/said")"
! grep -q redis-password "$root/said" || complain "redis-password.conf: $(cat "$root/said")"
printf '[Service]\nProtectSistem=strict\nAmbientCapabilities=CAP_SYS_ADMIN\n' > "$root/check/camwarden.service.d/z.conf"
check systemd-analyze --man=no verify
grep -q ProtectSistem "$root/said" || complain "systemd-analyze does not see a mistake: $(cat "$root/said")"

# The variables of the example are such that the program knows.
for name in $(sed -n 's/^#* *\(CAMWARDEN_[A-Z_]*\)=.*/\1/p' "$examples/camwarden.default") \
    $(sed -n 's/^Environment=\([A-Z_]*\)=.*/\1/p' "$examples/redis-password.conf"); do
    grep -rq "$name" "$source/alerts" "$unit" || complain "nobody reads $name"
done

# The user, and the folder of the policy.
mkdir -p "$root/system/etc"
systemd-sysusers --root="$root/system" "$prefix/lib/sysusers.d/camwarden.conf" > "$root/said" 2>&1 ||
    complain "systemd-sysusers: $(cat "$root/said")"
user=$(grep '^camwarden:' "$root/system/etc/passwd")
echo "$user" | grep -q ':/usr/sbin/nologin$' || complain "the user is '$user'"
[ "$(echo "$user" | cut -d: -f3)" -gt 0 ] 2>/dev/null || complain "the user has no number of its own"
if [ "$(id -u)" -eq 0 ]; then
    systemd-tmpfiles --root="$root/system" --create "$prefix/lib/tmpfiles.d/camwarden.conf" > "$root/said" 2>&1 ||
        complain "systemd-tmpfiles: $(cat "$root/said")"
    [ "$(stat -c '%a %u' "$root/system/etc/camwarden")" = "750 0" ] || complain "/etc/camwarden is not as it should be"
    [ "$(stat -c %g "$root/system/etc/camwarden")" = "$(echo "$user" | cut -d: -f4)" ] ||
        complain "/etc/camwarden is not of the group camwarden"
else
    echo "not root: /etc/camwarden was not made"
fi
exit $failed
