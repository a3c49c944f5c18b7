#!/usr/bin/python3
"""Logins whose password the page hashes, both sides: no program for them exists in Debian. Dahua's RPC2_Login and
Hikvision's ISAPI sessionLogin, as programs of others compute them.

  hashed_login.py serve PORT USER PASSWORD             a camera that takes both
  hashed_login.py dahua|isapi HOST USER PASSWORD       whoever logs in, over one connection"""

import hashlib
import http.client
import http.server
import json
import re
import sys

REALM, RANDOM = "Login to 4A02A33PAG1A0C8", "1693475372"
CHALLENGE, ROUNDS = "e92ad56c3ebef37aa097bc7e02ad4992", 100
SALT = "bfb48b4d42c78444ac329797f68b67dc4f823a23a9b485f4e8fcb2985c985b95"
SESSION = "Canary-Hashed-Session-4K"
SPACE = 'version="2.0" xmlns="http://www.hikvision.com/ver20/XMLSchema"'


def md5(text):
    return hashlib.md5(text.encode()).hexdigest().upper()


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def of_dahua(user, password):
    return md5(f"{user}:{RANDOM}:{md5(f'{user}:{REALM}:{password}')}")


def of_isapi(user, password):
    said = sha256(sha256(user + SALT + password) + CHALLENGE)
    for _ in range(2, ROUNDS):
        said = sha256(said)
    return said


def elements(**values):
    return "".join(f"<{name}>{value}</{name}>\n" for name, value in values.items())


class Camera(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "HTTPD", ""
    user = password = ""

    def answer(self, status, kind, text, *fields):
        self.send_response(status)
        for name, value in fields:
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def do_GET(self):
        self.answer(200, "application/xml", f'<?xml version="1.0" encoding="UTF-8" ?>\n<SessionLoginCap {SPACE}>\n' + elements(
            sessionID="4afe0f018406ceaf0308", challenge=CHALLENGE, iterations=ROUNDS, isIrreversible="true", salt=SALT,
            sessionIDVersion="2") + "</SessionLoginCap>\n")

    def do_POST(self):
        said = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path.startswith("/RPC2_Login"):
            self.answer(200, "application/json", json.dumps(self.dahua(json.loads(said))) + "\n")
            return
        name, password = (re.search(f"<{tag}>([^<]*)<", said).group(1) for tag in ("userName", "password"))
        taken = name == self.user and password == of_isapi(self.user, self.password)
        status, word = (200, "OK") if taken else (401, "Unauthorized")
        self.answer(status, "application/xml", f'<?xml version="1.0" encoding="UTF-8" ?>\n<SessionLogin {SPACE}>\n' + elements(
            statusValue=status, statusString=word, isDefaultPassword="false") + "</SessionLogin>\n",
            *([("Set-Cookie", f"WebSession_5B={SESSION}; path=/; HttpOnly")] if taken else []))

    def dahua(self, call):
        asked = call["params"]
        if asked["userName"] == self.user and asked["password"] == of_dahua(self.user, self.password):
            return {"id": call["id"], "params": {"keepAliveInterval": 60}, "result": True, "session": SESSION}
        refusal = {"id": call["id"], "error": {"code": 268632079, "message": "Component error: login challenge!"},
                   "result": False, "session": SESSION}
        given = {"encryption": "Default", "mac": "38AF29BBBCAB", "random": RANDOM, "realm": REALM}
        return refusal | ({} if asked["password"] else {"params": given})


def log_in_dahua(connection, user, password):
    for number, said in enumerate(("", of_dahua(user, password)), 1):
        asked = {"userName": user, "password": said, "clientType": "Web3.0"}
        more = {"loginType": "Direct", "authorityType": "Default", "passwordType": "Default"} if said else {}
        connection.request("POST", "/RPC2_Login", json.dumps({"method": "global.login", "params": asked | more, "id": number}),
                           {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"})
        connection.getresponse().read()


def log_in_isapi(connection, user, password):
    connection.request("GET", f"/ISAPI/Security/sessionLogin/capabilities?username={user}")
    connection.getresponse().read()
    connection.request("POST", "/ISAPI/Security/sessionLogin?timeStamp=1785141273285", "<SessionLogin>" + elements(
        userName=user, password=of_isapi(user, password), sessionID="4afe0f018406ceaf0308") + "</SessionLogin>",
        {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"})
    connection.getresponse().read()


def main():
    what, where, user, password = sys.argv[1:5]
    if what == "serve":
        Camera.user, Camera.password = user, password
        http.server.ThreadingHTTPServer(("", int(where)), Camera).serve_forever()
    connection = http.client.HTTPConnection(where, timeout=10)
    {"dahua": log_in_dahua, "isapi": log_in_isapi}[what](connection, user, password)
    connection.close()


if __name__ == "__main__":
    main()
