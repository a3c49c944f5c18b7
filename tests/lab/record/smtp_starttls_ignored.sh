#!/bin/bash
# The camera mails in the clear although the server offers STARTTLS.
. "$(dirname "$0")/../lib.sh"
lab_begin smtp_starttls_ignored camera server

make_certificate mail.example
serve_smtpd server "eth0 port 25 tls pki mail"
wait_tcp server 25

record_begin
mail_alarm camera server --port 25
record_end
expect 'smtp.rsp.parameter contains "STARTTLS"'
expect 'smtp.req.command == "MAIL"'
