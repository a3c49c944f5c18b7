#!/bin/bash
# The camera logs in to POP3 with USER and PASS in the clear (POP before SMTP).
. "$(dirname "$0")/../lib.sh"
lab_begin pop3_clear camera server

serve_dovecot server camera1 Canary-Pop3-6J <<END
protocols = pop3
ssl = no
disable_plaintext_auth = no
END
wait_tcp server 110

record_begin
client camera python3 -c 'import poplib, sys
box = poplib.POP3(sys.argv[1]); box.user("camera1"); box.pass_("Canary-Pop3-6J")
box.stat(); box.quit()' "$(address server)"
record_end
expect 'pop.request.command == "PASS"'
expect 'pop.response.indicator == "+OK"'
