#!/bin/bash
# A camera asks a name server on the Internet, and the policy lists none.
. "$(dirname "$0")/../lib.sh"
lab_begin dns_outside camera router

on router ip address add 8.8.8.8/32 dev lo # as far as any frame gets
serve_dnsmasq router
use_dns camera 8.8.8.8

record_begin
client camera getent ahosts time.example.org
record_end
expect "dns && ip.dst == 8.8.8.8"
expect "dns.flags.response == 1 && dns.a == 198.51.100.7"
