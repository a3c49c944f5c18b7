"""Captures read, taken apart, put together again with right checksums, and written: no more of it than evasion needs."""

import copy
import struct

ETHERNET = 1
FIN, SYN, RST, PSH, ACK, URG = 1, 2, 4, 8, 16, 32


def classic(data):
    order, unit = {b"\xd4\xc3\xb2\xa1": ("<", 1000), b"\xa1\xb2\xc3\xd4": (">", 1000), b"\x4d\x3c\xb2\xa1": ("<", 1),
                   b"\xa1\xb2\x3c\x4d": (">", 1)}[data[:4]]
    link = struct.unpack_from(order + "I", data, 20)[0]
    at = 24
    while at + 16 <= len(data):
        s, part, n, _ = struct.unpack_from(order + "IIII", data, at)
        yield link, s * 10**9 + part * unit, data[at + 16:at + 16 + n]
        at += 16 + n


def option(block, wanted):
    at = 0
    while at + 4 <= len(block):
        code, n = struct.unpack_from("<HH", block, at)
        if code == wanted:
            return block[at + 4:at + 4 + n]
        at += 4 + (n + 3) // 4 * 4
    return None


def pcapng(data):
    """Little endian only: so are ours"""
    at, interfaces = 0, []
    while at + 12 <= len(data):
        kind, n = struct.unpack_from("<II", data, at)
        block = data[at + 8:at + n - 4]
        if kind == 1:
            unit = option(block[8:], 9)
            interfaces.append((struct.unpack_from("<H", block)[0], 10 ** (9 - unit[0]) if unit else 1000))
        elif kind == 6:
            which, high, low, kept = struct.unpack_from("<IIII", block)
            link, unit = interfaces[which]
            yield link, (high << 32 | low) * unit, block[20:20 + kept]
        at += n


def read(path):
    data = path.read_bytes()
    return list(pcapng(data) if data[:4] == b"\x0a\x0d\x0d\x0a" else classic(data))


def write(path, link, frames):
    """frames: (ns, bytes)"""
    out = [struct.pack("<IHHiIII", 0xa1b23c4d, 2, 4, 0, 0, 262144, link)]
    for time, frame in frames:
        out += [struct.pack("<IIII", time // 10**9, time % 10**9, len(frame), len(frame)), frame]
    path.write_bytes(b"".join(out))


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total > 0xffff:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


class Packet:
    """One frame. kind: "tcp", "udp", "ip" (another transport, or a fragment) or "raw" (no IP); only what is taken apart
    can be changed. Of IPv6 `extensions` stand between the header and the transport."""

    def __init__(self, time, frame):
        self.time, self.frame, self.kind, self.ether = time, frame, "raw", frame[:14]
        self.bad_sum = self.bad_ip_sum = self.low = False
        self.id = 0
        self.fragment = None
        self.extensions = b""
        self.first_extension = None
        type_ = struct.unpack_from(">H", frame, 12)[0] if len(frame) >= 14 else 0
        if type_ == 0x0800:
            self.take_v4(frame[14:])
        elif type_ == 0x86dd:
            self.take_v6(frame[14:])

    def take_v4(self, ip):
        head = (ip[0] & 15) * 4
        total, self.id, where = struct.unpack_from(">HHH", ip, 2)
        self.version, self.tos, self.ttl, self.protocol = 4, ip[1], ip[8], ip[9]
        self.src, self.dst, self.options = ip[12:16], ip[16:20], ip[20:head]
        self.df = where & 0x4000
        self.body = ip[head:total or len(ip)]
        if total > len(ip):
            return
        self.kind = "ip"
        if where & 0x3fff:
            self.fragment = ((where & 0x1fff) * 8, bool(where & 0x2000))
            return
        self.take_transport()

    def take_v6(self, ip):
        n = struct.unpack_from(">H", ip, 4)[0]
        self.version, self.protocol, self.ttl, self.flow = 6, ip[6], ip[7], ip[:4]
        self.src, self.dst = ip[8:24], ip[24:40]
        self.body = ip[40:40 + n]
        if 40 + n > len(ip):
            return
        self.kind = "ip"
        if self.protocol in (6, 17):
            self.take_transport()

    def take_transport(self):
        b = self.body
        if self.protocol == 6 and len(b) >= 20:
            self.sport, self.dport, self.seq, self.ack, offset, self.flags, self.window, _, self.urgent = \
                struct.unpack_from(">HHIIBBHHH", b)
            self.tcp_options = b[20:(offset >> 4) * 4]
            self.payload, self.kind = b[(offset >> 4) * 4:], "tcp"
        elif self.protocol == 17 and len(b) >= 8:
            self.sport, self.dport, n = struct.unpack_from(">HHH", b)
            self.payload, self.kind = b[8:n], "udp"

    def but(self, **changes):
        other = copy.copy(self)
        for name, value in changes.items():
            setattr(other, name, value)
        return other

    @property
    def key(self):
        ends = [(self.src, self.sport), (self.dst, self.dport)]
        return self.kind, *sorted(ends)

    @property
    def side(self):
        """Which of the two ends of `key` has sent it"""
        return 0 if (self.src, self.sport) <= (self.dst, self.dport) else 1

    def transport(self):
        """The bytes behind the IP header"""
        if self.kind == "tcp":
            options = self.tcp_options + b"\0" * (-len(self.tcp_options) % 4)
            b = struct.pack(">HHIIBBHHH", self.sport, self.dport, self.seq % 2**32, self.ack % 2**32,
                            (20 + len(options)) // 4 << 4, self.flags, self.window, 0, self.urgent) + options + self.payload
            return self.sum(b, 16)
        if self.kind == "udp":
            return self.sum(struct.pack(">HHHH", self.sport, self.dport, 8 + len(self.payload), 0) + self.payload, 6)
        return self.body

    def sum(self, b, at):
        if self.version == 4:
            pseudo = self.src + self.dst + struct.pack(">HH", self.protocol, len(b))
        else:
            pseudo = self.src + self.dst + struct.pack(">II", len(b), self.protocol)
        value = checksum(pseudo + b) or 0xffff
        if self.bad_sum:
            value ^= 0x1357
        return b[:at] + struct.pack(">H", value) + b[at + 2:]

    def ip(self):
        """From the IP header on"""
        body = self.transport()
        if self.version == 6:
            body = self.extensions + body
            first = self.protocol if self.first_extension is None else self.first_extension
            return self.flow + struct.pack(">HBB", len(body), first, self.ttl) + self.src + self.dst + body
        where = self.df
        if self.fragment is not None:
            where = self.fragment[0] // 8 | (0x2000 if self.fragment[1] else 0)
        words = (20 + len(self.options)) // 4
        head = struct.pack(">BBHHHBBH", 0x40 | words, self.tos, 4 * words + len(body), self.id, where, self.ttl, self.protocol,
                           0) + self.src + self.dst + self.options
        value = checksum(head) ^ (0x2468 if self.bad_ip_sum else 0)
        return head[:10] + struct.pack(">H", value) + head[12:] + body

    def bytes(self):
        if self.kind == "raw":
            return self.frame
        return self.ether + self.ip()


def fragments(p, size, number):
    """IPv4: an IP packet in fragments of `size` bytes (a multiple of 8); IPv6 likewise"""
    body = p.transport()
    if len(body) <= size:
        return [p]
    out = []
    for at in range(0, len(body), size):
        out.append(piece(p, body[at:at + size], at, at + size < len(body), number))
    return out


def piece(p, body, at, more, number):
    if p.version == 4:
        return p.but(kind="ip", body=body, fragment=(at, more), id=number & 0xffff)
    head = struct.pack(">BBHI", p.protocol, 0, at | more, number)
    return p.but(kind="ip", body=body, extensions=head, first_extension=44)
