#!/bin/bash
# The camera logs in to POP3 with AUTH PLAIN in the clear.
. "$(dirname "$0")/../lib.sh"
lab_begin pop3_sasl camera server

serve_dovecot server camera1 Canary-Pop3-Sasl-3R <<END
protocols = pop3
ssl = no
disable_plaintext_auth = no
END
wait_tcp server 110

record_begin
client camera curl -sS -u camera1:Canary-Pop3-Sasl-3R "pop3://$(address server)/"
record_end
expect 'pop contains "AUTH PLAIN"'
