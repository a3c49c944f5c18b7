#!/bin/bash
# A camera whose pages hash the password: a wrong one by Hikvision's ISAPI, then the factory's (admin, 12345) by ISAPI and by
# Dahua's RPC2_Login, which the camera takes: a hash hides it from nobody who guesses it.
. "$(dirname "$0")/../lib.sh"
lab_begin http_hashed_login camera office nvr

login() { # login HOST dahua|isapi PASSWORD
    client "$1" python3 "$lab_folder/hashed_login.py" "$2" "$(address camera)" admin "$3"
}
serve camera python3 "$lab_folder/hashed_login.py" serve 80 admin 12345
wait_tcp camera 80

record_begin
login office isapi Canary-Hashed-Wrong-7Y
login office isapi 12345
login nvr dahua 12345
record_end
expect 'http.request.uri contains "sessionLogin" && http.request.method == POST'
expect 'http.response.code == 401'
expect 'http.set_cookie contains "WebSession"'
expect 'http.request.uri contains "RPC2_Login"'
