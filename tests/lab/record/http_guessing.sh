#!/bin/bash
# Somebody guesses a password: ten wrong logins in a few seconds (Digest).
. "$(dirname "$0")/../lib.sh"
lab_begin http_guessing camera office

make_site
serve_lighttpd_digest camera operator Canary-Http-Guessed-5Y
wait_tcp camera 80

record_begin
for _ in {1..10}; do
    fetch office --digest -u operator:Canary-Http-Guess-4V "http://$(address camera)/live/index.html"
done
record_end
expect 'http.authorization contains "Digest"'
expect 'http.response.code == 401'
