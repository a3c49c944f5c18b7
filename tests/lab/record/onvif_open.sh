#!/bin/bash
# A camera tells a recorder by ONVIF in clear how it is set up: by hand, open to all, with sound, for administrators only.
. "$(dirname "$0")/../lib.sh"
lab_begin onvif_open camera nvr

serve camera "$lab_folder/onvif_camera.py" open
wait_tcp camera 80

record_begin
for call in GetSystemDateAndTime GetDeviceInformation GetNetworkProtocols GetUsers GetDNS GetNTP GetIPAddressFilter \
    GetDot1XConfigurations GetProfiles; do
    onvif nvr "$call"
done
record_end
expect 'http.response.code == 200 && xml.tag contains "GetUsersResponse"'
