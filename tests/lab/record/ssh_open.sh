#!/bin/bash
# A camera with SSH: somebody logs in by a key.
. "$(dirname "$0")/../lib.sh"
lab_begin ssh_open camera office

lab_with_user operator Canary-Ssh-Unused-8F
ssh-keygen -q -t ed25519 -N "" -f "$lab_work/host"
ssh-keygen -q -t ed25519 -N "" -f "$lab_work/user"
printf '%s\n' "HostKey $lab_work/host" "AuthorizedKeysFile $lab_work/user.pub" "StrictModes no" "UsePAM no" \
    "PidFile none" >"$lab_work/sshd_config"
# shellcheck disable=SC2016 # for the inner shell
serve camera sh -c 'mount --bind "$1/passwd" /etc/passwd && mount --bind "$1/shadow" /etc/shadow &&
    mount -t tmpfs -o mode=755 none /run && mkdir /run/sshd && exec /usr/sbin/sshd -D -e -f "$1/sshd_config"' sh "$lab_work"
wait_tcp camera 22

record_begin
client office ssh -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -i "$lab_work/user" \
    "operator@$(address camera)" true
record_end
expect 'ssh.protocol && tcp.srcport == 22'
