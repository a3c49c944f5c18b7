#!/usr/bin/env python3
"""A capture of many cameras with faults of many kinds, and with texts that would be markup if nobody escaped them.
Nothing in it was recorded: it is for how a long report looks and reads.

    many_cameras.py FILE [CAMERAS]
"""
import base64
import random
import socket
import struct
import sys

MAKERS = [("d42dc5", "i-PRO"), ("bcc342", "Panasonic"), ("accc8e", "Axis"), ("2857be", "Hikvision"),
          ("3cef8c", "Dahua"), ("e43022", "Hanwha"), ("00075f", "Bosch"), ("0002d1", "Vivotek")]
HOSTILE = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</title></style><svg onload=alert(1)>",
           "' onmouseover='alert(1)", "&lt;b&gt;", "<!--", "]]>", "${7*7}", "javascript:alert(1)"]
SECRET = "Canary-Report-6N"  # in clear in every Basic login; no report may tell it
START, DAY = 1767571200, 86400
MAGIC = bytes.fromhex("20111e11231f1e1913")
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + bytes(600) + b"\xff\xd9"


class Host:
    def __init__(self, ip, mac):
        self.ip, self.mac = socket.inet_aton(ip), bytes.fromhex(mac)
        self.text = ip


VMS = Host("10.20.0.5", "02005e000005")
NMS = Host("10.20.0.6", "02005e000006")
FTP = Host("10.20.0.7", "02005e000007")
TOOL = Host("10.20.0.8", "02005e000008")
EVERYBODY = Host("255.255.255.255", "ffffffffffff")


def checksum(data):
    total = sum(struct.unpack(f">{len(data) // 2}H", data[:len(data) // 2 * 2])) + (data[-1] << 8 if len(data) % 2 else 0)
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def frame(src, dst, protocol, body, at):
    """IPv4 in Ethernet; the transport's checksum lies `at` that place of the body."""
    pseudo = src.ip + dst.ip + struct.pack(">HH", protocol, len(body))
    body = body[:at] + struct.pack(">H", checksum(pseudo + body) or 0xffff) + body[at + 2:]
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(body), 0, 0x4000, 64, protocol, 0, src.ip, dst.ip)
    head = head[:10] + struct.pack(">H", checksum(head)) + head[12:]
    return (dst.mac + src.mac + b"\x08\x00" + head + body).ljust(60, b"\0")


class Capture:
    def __init__(self):
        self.frames = []
        self.port = 40000

    def udp(self, t, src, sport, dst, dport, data):
        self.frames.append((t, frame(src, dst, 17, struct.pack(">HHHH", sport, dport, 8 + len(data), 0) + data, 6)))

    def tcp(self, t, client, server, port, *talk):
        """A whole conversation; each text of `talk` is ("c" or "s", bytes)."""
        self.port = 40000 + (self.port - 39999) % 20000
        ends = {"c": (client, self.port, server, port), "s": (server, port, client, self.port)}
        sequence = {"c": 1000, "s": 5000}

        def send(side, flags, data=b""):
            nonlocal t
            src, sport, dst, dport = ends[side]
            other = sequence["s" if side == "c" else "c"]
            head = struct.pack(">HHIIBBHHH", sport, dport, sequence[side], other if flags & 16 else 0, 0x50, flags, 9000, 0, 0)
            self.frames.append((t, frame(src, dst, 6, head + data, 16)))
            sequence[side] += len(data) + (flags & 3 != 0)
            t += 0.002

        send("c", 2)
        send("s", 18)
        send("c", 16)
        for side, data in talk:
            send(side, 24, data)
        send("c", 17)
        send("s", 17)
        send("c", 16)

    def write(self, path):
        with open(path, "wb") as f:
            f.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
            for t, data in sorted(self.frames):
                f.write(struct.pack("<IIII", int(t), int(t % 1 * 1e6), len(data), len(data)) + data)


def tlv(tag, value):
    return struct.pack(">HH", tag, len(value)) + value


def easy_ip(camera, title, firmware, administrator, expired):
    """Its answer to a search, as the project's notes on Easy IP have it."""
    def text(tag, value):
        return tlv(tag, value.encode()[:16].ljust(16, b"\0"))
    body = (tlv(0, b"\2") + tlv(1, b"\0") + tlv(0x20, camera.ip) + tlv(0x21, b"\xff\xff\0\0") +
            tlv(0x22, bytes(4)) + tlv(0x23, bytes(8)) + tlv(0x25, struct.pack(">H", 80)) + text(0xa7, title) +
            text(0xa8, "WV-S1136") + text(0xa9, firmware) + tlv(0xb4, struct.pack(">H", expired)) + text(0xd1, "ABC00001"))
    start = struct.pack(">HHH6s6s4sH9s2x", 1, len(body), 14, camera.mac, TOOL.mac, TOOL.ip, 0, MAGIC)
    whole = (start + bytes((2, 2, 2 if administrator else 1))).ljust(48, b"\0") + body + b"\xff\xff"
    return whole + struct.pack(">H", (sum(whole) + 1) & 0xffff)


def snmp(community):
    """A v1 get of sysUpTime.0, RFC 1157."""
    def ber(tag, value):
        return bytes((tag, len(value))) + value
    name = ber(6, bytes.fromhex("2b06010201010300"))
    pdu = ber(0xa0, ber(2, b"\1") + ber(2, b"\0") + ber(2, b"\0") + ber(0x30, ber(0x30, name + ber(5, b""))))
    return ber(0x30, ber(2, b"\0") + ber(4, community) + pdu)


def lines(*text):
    return ("\r\n".join(text) + "\r\n\r\n").encode()


def web(c, t, camera, realm, user):
    basic = base64.b64encode(f"{user}:{SECRET}".encode()).decode()
    c.tcp(t, VMS, camera, 80,
          ("c", lines("GET /live HTTP/1.1", f"Host: {camera.text}")),
          ("s", lines("HTTP/1.1 401 Unauthorized", f'WWW-Authenticate: Basic realm="{realm}"', "Content-Length: 0")),
          ("c", lines("GET /live HTTP/1.1", f"Host: {camera.text}", f"Authorization: Basic {basic}")),
          ("s", lines("HTTP/1.1 200 OK", "Content-Type: image/jpeg", f"Content-Length: {len(JPEG)}") + JPEG))


def rtsp(c, t, camera, realm, digest):
    scheme = f'Digest realm="{realm}", nonce="00"' if digest else f'Basic realm="{realm}"'
    url = f"rtsp://{camera.text}/stream"
    c.tcp(t, VMS, camera, 554,
          ("c", lines(f"OPTIONS {url} RTSP/1.0", "CSeq: 1")),
          ("s", lines("RTSP/1.0 200 OK", "CSeq: 1", "Public: DESCRIBE, SETUP, PLAY")),
          ("c", lines(f"DESCRIBE {url} RTSP/1.0", "CSeq: 2")),
          ("s", lines("RTSP/1.0 401 Unauthorized", "CSeq: 2", f"WWW-Authenticate: {scheme}")))


def upload(c, t, camera, user):
    c.tcp(t, camera, FTP, 21,
          ("s", b"220 ready\r\n"), ("c", f"USER {user}\r\n".encode()), ("s", b"331 password\r\n"),
          ("c", f"PASS {SECRET}\r\n".encode()), ("s", b"230 in\r\n"),
          ("c", b"STOR a.jpg\r\n"), ("s", b"150 go\r\n"), ("s", b"226 done\r\n"))


def live(c, chance, i):
    """What one camera does in a day."""
    oui, make = MAKERS[chance.choices(range(len(MAKERS)), (9, 4, 3, 3, 3, 2, 2, 2))[0]]
    camera = Host(f"10.20.{1 + i // 250}.{1 + i % 250}", f"{oui}{0x100000 + i:06x}")
    start = START + chance.random() ** 2 * 0.9 * DAY
    odd = HOSTILE[i % len(HOSTILE)] if i % 5 == 0 else None
    name = odd or f"{make} {i}"
    if chance.random() < 0.6:
        web(c, start, camera, name.replace('"', "'"), odd or "admin")
    if chance.random() < 0.8:
        for k in range(chance.randrange(1, 5)):
            rtsp(c, start + 20 + 600 * k, camera, name.replace('"', "'"), chance.random() < 0.5)
    if make == "i-PRO":
        answer = easy_ip(camera, odd or f"Gate {i}", chance.choice(["3.67", "2.04"]), chance.random() < 0.9, chance.random() < 0.5)
        c.udp(start + 40, camera, 10669, EVERYBODY, 10669, answer)
    if chance.random() < 0.3:
        c.udp(start + 60, NMS, 50000 + i % 9000, camera, 161, snmp(b"public" if i % 2 else SECRET.encode()))
        c.udp(start + 60.01, camera, 161, NMS, 50000 + i % 9000, snmp(b"public" if i % 2 else SECRET.encode()).replace(b"\xa0", b"\xa2", 1))
    if chance.random() < 0.25:
        upload(c, start + 80, camera, odd or "camera")


def main():
    capture = Capture()
    chance = random.Random(4)
    for i in range(int(sys.argv[2]) if len(sys.argv) > 2 else 500):
        live(capture, chance, i)
    capture.write(sys.argv[1])


if __name__ == "__main__":
    main()
