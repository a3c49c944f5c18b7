#!/bin/bash
# Somebody else's program opens the camera to the Internet: the office asks the router for a port to the camera.
. "$(dirname "$0")/../lib.sh"
lab_begin upnp_mapping_by_other router camera office # recorded at the router

serve_gateway secure_mode=no

record_begin
client office upnpc -a "$(address camera)" 554 8554 TCP 3600
fetch camera "http://$(address router):5000/rootDesc.xml" # so that the camera is seen at all
record_end
expect 'ip.src == 192.168.10.50 && http contains "AddPortMapping"'
