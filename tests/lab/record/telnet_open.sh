#!/bin/bash
# A camera with Telnet: somebody logs in, in the clear.
. "$(dirname "$0")/../lib.sh"
lab_begin telnet_open camera office

lab_with_user operator Canary-Telnet-2W
# what this machine has to say of itself, and its own logs, stay out of it
# shellcheck disable=SC2016 # for the inner shell
serve camera sh -c 'mount --bind "$1/passwd" /etc/passwd && mount --bind "$1/shadow" /etc/shadow &&
    for folder in /run /var/log /etc/update-motd.d; do mount -t tmpfs none $folder || exit; done &&
    mount --bind /dev/null /etc/motd &&
    exec socat TCP-LISTEN:23,reuseaddr,fork EXEC:"/usr/sbin/telnetd -h",nofork' sh "$lab_work"
wait_tcp camera 23

type_slowly() { # as somebody at a keyboard would
    local line
    for line in operator Canary-Telnet-2W exit; do
        sleep 3
        printf '%s\r' "$line"
    done
    sleep 2
}

record_begin
type_slowly | on office telnet "$(address camera)" >>"$lab_work/client.log" 2>&1 || true
record_end
expect 'telnet.data contains "assword:"'
expect 'tcp.srcport == 23 && tcp.flags.syn == 1'
