#!/bin/bash
# A camera starts again, and asks no router for a port mapping in the eleven minutes after (written).
. "$(dirname "$0")/../lib.sh"
lab_begin upnp_quiet_start camera

write_easyip quiet_start
expect 'rtsp.response == "RTSP/1.0 200 OK\\r\\n"'
