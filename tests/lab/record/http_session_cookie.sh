#!/bin/bash
# A login with Digest gives the browser a cookie, which stands for it on the next connection.
. "$(dirname "$0")/../lib.sh"
lab_begin http_session_cookie camera office

make_site
printf %s "operator:Network Camera:" >"$lab_work/digest-users"
printf %s "operator:Network Camera:Canary-Http-Session-6P" | openssl dgst -r -md5 | cut -d' ' -f1 >>"$lab_work/digest-users"
cat >"$lab_work/lighttpd.conf" <<END
server.document-root = "$lab_work/site"
server.port = 80
server.modules = ("mod_auth", "mod_authn_file", "mod_setenv")
auth.backend = "htdigest"
auth.backend.htdigest.userfile = "$lab_work/digest-users"
\$REQUEST_HEADER["Cookie"] !~ "sid=Canary-Http-Cookie-2T" {
    auth.require = ("/" => ("method" => "digest", "algorithm" => "MD5", "realm" => "Network Camera",
                            "require" => "valid-user"))
    \$HTTP["url"] =~ "^/live/" { setenv.add-response-header = ("Set-Cookie" => "sid=Canary-Http-Cookie-2T; Path=/") }
}
\$HTTP["url"] =~ "^/SnapshotJPEG" { mimetype.assign = ("" => "image/jpeg") }
mimetype.assign = ("" => "text/html")
END
serve camera lighttpd -D -f "$lab_work/lighttpd.conf"
wait_tcp camera 80

record_begin
fetch office --digest -u operator:Canary-Http-Session-6P -c "$lab_work/jar" "http://$(address camera)/live/index.html"
fetch office -b "$lab_work/jar" "http://$(address camera)/SnapshotJPEG"
record_end
expect 'http.authorization contains "Digest"'
expect 'http.cookie && http.request.uri contains "SnapshotJPEG"'
expect 'http.response.code == 200 && http.content_type contains "jpeg"'
