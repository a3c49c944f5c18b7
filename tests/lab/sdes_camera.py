#!/usr/bin/env python3
"""An RTSP server whose session description says RTP/SAVP, with the key in it (a=crypto, RFC 4568): no server of
Debian does that. The media are ffmpeg's. One client at a time.

sdes_camera.py BASE64-OF-30-BYTES|clear SECONDS

With `clear` SAVP is declared, but no key, and the media are not encrypted: a server that does not do what it says."""
import socket, subprocess, sys

key, seconds = sys.argv[1:3]
suite = "AES_CM_128_HMAC_SHA1_80"
clear = key == "clear"


def description(address):
    lines = ["v=0", f"o=- 1 1 IN IP4 {address}", "s=camera", "c=IN IP4 0.0.0.0", "t=0 0", "a=control:*",
             "m=video 0 RTP/SAVP 98", "a=rtpmap:98 H264/90000", "a=fmtp:98 packetization-mode=1",
             "a=control:trackID=1"]
    if not clear:
        lines.append(f"a=crypto:1 {suite} inline:{key}")
    return "\r\n".join(lines) + "\r\n"


def stream(client, port):
    to = f"{client}:{port}?localrtpport=59000&localrtcpport=59001&pkt_size=1200"
    how = [f"rtp://{to}"] if clear else ["-srtp_out_suite", suite, "-srtp_out_params", key, f"srtp://{to}"]
    return subprocess.Popen(
        ["ffmpeg", "-nostdin", "-v", "error", "-re", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25",
         "-t", seconds, "-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-g", "25",
         "-bsf:v", "dump_extra", "-payload_type", "98", "-f", "rtp", *how], stdout=subprocess.DEVNULL)


def requests(connection):
    left = b""
    while True:
        while b"\r\n\r\n" not in left:
            more = connection.recv(4096)
            if not more:
                return
            left += more
        head, left = left.split(b"\r\n\r\n", 1)
        lines = head.decode().split("\r\n")
        yield lines[0].split()[0], {n.lower(): v.strip() for n, v in (l.split(":", 1) for l in lines[1:])}


def answer(connection, fields, more=(), body=""):
    lines = ["RTSP/1.0 200 OK", f"CSeq: {fields['cseq']}", "Server: camera", *more]
    if body:
        lines += ["Content-Type: application/sdp", f"Content-Length: {len(body)}"]
    connection.sendall(("\r\n".join(lines) + "\r\n\r\n" + body).encode())


def serve(connection, peer):
    port, sender = 0, None
    for method, fields in requests(connection):
        if method == "OPTIONS":
            answer(connection, fields, ["Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN"])
        elif method == "DESCRIBE":
            answer(connection, fields, body=description(connection.getsockname()[0]))
        elif method == "SETUP":
            port = int(fields["transport"].split("client_port=")[1].split("-")[0])
            answer(connection, fields, [f"Transport: RTP/SAVP;unicast;client_port={port}-{port + 1};"
                                        "server_port=59000-59001", "Session: 5DE5"])
        else:
            answer(connection, fields, ["Session: 5DE5"])
        if method == "PLAY":
            sender = stream(peer[0], port)
        if method == "TEARDOWN":
            break
    if sender is not None:
        sender.terminate()
        sender.wait()
    connection.close()


listening = socket.create_server(("", 554))
while True:
    serve(*listening.accept())
