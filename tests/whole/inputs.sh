#!/bin/bash
# `replay` reads what it is given and says of each bad input which it was: inputs.sh SOURCE BUILD
set -u
camwarden=$2/camwarden
source=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
good=$source/pcaps/http_basic.pcap

# expect NAME STATUS TEXT COMMAND...: that exit status, and that text on standard error
expect() {
    local name=$1 status=$2 text=$3 got
    shift 3
    "$@" > "$work/out" 2> "$work/err"
    got=$?
    if [ "$got" -ne "$status" ] || { [ -n "$text" ] && ! grep -qF -- "$text" "$work/err"; }; then
        echo "FAILED $name: exit $got, not $status, or no '$text' in:"
        cat "$work/err"
        failed=1
    fi
}
alerts() { "$camwarden" replay --quiet --eve - "$@"; }

alerts "$good" > "$work/expected"
[ -s "$work/expected" ] || { echo "FAILED: no alerts from $good"; failed=1; }

: > "$work/empty.pcap"
head -c 900 "$good" > "$work/cut.pcap"
echo "not a capture at all, but some text" > "$work/text.pcap"
expect empty 3 "$work/empty.pcap: " "$camwarden" replay "$work/empty.pcap"
expect cut 3 "$work/cut.pcap: " "$camwarden" replay "$work/cut.pcap"
expect text 3 "$work/text.pcap: " "$camwarden" replay "$work/text.pcap"
printf '\3757zXZ\0\0\4' > "$work/a.xz"
printf '\050\265\057\375\0\0' > "$work/a.zst"
printf 'BZh91AY' > "$work/a.bz2"
expect xz 3 "a.xz: is packed with xz: unpack it first" "$camwarden" replay "$work/a.xz"
expect zstd 3 "a.zst: is packed with zstd: unpack it first" "$camwarden" replay "$work/a.zst"
expect bzip2 3 "a.bz2: is packed with bzip2: unpack it first" "$camwarden" replay "$work/a.bz2"
expect "no item" 2 "the guide has no item '3.2.44'; did you mean 3.2.4?" "$camwarden" explain 3.2.44
expect "two items" 2 "one item at a time" "$camwarden" explain 3.2.4 3.4
expect "a folder for a policy" 2 "$work: cannot be read: Is a directory" "$camwarden" policy check "$work"
expect missing 3 "$work/none.pcap: " "$camwarden" replay "$work/none.pcap"
expect filter 2 "" "$camwarden" replay -f 'tcp prot 80' "$good" "$good"
expect "two outputs" 2 "only one of" "$camwarden" replay --json --eve - "$good"
expect "full disk" 4 "cannot write" sh -c "'$camwarden' replay --json '$good' > /dev/full"
expect "two outputs, one the report" 2 "only one of" "$camwarden" replay --json --report - "$good"
expect "no folder for the report" 4 "cannot write /nowhere/a.html" "$camwarden" replay --quiet --report /nowhere/a.html "$good"
expect "report on a folder" 4 "cannot write /tmp: Is a directory" "$camwarden" replay --quiet --report /tmp "$good"
expect "report on a full disk" 4 "cannot write /dev/full: No space" "$camwarden" replay --quiet --report /dev/full "$good"
expect usage 2 "no capture is named" "$camwarden" replay
expect option 2 "--level is" "$camwarden" replay --level high "$good"
expect command 2 "there is no command 'repaly'" "$camwarden" repaly "$good"
expect unwritable 4 "/nowhere/alerts" "$camwarden" replay --quiet --eve /nowhere/alerts "$good"
expect violations 1 "" "$camwarden" replay --quiet --exit-code "$good"
expect clean 0 "" "$camwarden" replay --quiet --exit-code -f 'tcp port 9' "$good"

# One bad file does not stop the others.
mkdir "$work/all"
cp "$work/empty.pcap" "$work/all/a.pcap"
cp "$good" "$work/all/b.pcap"
cp "$work/text.pcap" "$work/all/c.pcap"
cp "$work/cut.pcap" "$work/all/d.pcap"
echo ignored > "$work/all/README"
mkfifo "$work/all/e.pcap"
expect directory 3 "$work/all/c.pcap: " "$camwarden" replay --quiet --eve "$work/alerts" "$work/all"
grep -c . "$work/err" | grep -qx 4 || { echo "FAILED directory: not four complaints:"; cat "$work/err"; failed=1; }
[ "$(grep -c opened "$work/alerts")" -ge "$(grep -c opened "$work/expected")" ] || { echo "FAILED directory: alerts lost"; failed=1; }

# Rotated captures in the order of their numbers, which is that of time.
mkdir "$work/rotated"
for i in 10 9 1; do echo text > "$work/rotated/trace.pcap$i"; done
expect rotated 3 "" "$camwarden" replay --quiet "$work/rotated"
[ "$(grep -o 'pcap[0-9]*:' "$work/err" | tr '\n' ' ')" = "pcap1: pcap9: pcap10: " ] || { echo "FAILED rotated: in another order:"; cat "$work/err"; failed=1; }

# The same by a pipe, compressed, and in the other format's clothes.
same() {
    if ! diff "$work/expected" "$work/got" > "$work/diff"; then
        echo "FAILED $1: other alerts"
        head -n 5 "$work/diff"
        failed=1
    fi
}
alerts - < "$good" > "$work/got"; same stdin
cat "$good" | alerts - > "$work/got"; same pipe
gzip -c "$good" > "$work/good.pcap.gz"
alerts "$work/good.pcap.gz" > "$work/got"; same gzip
gzip -c "$good" | alerts - > "$work/got"; same "gzip from a pipe"
alerts -f 'tcp or udp or arp or icmp' "$good" > "$work/got"; same filter

exit $failed
