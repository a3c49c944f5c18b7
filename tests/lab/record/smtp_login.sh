#!/bin/bash
# The camera mails an alarm picture: AUTH LOGIN in the clear, port 587.
. "$(dirname "$0")/../lib.sh"
lab_begin smtp_login camera server

serve_mail server camera1 Canary-Smtp-Login-1T 587 clear

record_begin
mail_alarm camera server --port 587 --auth LOGIN --auth-user camera1 --auth-password Canary-Smtp-Login-1T
record_end
expect 'smtp.req.command == "AUTH"'
expect 'smtp.response.code == 235'
