#!/bin/bash
# The camera asks the router for a port, and the router refuses.
. "$(dirname "$0")/../lib.sh"
lab_begin upnp_mapping_refused camera router

serve_gateway "deny 0-65535 0.0.0.0/0 0-65535"

record_begin
client camera upnpc -a "$(address camera)" 80 8080 TCP 3600 || true # refused: this is the point
record_end
expect 'http contains "AddPortMapping"'
expect 'http.response.code == 500'
