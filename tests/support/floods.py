#!/usr/bin/env python3
"""Captures of floods: what somebody sends who wants the sensor full, slow or blind. In the middle of each a camera that was
known before goes on, and one that was not breaks an item; the flood is ten times as fast as both.

    floods.py KIND N FILE        N packets of the flood; KIND: one of KINDS below"""

import gzip
import random
import socket
import struct
import sys

import many_cameras
from many_cameras import EVERYBODY, Capture, Host, lines

KNOWN = Host("10.20.1.1", "d42dc5200001")  # before the flood, and in it
SEEDED = Host("10.20.1.2", "d42dc5200002")  # in the flood alone
ATTACKER = Host("10.20.9.9", "02005e000099")
VICTIM = Host("10.20.1.3", "d42dc5200003")
START = 1767571200
HALF_GZIPPED = gzip.compress(b"<a>" + b"".join(b"<b>%d</b>" % i for i in range(150)), mtime=0)[:200]
BOMB = gzip.compress(b"<a>" + b" " * 300000 + b"</a>", mtime=0)
RATE = 100000  # packets of the flood a second


class Pcap:
    """Frames as they come, straight to the file: floods are long."""

    def __init__(self, path):
        self.file = open(path, "wb")
        self.file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))

    def put(self, t, data):
        self.file.write(struct.pack("<IIII", int(t), int(t % 1 * 1e6), len(data), len(data)) + data)

    def put_all(self, capture):
        for t, data in sorted(capture.frames):
            self.put(t, data)


def known(t):
    """The camera as it is known: it shows itself, and its video is offered for a login by Digest only."""
    c = Capture()
    c.port = 41000
    c.udp(t, KNOWN, 10670, EVERYBODY, 10669, many_cameras.easy_ip(KNOWN, "known", "1.00", True, 1))
    many_cameras.rtsp(c, t + 0.01, KNOWN, "r", True)
    return c


def seeded(t):
    c = Capture()
    c.port = 42000
    c.udp(t, SEEDED, 10670, EVERYBODY, 10669, many_cameras.easy_ip(SEEDED, "seeded", "1.00", True, 1))
    many_cameras.web(c, t + 0.01, SEEDED, "r", "admin")
    return c


# ---- frames, quickly ----


def ip4(src, dst, protocol, body, ident=0, where=0):
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(body), ident, where, 64, protocol, 0, src, dst)
    return head[:10] + struct.pack(">H", many_cameras.checksum(head)) + head[12:] + body


def ether(src, dst, body, kind=0x0800):
    return (dst + src + struct.pack(">H", kind) + body).ljust(60, b"\0")


def tcp(src, dst, sport, dport, seq, ack, flags, data=b""):
    """The checksum stays 0: as from a host whose card would have written it."""
    return ip4(src, dst, 6, struct.pack(">HHIIBBHHH", sport, dport, seq, ack, 0x50, flags, 9000, 0, 0) + data)


def udp(src, dst, sport, dport, data):
    return ip4(src, dst, 17, struct.pack(">HHHH", sport, dport, 8 + len(data), 0) + data)


class Flood:
    """What one packet of each kind is; `i` counts them."""

    def __init__(self, seed, n):
        self.dice = random.Random(seed)
        self.n = n

    def address(self):
        return struct.pack(">BBH", 11, self.dice.randrange(256), self.dice.randrange(65536))

    def mac(self):
        return b"\x02" + self.dice.randbytes(5)

    def from_attacker(self, body):
        return ether(ATTACKER.mac, VICTIM.mac, body)

    def syn(self, i):
        return self.from_attacker(tcp(self.address(), VICTIM.ip, self.dice.randrange(1024, 65536), 80, i, 0, 2))

    def tuples(self, i):
        return self.from_attacker(udp(self.address(), VICTIM.ip, self.dice.randrange(1024, 65536),
                                      self.dice.randrange(1024, 65536), b"flood"))

    def chosen(self, i):
        """One end, one port, the other's ports in turn: what falls into few buckets of a poor hash."""
        return self.from_attacker(udp(socket.inet_aton("11.0.0.1"), VICTIM.ip, 1024 + i % 64000, 40000 + 256 * (i // 64000),
                                      b"flood"))

    def fragments(self, i):
        return self.from_attacker(ip4(self.address(), VICTIM.ip, 17, struct.pack(">HHHH", 5000, 6000, 4000, 0) + bytes(1000),
                                      self.dice.randrange(65536), 0x2000))

    def fragments_overlapping(self, i):
        """Of one datagram after the other, every piece over the piece before."""
        return self.from_attacker(ip4(ATTACKER.ip, VICTIM.ip, 17, bytes([i & 255]) * 64, i // 1000, 0x2000 | (i % 1000)))

    def macs(self, i):
        mac, ip = self.mac(), self.address()
        return ether(mac, EVERYBODY.mac, struct.pack(">HHBBH6s4s6s4s", 1, 0x0800, 6, 4, 1, mac, ip, bytes(6), ip), 0x0806)

    def half_open(self, i):
        """A connection begins, and a request whose head never ends."""
        step, number = i % 3, i // 3
        port, ip = 1024 + number % 60000, struct.pack(">BBH", 12, 0, number // 60000)
        if step == 0:
            return self.from_attacker(tcp(ip, VICTIM.ip, port, 80, 1, 0, 2))
        if step == 1:
            return ether(VICTIM.mac, ATTACKER.mac, tcp(VICTIM.ip, ip, 80, port, 1, 2, 18))
        return self.from_attacker(tcp(ip, VICTIM.ip, port, 80, 2, 2, 24, b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 600))

    def half_gzipped(self, i):
        """A connection begins, and a SOAP call whose compressed body never ends."""
        step, number = i % 3, i // 3
        port, ip = 1024 + number % 60000, struct.pack(">BBH", 12, 1, number // 60000)
        if step == 0:
            return self.from_attacker(tcp(ip, VICTIM.ip, port, 80, 1, 0, 2))
        if step == 1:
            return ether(VICTIM.mac, ATTACKER.mac, tcp(VICTIM.ip, ip, 80, port, 1, 2, 18))
        head = lines("POST /onvif/device_service HTTP/1.1", "Content-Type: application/soap+xml", "Content-Encoding: gzip",
                     "Content-Length: 200000")
        return self.from_attacker(tcp(ip, VICTIM.ip, port, 80, 2, 2, 24, head + HALF_GZIPPED))

    def bombs(self, i):
        """Calls one after the other, each of a few bytes that unpack to a long text, well-formed as far as it goes."""
        head = lines("POST /onvif/device_service HTTP/1.1", "Content-Type: application/soap+xml", "Content-Encoding: gzip",
                     "Content-Length: %d" % len(BOMB))
        return self.stream(i, 80, head + BOMB, head + BOMB)

    def stream(self, i, port, start, more):
        """One conversation that goes on for ever."""
        if i == 0:
            self.seq = 2
            return self.from_attacker(tcp(ATTACKER.ip, VICTIM.ip, 50000, port, 1, 0, 2))
        if i == 1:
            return ether(VICTIM.mac, ATTACKER.mac, tcp(VICTIM.ip, ATTACKER.ip, port, 50000, 1, 2, 18))
        data = start if i == 2 else more
        self.seq += len(data)
        return self.from_attacker(tcp(ATTACKER.ip, VICTIM.ip, 50000, port, self.seq - len(data), 2, 24, data))

    def endless_header(self, i):
        return self.stream(i, 80, b"GET / HTTP/1.1\r\nX: ", b"a" * 1400)

    def endless_fields(self, i):
        return self.stream(i, 80, b"GET / HTTP/1.1\r\n", b"X-A: b\r\n" * 175)

    def tiny_segments(self, i):
        return self.stream(i, 80, b"GET / HTTP/1.1\r\nX: ", b"a")

    def endless_sdp(self, i):
        """The answer to a DESCRIBE; the attacker is the server."""
        return self.stream(i, 554, lines("RTSP/1.0 200 OK", "CSeq: 1", "Content-Type: application/sdp",
                                         "Content-Length: 4000000000"), b"m=video 0 RTP/AVP 96\r\na=x\r\n" * 50)

    def deep_xml(self, i):
        return self.stream(i, 80, lines("POST /onvif/device_service HTTP/1.1", "Content-Type: application/soap+xml",
                                        "Content-Length: 4000000000"), b"<a>" * 460)

    def interleaved(self, i):
        """Pieces of media of no length, in a connection."""
        return self.stream(i, 554, lines("OPTIONS * RTSP/1.0", "CSeq: 1"), b"$\0\0\0" * 350)

    def discovery(self, i):
        probe = (b'<?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
                 b'xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><s:Body><d:ProbeMatches><d:ProbeMatch>'
                 b"<d:Types>dn:NetworkVideoTransmitter</d:Types><d:XAddrs>http://1.2.3.4/onvif/device_service</d:XAddrs>"
                 b"</d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>")
        return ether(self.mac(), ATTACKER.mac, udp(self.address(), ATTACKER.ip, 3702, self.dice.randrange(1024, 65536), probe))

    def certificates(self, i):
        """A chain that never ends, in records of TLS 1.2; the attacker is the server."""
        record = b"\x16\x03\x03" + struct.pack(">H", 1300)
        first = record + b"\x0b\xff\xff\xff\xff\xff\xfc" + b"\0\x04\0" + b"\x30\x82\x04\xfc" + bytes(1300 - 7 - 3 - 4)
        return self.stream(i, 443, first, record + b"\0\x04\0" + b"\x30\x82\x03\xfc" + bytes(1300 - 7))

    def cameras(self, i):
        """Whoever wants many alerts: made-up cameras that all break something."""
        mac = bytes.fromhex("d42dc5") + self.dice.randbytes(3)
        camera = Host(socket.inet_ntoa(self.address()), mac.hex())
        body = many_cameras.easy_ip(camera, "flood", "1.00", False, 0)
        return ether(mac, EVERYBODY.mac, udp(camera.ip, EVERYBODY.ip, 10670, 10669, body))

    def requests(self, i):
        """Many small messages of one conversation: alerts again and again."""
        return self.stream(i, 80, b"", lines("GET /live HTTP/1.1", "Authorization: Basic YTpi") * 10)


KINDS = ("syn", "tuples", "chosen", "fragments", "fragments_overlapping", "macs", "half_open", "endless_header", "endless_fields",
         "tiny_segments", "endless_sdp", "deep_xml", "interleaved", "discovery", "certificates", "cameras", "requests",
         "half_gzipped", "bombs")


def write(kind, n, path):
    """Known camera, half of the flood, the seeded one and the known one again, the other half."""
    pcap, flood = Pcap(path), Flood(kind, n)
    make = getattr(flood, kind)
    t = START
    pcap.put_all(known(t))
    t += 10
    for i in range(n):
        if i == n // 2:
            pcap.put_all(seeded(t))
            pcap.put_all(known(t + 0.5))
            t += 1
        pcap.put(t + i / RATE, make(i))
    pcap.file.close()


def main():
    write(sys.argv[1], int(sys.argv[2]), sys.argv[3])


if __name__ == "__main__":
    main()
