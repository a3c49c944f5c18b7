#!/bin/bash
# A camera asks the name server that the policy lists.
. "$(dirname "$0")/../lib.sh"
lab_begin dns_listed camera server

serve_dnsmasq server
use_dns camera "$(address server)"

record_begin
client camera getent ahosts time.example.org
client camera getent ahosts mail.example.org
record_end
expect "dns && ip.src == $(address camera)"
expect "dns.flags.response == 1 && dns.a == 198.51.100.7"
