#!/bin/bash
# The camera's FTP server is off: somebody tries, the camera refuses the connection.
. "$(dirname "$0")/../lib.sh"
lab_begin ftp_server_closed camera office

record_begin
fetch office "ftp://$(address camera)/" || true # refused: this is the point
record_end
expect 'tcp.srcport == 21 && tcp.flags.reset == 1'
