#!/bin/bash
# A switch asks for a camera by its MAC alone, and the RADIUS server refuses; recorded at the server.
. "$(dirname "$0")/../lib.sh"
lab_begin radius_mab_refused server

name_switch
serve_radius server </dev/null

record_begin
ask_bypass "$(mac camera | tr -d :)"
record_end
expect 'radius.code == 1 && radius.Service_Type == 10'
expect 'radius.code == 3'
