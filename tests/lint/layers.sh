#!/bin/sh
# Says which folder may include which and who may know a library, and fails on anything else.
cd "$1" || exit 2
allowed() {
    case $1 in
    core) echo core ;;
    capture) echo core capture ;;
    dissectors) echo core dissectors ;;
    flow) echo core flow ;;
    rules) echo core rules ;;
    alerts) echo core alerts ;;
    evidence) echo core capture dissectors alerts evidence ;;
    esac
}
status=0
complain() {
    echo "$1"
    status=1
}
for folder in core capture dissectors flow rules alerts evidence; do
    for used in $(grep -rhoE '^#include "[a-z]+/' "$folder" | sed 's/.*"//; s,/,,' | sort -u); do
        case " $(allowed "$folder") " in
        *" $used "*) continue ;;
        esac
        rest=$(grep -rn "#include \"$used/" "$folder")
        # The one door between the engine and the dissectors.
        [ "$folder" = flow ] && rest=$(echo "$rest" | grep -v '"dissectors/dissector.h"')
        [ -z "$rest" ] || complain "$folder/ must not include $used/:
$rest"
    done
done
# One file each may know the library behind it.
only() {
    for f in $(grep -rlE "#include <($1)" --include='*.[ch]' core capture dissectors flow rules alerts evidence sensor); do
        case " $2 " in
        *" $f "*) ;;
        *) complain "$f must not include <$1>" ;;
        esac
    done
}
only 'ndpi/' 'flow/ndpi_engine.c'
only '(hiredis/)?hiredis.h' 'alerts/redis_wire.c'
only 'cyaml|yaml' "$(echo rules/policy_*.[ch])"
only 'srtp2/' 'dissectors/srtp_session.c'
only 'openssl/x509' 'dissectors/x509.c alerts/tls.c'
only 'openssl/(ssl|bio|err)' 'alerts/tls.c dissectors/x509.c'
only 'sqlite3' 'alerts/outbox_sql.h'
only 'microhttpd' 'sensor/metrics_http.c'
only 'openssl/(evp|hmac|sha)' 'core/password.c dissectors/hasher.c dissectors/quic_initial.c dissectors/x509.c alerts/alert_id.c alerts/community_id.c sensor/html_report.c'
only 'zlib' 'capture/gunzip.c dissectors/unpack.c'
only 'xdp/' 'capture/xdp_queue.c'
only 'cap-ng' 'sensor/privileges.c'
only 'seccomp.h' 'sensor/sandbox_seccomp.c'
only 'linux/landlock' 'sensor/sandbox_landlock.c'
only 'systemd/' 'sensor/service.c'
for f in $(grep -rlE '#include <pcap' --include='*.[ch]' core dissectors flow rules alerts evidence sensor); do
    complain "$f must not include <pcap.h>"
done
# What we do not use.
unsafe=$(grep -rnE '\b(strcpy|strcat|sprintf|strtok|atoi|gets)\(' --include='*.[ch]' core capture \
    dissectors flow rules alerts evidence sensor)
[ -z "$unsafe" ] || complain "unsafe functions: $unsafe"
# Nothing is allocated for a packet: dissectors and the layers of decoding know no allocator.
heap=$(grep -rnE '\b(malloc|calloc|realloc|reallocarray|strdup|asprintf)\(' --include='*.c' dissectors \
    capture/link.c capture/ppp.c capture/tunnel.c capture/ip.c capture/transport.c flow/feed*.c)
[ -z "$heap" ] || complain "allocation on the path of a packet: $heap"
# Packet memory is read through the cursor, never through a struct.
casts=$(grep -rnE '\(const struct [a-z_]+ \*\)' --include='*.c' dissectors capture flow)
[ -z "$casts" ] || complain "casts of packet memory: $casts"
exit $status
