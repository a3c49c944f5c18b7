#!/bin/bash
# The same pages as in http_hashed_login.sh, but the camera has a password of its own: no factory one fits what was hashed.
. "$(dirname "$0")/../lib.sh"
lab_begin http_hashed_strong camera office nvr

login() { # login HOST dahua|isapi
    client "$1" python3 "$lab_folder/hashed_login.py" "$2" "$(address camera)" admin Canary-Hashed-Own-3F
}
serve camera python3 "$lab_folder/hashed_login.py" serve 80 admin Canary-Hashed-Own-3F
wait_tcp camera 80

record_begin
login office isapi
login nvr dahua
record_end
expect 'http.set_cookie contains "WebSession"'
expect 'http.request.uri contains "RPC2_Login"'
