#!/bin/bash
# The camera looks for a router (UPnP IGD) and asks for its state, but maps nothing.
. "$(dirname "$0")/../lib.sh"
lab_begin upnp_search_only camera router

serve_gateway secure_mode=yes

record_begin
client camera upnpc -s
record_end
expect "ip.src == $(address camera) && ssdp contains \"M-SEARCH\""
expect 'http contains "GetExternalIPAddress"'
