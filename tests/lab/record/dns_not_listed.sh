#!/bin/bash
# A camera asks the router for names, which the policy does not list as a name server.
. "$(dirname "$0")/../lib.sh"
lab_begin dns_not_listed camera router

serve_dnsmasq router
use_dns camera "$(address router)"

record_begin
client camera getent ahosts time.example.org
client camera getent ahosts mail.example.org
record_end
expect "dns && ip.src == $(address camera)"
expect "dns.flags.response == 1 && dns.a == 198.51.100.7"
