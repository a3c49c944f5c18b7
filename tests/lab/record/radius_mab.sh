#!/bin/bash
# A switch lets a camera in by its MAC alone (MAC bypass), as the RADIUS server says; recorded at the server.
. "$(dirname "$0")/../lib.sh"
lab_begin radius_mab server

name_switch
plain=$(mac camera | tr -d :)
serve_radius server <<END
$plain Cleartext-Password := "$plain"
END

record_begin
ask_bypass "$plain"
record_end
expect 'radius.code == 1 && radius.Service_Type == 10'
expect 'radius.code == 2'
