#!/bin/bash
# A camera with a login page of its own: a wrong password in its form, then a factory one (admin, 12345), which it takes
# and gives a cookie for; a recorder logs in by JSON, and is given a token. A new password is set by another form.
. "$(dirname "$0")/../lib.sh"
lab_begin http_form_login camera office nvr

make_site
cat >"$lab_work/site/cgi-bin/login.cgi" <<'PAGE'
#!/bin/sh
said=$(head -c "${CONTENT_LENGTH:-0}")
echo "Content-Type: text/html"
case $said in
'username=admin&password=12345')
    echo 'Set-Cookie: WebSession=Canary-Form-Cookie-5X; Path=/'
    echo
    echo '<html><head><title>WV-S1136 Network Camera</title></head><body>Live</body></html>'
    ;;
*)
    echo
    echo '<html><body><form action="/cgi-bin/login.cgi" method="post"><input name="username">'
    echo '<input name="password" type="password"></form></body></html>'
    ;;
esac
PAGE
cat >"$lab_work/site/cgi-bin/api.cgi" <<'PAGE'
#!/bin/sh
said=$(head -c "${CONTENT_LENGTH:-0}")
echo "Content-Type: application/json"
echo
case $said in
*'"userName":"recorder","password":"Canary-Form-Json-7M"'*)
    echo '[{"cmd":"Login","code":0,"value":{"Token":{"leaseTime":3600,"name":"Canary-Form-Token-2W"}}}]'
    ;;
*) echo '[{"cmd":"Login","code":1,"error":{"detail":"login failed","rspCode":-7}}]' ;;
esac
PAGE
chmod 755 "$lab_work/site/cgi-bin/"*.cgi
cat >"$lab_work/lighttpd.conf" <<PAGE
server.document-root = "$lab_work/site"
server.port = 80
server.modules = ("mod_cgi")
cgi.assign = (".cgi" => "/bin/sh")
mimetype.assign = ("" => "text/html")
PAGE
serve camera lighttpd -D -f "$lab_work/lighttpd.conf"
wait_tcp camera 80

record_begin
login=http://$(address camera)/cgi-bin/login.cgi
fetch office "$login"
fetch office --data-urlencode username=admin --data-urlencode password=Canary-Form-Wrong-4T "$login"
fetch office -d 'username=admin&password=12345' -c "$lab_work/jar" "$login"
fetch office -b "$lab_work/jar" -d 'username=admin&oldpwd=12345&newpwd=Canary-Form-New-8K' "$login"
fetch nvr --json '[{"cmd":"Login","action":0,"param":{"User":{"userName":"recorder","password":"Canary-Form-Json-7M"}}}]' \
    "http://$(address camera)/cgi-bin/api.cgi?cmd=Login"
record_end
expect 'http.request.method == POST && urlencoded-form'
expect 'http.set_cookie contains "WebSession"'
expect 'json && http.response.code == 200'
