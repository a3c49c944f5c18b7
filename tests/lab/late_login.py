#!/usr/bin/python3
"""An RTSP client that logs in with Digest, takes the picture inside the connection (interleaved), and after so many seconds
sends its password as Basic in the same connection. Prints when that was.

    late_login.py HOST PATH USER PASSWORD SECONDS"""

import base64
import hashlib
import re
import socket
import sys
import time

host, path, user, password = sys.argv[1:5]
seconds = float(sys.argv[5])
url = f"rtsp://{host}{path}"
KEEP_ALIVE_S = 20


def digest_of(text):
    return hashlib.md5(text.encode()).hexdigest()


class Client:
    def __init__(self):
        self.socket = socket.create_connection((host, 554), timeout=10)
        self.file = self.socket.makefile("rb")
        self.cseq, self.session, self.realm, self.nonce = 0, None, None, None
        self.media = 0  # interleaved frames

    def digest(self, method, uri):
        secret = digest_of(f"{user}:{self.realm}:{password}")
        response = digest_of(f"{secret}:{self.nonce}:{digest_of(f'{method}:{uri}')}")
        return (f'Digest username="{user}", realm="{self.realm}", nonce="{self.nonce}", uri="{uri}", '
                f'response="{response}"')

    def ask(self, method, uri, *fields, login=None):
        """The answer's status, fields and body."""
        self.cseq += 1
        lines = [f"{method} {uri} RTSP/1.0", f"CSeq: {self.cseq}", "User-Agent: recorder", *fields]
        if self.session:
            lines.append(f"Session: {self.session}")
        if login or self.nonce:
            lines.append("Authorization: " + (login or self.digest(method, uri)))
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        return self.answer()

    def answer(self):
        while (first := self.file.read(1)) == b"$":
            self.pass_media()
        head = first + self.file.readline()
        fields = {}
        while (line := self.file.readline().decode().strip()):
            name, value = line.split(":", 1)
            fields.setdefault(name.lower(), value.strip())
        body = self.file.read(int(fields.get("content-length", 0))).decode()
        return int(head.split()[1]), fields, body

    def pass_media(self):
        length = int.from_bytes(self.file.read(3)[1:], "big")
        self.file.read(length)
        self.media += 1

    def watch(self, until):
        while time.monotonic() < until:
            if self.file.read(1) != b"$":
                sys.exit("something that is no picture")
            self.pass_media()


def expect(status, wanted, what):
    if status != wanted:
        sys.exit(f"{what}: {status} instead of {wanted}")


client = Client()
status, fields, _ = client.ask("DESCRIBE", url, "Accept: application/sdp")
expect(status, 401, "DESCRIBE without a login")
client.realm = re.search(r'realm="([^"]*)"', fields["www-authenticate"]).group(1)
client.nonce = re.search(r'nonce="([^"]*)"', fields["www-authenticate"]).group(1)
status, fields, sdp = client.ask("DESCRIBE", url, "Accept: application/sdp")
expect(status, 200, "DESCRIBE with Digest")
track = re.findall(r"a=control:(\S+)", sdp)[-1]
track = track if track.startswith("rtsp:") else f"{url}/{track}"
status, fields, _ = client.ask("SETUP", track, "Transport: RTP/AVP/TCP;unicast;interleaved=0-1")
expect(status, 200, "SETUP")
client.session = fields["session"].split(";")[0]
expect(client.ask("PLAY", url, "Range: npt=0-")[0], 200, "PLAY")

end = time.monotonic() + seconds
while time.monotonic() < end:
    client.watch(min(end, time.monotonic() + KEEP_ALIVE_S))
    expect(client.ask("GET_PARAMETER", url)[0], 200, "GET_PARAMETER with Digest")

basic = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
print(f"{time.time():.3f}", client.media, flush=True)
expect(client.ask("DESCRIBE", url, "Accept: application/sdp", login=basic)[0], 200, "DESCRIBE with Basic")
client.watch(time.monotonic() + 3)
