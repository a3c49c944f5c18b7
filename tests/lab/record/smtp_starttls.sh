#!/bin/bash
# The camera mails an alarm picture: STARTTLS first, then AUTH and the mail inside TLS.
. "$(dirname "$0")/../lib.sh"
lab_begin smtp_starttls camera server

serve_mail server camera1 Canary-Smtp-Starttls-7K 587 starttls

record_begin
mail_alarm camera server --port 587 --tls --auth PLAIN --auth-user camera1 --auth-password Canary-Smtp-Starttls-7K
record_end
expect 'smtp contains "STARTTLS"'
expect 'tls.handshake.type == 2'
