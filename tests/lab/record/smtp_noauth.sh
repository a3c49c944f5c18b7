#!/bin/bash
# The camera mails an alarm picture without any login, in the clear.
. "$(dirname "$0")/../lib.sh"
lab_begin smtp_noauth camera server

serve_smtpd server "eth0 port 25"
wait_tcp server 25

record_begin
mail_alarm camera server --port 25
record_end
expect 'smtp.req.command == "MAIL"'
expect 'smtp.response.code == 354'
