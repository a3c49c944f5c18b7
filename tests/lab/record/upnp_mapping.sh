#!/bin/bash
# The camera opens itself to the Internet: it asks the router (UPnP IGD) for a port, and gives it back.
. "$(dirname "$0")/../lib.sh"
lab_begin upnp_mapping camera router

serve_gateway secure_mode=yes

record_begin
client camera upnpc -a "$(address camera)" 80 8080 TCP 3600
client camera upnpc -d 8080 TCP
record_end
expect 'http contains "AddPortMapping"'
expect 'http contains "AddPortMappingResponse" || http contains "AddAnyPortMappingResponse"'
