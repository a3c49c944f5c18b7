#!/usr/bin/python3
"""Easy IP Setup, both sides, as the project's protocol notes describe it: a camera, the tool that looks for cameras,
and captures of what takes too long to wait for.

    easyip_emulator.py camera [--window open|expired|unlimited] [--no-admin] ...    until killed
    easyip_emulator.py search | set ADDRESS                                         as the tool would
    easyip_emulator.py write SCENARIO FILE                                          a capture, at once
    easyip_emulator.py check                                                        against known packets
"""

import argparse
import dataclasses
import hashlib
import os
import random
import socket
import struct
import subprocess
import sys
import threading
import time

MAGIC = bytes.fromhex("20111e11231f1e1913")
ANNOUNCE, SET, SET_DONE, COMMIT, SEARCH, REPLY = 1, 2, 3, 4, 0x0D, 0x0E
TOOL_PORT, CAMERA_PORT = 10669, 10670
INTERVAL, WINDOW = 5.0, 1200
WANTED = (0x20, 0x21, 0x22, 0x23, 0x25, 0x28, 0x40, 0x41, 0x42, 0x44,
          0xA5, 0xA6, 0xA7, 0xA8, 0xAD, 0xB3, 0xB4, 0xB7, 0xB8)


def mac_bytes(text):
    return bytes.fromhex(text.replace(":", ""))


@dataclasses.dataclass
class Camera:
    mac: bytes = mac_bytes(os.environ.get("LAB_CAMERA_MAC", "d4:2d:c5:10:00:20"))
    address: str = os.environ.get("LAB_CAMERA_ADDRESS", "192.168.10.20")
    gateway: str = "192.168.10.1"
    dns: str = "0.0.0.0"
    port: int = 443
    admin: bool = True
    title: str = "WV-S1136"
    model: str = "S1136"
    firmware: str = "3.67"


@dataclasses.dataclass
class Tool:
    mac: bytes = mac_bytes("02:00:5e:10:00:50")
    address: str = "192.168.10.50"


NOBODY = Tool(bytes(6), "0.0.0.0")

# --- packets ---


def packet(command, camera_mac, tool, sequence, marks, data=b""):
    """Header, data, end marker, and the sum of all that plus one."""
    start = struct.pack(">HHH6s6s4sH9s2x", 1, len(data), command, camera_mac, tool.mac,
                        socket.inet_aton(tool.address), sequence, MAGIC)
    whole = start + bytes(marks) + bytes(48 - len(start) - len(marks)) + data + b"\xff\xff"
    return whole + struct.pack(">H", (sum(whole) + 1) & 0xFFFF)


def tlv(tag, value):
    return struct.pack(">HH", tag, len(value)) + value


def number(tag, value):
    return tlv(tag, struct.pack(">H", value))


def text(tag, value):
    return tlv(tag, value.encode().ljust(16, b"\0"))


def link_local(mac):
    return bytes.fromhex("fe80000000000000") + bytes([mac[0] ^ 2]) + mac[1:3] + b"\xff\xfe" + mac[3:]


def addresses(camera, first):
    return b"".join(tlv(first + i, socket.inet_aton(a)) for i, a in
                    enumerate((camera.address, "255.255.255.0", camera.gateway)))


def description(camera, mode, expired):
    dns = socket.inet_aton(camera.dns)
    dns += dns if camera.dns == "0.0.0.0" else socket.inet_aton("8.8.4.4")
    return b"".join((
        tlv(0x00, bytes([mode])), tlv(0x01, b"\0"), addresses(camera, 0x20), tlv(0x23, dns),
        number(0x25, camera.port), tlv(0x40, link_local(camera.mac)), tlv(0x41, bytes(16)), tlv(0x42, bytes(32)),
        number(0x44, camera.port), number(0x45, 64), addresses(camera, 0xA0), tlv(0xA3, bytes(8)),
        tlv(0xA4, bytes(4)), tlv(0xA6, b"\x92"), text(0xA7, camera.title), text(0xA8, camera.model),
        text(0xA9, camera.firmware), text(0xAA, "0.00"), tlv(0xB1, bytes(40)), tlv(0xB2, bytes(40)),
        number(0xB4, 1 if expired else 0), tlv(0xB5, b"\0"), tlv(0xB6, b"\x90"), tlv(0xD0, bytes(16)),
        text(0xD1, "ABC00001"), number(0xD3, 1), number(0xD2, 2)))


def announcement(camera):
    return packet(ANNOUNCE, camera.mac, NOBODY, 0, (2, 2), description(camera, 3, False))


def reply(camera, tool, expired):
    return packet(REPLY, camera.mac, tool, 0, (2, 2, 2 if camera.admin else 1), description(camera, 2, expired))


def search(tool):
    data = tlv(0xFFF0, struct.pack(">19H", *WANTED))
    return packet(SEARCH, bytes(6), tool, 0, (0, 1), data)


def set_request(camera, tool):
    """The new configuration. Which fields and their sum (175 bytes) are known, their order is not."""
    data = b"".join((
        tlv(0x00, b"\3"), tlv(0x01, b"\0"), addresses(camera, 0x20), tlv(0x23, bytes(8)), number(0x25, camera.port),
        tlv(0x40, link_local(camera.mac)), tlv(0x41, bytes(16)), tlv(0x42, bytes(32)), number(0x44, camera.port),
        addresses(camera, 0xA0), tlv(0xA3, bytes(8)), tlv(0xA6, b"\x90")))
    return packet(SET, camera.mac, tool, 1, (2, 2), data)


def set_done(camera, tool):
    return packet(SET_DONE, camera.mac, tool, 1, (2, 2))


def commit(camera, tool):
    return packet(COMMIT, camera.mac, tool, 2, (2, 2))


def check():
    """The packets the protocol notes give as examples, by their hashes."""
    camera = Camera(mac_bytes("d4:2d:c5:00:00:01"), "192.0.2.10", "192.0.2.1", title="WV-TEST1", model="TEST1")
    tool = Tool(mac_bytes("02:00:00:00:00:01"), "192.0.2.99")
    plain = dataclasses.replace(camera, port=80)
    fresh = dataclasses.replace(plain, dns="8.8.8.8", admin=False, firmware="2.04")
    made = (search(tool), reply(camera, tool, True), reply(fresh, tool, False), announcement(plain),
            set_done(camera, tool), commit(camera, tool))
    known = HASHES.split()
    for it, digest in zip(made, known, strict=True):
        if hashlib.sha256(it).hexdigest()[:16] != digest:
            sys.exit("differs from the notes: " + it.hex())
    assert len(set_request(camera, tool)) == 227


HASHES = """
3c50b8afaedc3b5e
2404309e8c3149af
7018a29c14e36b5b
1e20cc3f3ab34798
57f4e8a23d49a064
224cf5924e22057c
"""

# --- live: with sockets ---


def broadcaster(port):
    it = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    it.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    it.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    it.bind(("", port))
    return it


class LiveCamera:
    def __init__(self, camera, window, quiet_for=0):
        self.camera, self.window, self.quiet_for = camera, window, quiet_for
        self.restarted = time.monotonic() if window != "expired" else float("-inf")
        self.down = threading.Event()

    def expired(self):
        return self.window != "unlimited" and time.monotonic() - self.restarted > WINDOW

    def send(self, what):
        with broadcaster(TOOL_PORT) as it:
            it.sendto(what, ("255.255.255.255", TOOL_PORT))

    def announce(self):
        time.sleep(self.quiet_for)
        while True:
            if not self.expired() and not self.down.is_set():
                self.send(announcement(self.camera))
            time.sleep(INTERVAL)

    def answer(self):
        requests, wanted = broadcaster(CAMERA_PORT), None
        while True:
            request = requests.recv(2048)
            command = struct.unpack_from(">H", request, 4)[0]
            tool = Tool(request[12:18], socket.inet_ntoa(request[18:22]))
            if command == SEARCH:
                time.sleep(0.025)
                self.send(reply(self.camera, tool, self.expired()))
            elif self.expired() or request[6:12] != self.camera.mac:
                continue
            elif command == SET:
                first, wanted = wanted is None, socket.inet_ntoa(request[48 + 5 + 5 + 4:][:4])
                if first:
                    time.sleep(0.025)
                    self.send(set_done(self.camera, tool))
            elif command == COMMIT and wanted:
                self.restart(wanted)
                wanted = None

    def restart(self, address):
        self.down.set()
        ip("link", "set", "eth0", "down")
        ip("address", "flush", "dev", "eth0")
        time.sleep(9)
        ip("address", "add", address + "/24", "brd", "+", "dev", "eth0")
        ip("link", "set", "eth0", "up")
        ip("route", "add", "default", "via", self.camera.gateway)
        self.camera.address, self.restarted = address, time.monotonic()
        self.down.clear()

    def run(self):
        threading.Thread(target=self.announce, daemon=True).start()
        self.answer()


def ip(*words):
    subprocess.run(("ip",) + words, check=True)


def ask(requests, wait):
    """What the tool sends, and what comes back meanwhile."""
    with broadcaster(TOOL_PORT) as it:
        it.settimeout(wait)
        for request in requests:
            it.sendto(request, ("255.255.255.255", CAMERA_PORT))
            time.sleep(0.1)
        try:
            while True:
                print(it.recv(2048)[:48].hex())
        except TimeoutError:
            pass


def ask_set(address):
    wanted = Camera(address=address)
    ask([search(Tool())], 0.5)
    ask([set_request(wanted, Tool())] * 3, 0.5)
    ask([commit(wanted, Tool())] * 3, 0.5)


# --- written: captures of long stretches, with invented times ---

NVR_MAC, NVR = mac_bytes("02:00:5e:10:00:05"), "192.168.10.5"
EVERYBODY = b"\xff" * 6


def ones_sum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(">%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ip_frame(target_mac, source_mac, source, target, protocol, load):
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(load), random.randrange(65536), 0x4000, 64, protocol, 0,
                       socket.inet_aton(source), socket.inet_aton(target))
    head = head[:10] + struct.pack(">H", ones_sum(head)) + head[12:]
    return target_mac + source_mac + b"\x08\0" + head + load


def with_pseudo(source, target, protocol, load):
    pseudo = socket.inet_aton(source) + socket.inet_aton(target) + struct.pack(">HH", protocol, len(load))
    return ones_sum(pseudo + load)


def udp(source_mac, source, source_port, target_port, load):
    """A broadcast."""
    target = "255.255.255.255"
    head = struct.pack(">HHH", source_port, target_port, 8 + len(load))
    total = with_pseudo(source, target, 17, head + b"\0\0" + load) or 0xFFFF
    return ip_frame(EVERYBODY, source_mac, source, target, 17, head + struct.pack(">H", total) + load)


def arp(target_mac, sender_mac, operation, sender, wanted, wanted_mac=bytes(6)):
    return (target_mac + sender_mac + b"\x08\x06" + struct.pack(">HHBBH", 1, 0x800, 6, 4, operation) + sender_mac
            + socket.inet_aton(sender) + wanted_mac + socket.inet_aton(wanted)).ljust(60, b"\0")


def echo(target_mac, source_mac, source, target, kind, count):
    load = struct.pack(">BBHHH", kind, 0, 0, 0x1010, count & 0xFFFF) + bytes(range(48))
    load = load[:2] + struct.pack(">H", ones_sum(load)) + load[4:]
    return ip_frame(target_mac, source_mac, source, target, 1, load)


class Film:
    """Frames with their times."""

    def __init__(self, camera):
        self.camera, self.frames = camera, []

    def add(self, when, frame):
        self.frames.append((when, frame))

    def from_camera(self, when, message):
        self.add(when, udp(self.camera.mac, self.camera.address, TOOL_PORT, TOOL_PORT, message))

    def from_tool(self, when, message, tool):
        self.add(when, udp(tool.mac, tool.address, TOOL_PORT, CAMERA_PORT, message))

    def boot(self, when):
        for i in range(3):
            self.add(when + i, arp(EVERYBODY, self.camera.mac, 1, "0.0.0.0", self.camera.address))
        for i in range(2):
            self.add(when + 4 + i, arp(EVERYBODY, self.camera.mac, 1, self.camera.address, self.camera.address))

    def announce(self, start, count):
        for i in range(count):
            self.from_camera(start + INTERVAL * i, announcement(self.camera))

    def searched(self, when, expired):
        self.from_tool(when, search(Tool()), Tool())
        self.from_camera(when + 0.025, reply(self.camera, Tool(), expired))

    def alive(self, start, end):
        """The recorder asks the camera for a sign of life, every 30 seconds."""
        for count, when in enumerate(range(start, end, 30)):
            camera = self.camera
            if count % 4 == 0:
                self.add(when, arp(EVERYBODY, NVR_MAC, 1, NVR, camera.address))
                self.add(when + 0.0004, arp(NVR_MAC, camera.mac, 2, camera.address, NVR, NVR_MAC))
            self.add(when + 0.001, echo(camera.mac, NVR_MAC, NVR, camera.address, 8, count))
            self.add(when + 0.0014, echo(NVR_MAC, camera.mac, camera.address, NVR, 0, count))

    def write(self, path):
        begin = 1767600000  # 2026-01-05 08:00:00 UTC
        with open(path, "wb") as out:
            out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
            for when, frame in sorted(self.frames, key=lambda it: it[0]):
                seconds, rest = divmod(round(when * 1_000_000), 1_000_000)
                out.write(struct.pack("<IIII", begin + seconds, rest, len(frame), len(frame)) + frame)


class Conversation:
    """One long TCP connection from the recorder to the camera."""

    def __init__(self, film, port):
        self.film, self.port, self.start = film, port, {True: 1000, False: 500000}

    def send(self, when, to_camera, flags, load=b""):
        camera = self.film.camera
        ends = [(NVR_MAC, NVR, 40554), (camera.mac, camera.address, self.port)]
        (source_mac, source, source_port), (target_mac, target, target_port) = ends if to_camera else ends[::-1]
        acknowledged = self.start[not to_camera] if flags & 0x10 else 0
        head = struct.pack(">HHIIBBHHH", source_port, target_port, self.start[to_camera], acknowledged,
                           0x50, flags, 64240, 0, 0)
        head = head[:16] + struct.pack(">H", with_pseudo(source, target, 6, head + load)) + head[18:]
        self.film.add(when, ip_frame(target_mac, source_mac, source, target, 6, head + load))
        self.start[to_camera] += len(load) + (1 if flags & 3 else 0)

    def open(self, when):
        self.send(when, True, 2)
        self.send(when + 0.0003, False, 0x12)
        self.send(when + 0.0006, True, 0x10)

    def exchange(self, when, request, answer):
        self.send(when, True, 0x18, request)
        self.send(when + 0.001, False, 0x18, answer)
        self.send(when + 0.0013, True, 0x10)


def announce_20min(film):
    film.boot(0)
    film.announce(9.5, 240)
    film.alive(20, 1800)


def unlimited(film):
    film.boot(0)
    film.announce(9.5, 300)
    film.alive(20, 1500)


def options(film, talk, when, count):
    """The recorder asks over RTSP whether the camera is there."""
    ask = f"OPTIONS rtsp://{film.camera.address}/MediaInput/h264 RTSP/1.0\r\nCSeq: {count}\r\n\r\n"
    answer = f"RTSP/1.0 200 OK\r\nCSeq: {count}\r\nPublic: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n\r\n"
    talk.exchange(when, ask.encode(), answer.encode())


def quiet_start(film):
    """It is there, starts again, and for eleven minutes asks no router for anything."""
    film.alive(0, 100)
    film.boot(200)
    film.announce(209.5, 132)
    talk = Conversation(film, 554)
    talk.open(212)
    for count in range(22):
        options(film, talk, 213 + 30 * count, count + 1)


def unlimited_search(film):
    """No boot seen; the recorder's connection proves that the camera has been up for 25 minutes."""
    talk = Conversation(film, 554)
    film.add(0, arp(EVERYBODY, NVR_MAC, 1, NVR, film.camera.address))
    film.add(0.0004, arp(NVR_MAC, film.camera.mac, 2, film.camera.address, NVR, NVR_MAC))
    talk.open(0.001)
    for count in range(51):
        options(film, talk, 1 + 30 * count, count + 1)
    film.searched(1502, False)


def restart(film):
    """Announcements for 30 minutes, and nothing wrong: a tool changed the address in between."""
    film.boot(0)
    film.announce(9.5, 120)
    wanted = dataclasses.replace(film.camera, address="192.168.10.22")
    film.searched(606, False)
    for i in range(3):
        film.from_tool(607 + 0.1 * i, set_request(wanted, Tool()), Tool())
        film.from_tool(608 + 0.1 * i, commit(wanted, Tool()), Tool())
    film.from_camera(607.03, set_done(film.camera, Tool()))
    film.alive(20, 600)
    film.camera = wanted
    film.boot(610)
    film.announce(617.5, 240)
    film.alive(620, 2000)


def set_late(film):
    """The address can still be changed after 25 minutes."""
    unlimited_search(film)
    wanted = dataclasses.replace(film.camera, address="192.168.10.22")
    for i in range(3):
        film.from_tool(1503 + 0.1 * i, set_request(wanted, Tool()), Tool())
    film.from_camera(1503.03, set_done(film.camera, Tool()))


SCENARIOS = {it.__name__: it for it in (announce_20min, quiet_start, unlimited, unlimited_search, restart, set_late)}


def write(scenario, path):
    random.seed(scenario)  # the same file every time
    film = Film(Camera())
    SCENARIOS[scenario](film)
    film.write(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    does = parser.add_subparsers(dest="does", required=True)
    camera = does.add_parser("camera")
    camera.add_argument("--window", choices=["open", "expired", "unlimited"], default="open")
    camera.add_argument("--no-admin", action="store_true")
    camera.add_argument("--dns", default="0.0.0.0")
    camera.add_argument("--port", type=int, default=443)
    camera.add_argument("--quiet-for", type=float, default=0, metavar="SECONDS", help="before it announces itself")
    does.add_parser("search")
    does.add_parser("set").add_argument("address")
    writer = does.add_parser("write")
    writer.add_argument("scenario", choices=SCENARIOS)
    writer.add_argument("file")
    does.add_parser("check")
    it = parser.parse_args()
    if it.does == "camera":
        LiveCamera(Camera(admin=not it.no_admin, dns=it.dns, port=it.port), it.window, it.quiet_for).run()
    elif it.does == "search":
        ask([search(Tool())], 0.5)
    elif it.does == "set":
        ask_set(it.address)
    elif it.does == "write":
        write(it.scenario, it.file)
    else:
        check()


if __name__ == "__main__":
    main()
