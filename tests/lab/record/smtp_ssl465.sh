#!/bin/bash
# The camera mails an alarm picture with TLS from the first byte (port 465).
. "$(dirname "$0")/../lib.sh"
lab_begin smtp_ssl465 camera server

serve_mail server camera1 Canary-Smtp-Ssl-4S 465 implicit-tls

record_begin
mail_alarm camera server --port 465 --tlsc --auth PLAIN --auth-user camera1 --auth-password Canary-Smtp-Ssl-4S
record_end
expect 'tcp.dstport == 465 && tls.handshake.type == 1'
expect 'tls.handshake.type == 2'
