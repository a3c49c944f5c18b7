#!/bin/bash
# A camera gets its address by DHCP, and with it a name server, which it asks.
. "$(dirname "$0")/../lib.sh"
lab_begin dhcp_lease camera server

serve_dnsmasq server --dhcp-authoritative --dhcp-range=192.168.10.100,192.168.10.199,1h \
    --dhcp-host="$(mac camera),$(address camera)" --dhcp-option=option:router,"$(address router)"
on camera ip address flush dev eth0

record_begin
serve camera udhcpc -f -i eth0 -R
wait_for 20 grep -q "nameserver $(address server)" /etc/netns/lab-camera/resolv.conf
client camera getent ahosts time.example.org
record_end
expect "dhcp.option.dhcp == 5 && dhcp.ip.your == $(address camera)"
expect 'dns.flags.response == 1'
