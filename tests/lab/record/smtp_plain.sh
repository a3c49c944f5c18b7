#!/bin/bash
# The camera mails an alarm picture: AUTH PLAIN in the clear, port 25.
. "$(dirname "$0")/../lib.sh"
lab_begin smtp_plain camera server

serve_mail server camera1 Canary-Smtp-Plain-8B 25 clear

record_begin
mail_alarm camera server --port 25 --auth PLAIN --auth-user camera1 --auth-password Canary-Smtp-Plain-8B
record_end
expect 'smtp.req.command == "AUTH"'
expect 'smtp.response.code == 235'
