#!/bin/bash
# A recorder sets a camera's clock by ONVIF, and with it "by hand"; the camera takes it.
. "$(dirname "$0")/../lib.sh"
lab_begin onvif_clock_set camera nvr

serve camera "$lab_folder/onvif_camera.py" kept
wait_tcp camera 80

record_begin
onvif nvr GetSystemDateAndTime
onvif nvr SetSystemDateAndTime "<DateTimeType>Manual</DateTimeType><DaylightSavings>false</DaylightSavings>"
record_end
expect 'http.response.code == 200 && xml.tag contains "SetSystemDateAndTimeResponse"'
