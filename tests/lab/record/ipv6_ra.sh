#!/bin/bash
# A camera makes its IPv6 address by the router's advertisement, and asks the name server that it names.
. "$(dirname "$0")/../lib.sh"
lab_ipv6=1
lab_begin ipv6_ra camera router

on camera ip link set eth0 down
on router sysctl -qw net.ipv6.conf.all.forwarding=1
on router ip address add 2001:db8:10::1/64 dev eth0 nodad
serve_dnsmasq router --enable-ra --dhcp-range=2001:db8:10::,ra-only,64
wait_for 10 has_address router fe80:

record_begin
on camera ip link set eth0 up
wait_for 20 has_address camera 2001:db8:10:
use_dns camera 2001:db8:10::1
client camera getent ahosts time.example.org
record_end
expect 'icmpv6.type == 134 && icmpv6.opt.prefix'
expect 'dns && ipv6.dst == 2001:db8:10::1'
