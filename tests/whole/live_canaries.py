#!/usr/bin/env python3
"""No secret in a core dump of the live sensor: it hears the credential captures, whole and cut off behind each secret,
and all of its memory that a core would hold is searched; so are its command line, environment and outputs.

  live_canaries.py SOURCE BUILD

The sensor cannot be dumped once it has dropped its rights, so its memory is read as root: every mapping but those that
no core holds whatever coredump_filter says (core(5), VmFlags in proc(5)): `dd` MADV_DONTDUMP, `io` memory of devices.
That is stricter than a core by default, which leaves out shared mappings and the pages of files, too."""

import pathlib
import re
import signal
import struct
import subprocess
import sys

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import canary  # noqa: E402
import live  # noqa: E402

camwarden = build / "camwarden"
REDIS = "Canary-Redis-Login-9K"
WAYS = {
    "af_packet": [],
    "af_packet, 2 workers": ["--workers", "2"],
    "af_xdp": ["--capture", "af_xdp"],
    "pcap": ["--capture", "pcap"],
}
CHUNK, OVERLAP = 1 << 18, 256
NOTHING = bytes(CHUNK + OVERLAP)
TCP = 6


# ---- conversations that end behind a secret ----


def frames_of(capture):
    """The frames of a classic capture, and its link type."""
    raw = capture.read_bytes()
    order = "<" if raw[0] in (0xd4, 0x4d) else ">"
    at = 24
    while at + 16 <= len(raw):
        n = struct.unpack(order + "I", raw[at + 8:at + 12])[0]
        yield raw[at + 16:at + 16 + n]
        at += 16 + n


def cut(frame, end):
    """An IPv4 segment that ends there, though its sender would go on."""
    if frame[12:14] != b"\x08\x00" or frame[23] != TCP:
        return frame
    return frame[:16] + (end - 14).to_bytes(2, "big") + frame[18:end]


def unfinished(captures, folder):
    """Of each capture what was said until the first secret, and half of that line at most."""
    folder.mkdir()
    made = []
    for capture in captures:
        if capture.suffix != ".pcap":
            continue
        kept = []
        for frame in frames_of(capture):
            found = next(on_the_wire.hits(frame), None)
            if found:
                kept.append(cut(frame, found[0] + len(found[2])))
                break
            kept.append(frame)
        else:
            continue
        path = folder / capture.name
        path.write_bytes(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 1 << 18, 1) +
                         b"".join(struct.pack("<IIII", 0, 0, len(f), len(f)) + f for f in kept))
        made.append(path)
    return made


# ---- what a core would hold ----


def mappings(pid):
    """(start, end, name, flags) of each."""
    found = None
    for line in pathlib.Path(f"/proc/{pid}/smaps").read_text(encoding="utf-8").splitlines():
        head = re.match(r"^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+ *(.*)$", line)
        if head:
            found = int(head[1], 16), int(head[2], 16), head[4], head[3]
        elif line.startswith("VmFlags:"):
            yield *found, line.split()[1:]


def is_dumped(name, rights, flags, library):
    """Whether a core may hold it. libpcap's own ring we cannot mark: no core holds it by default (a shared file)."""
    if {"dd", "io"} & set(flags) or "r" not in rights or name in ("[vvar]", "[vsyscall]", "[vvar_vclock]"):
        return False
    return not (library and "s" in rights and name.startswith("socket:"))


def memory(pid, library):
    """What each mapping holds that a core may hold: (name, bytes)."""
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as mem:
        for start, end, name, rights, flags in mappings(pid):
            if not is_dumped(name, rights, flags, library):
                continue
            for at in range(start, end, CHUNK):
                mem.seek(at)
                held = mem.read(min(CHUNK + OVERLAP, end - at))
                if held != NOTHING[:len(held)]:
                    yield f"{name or 'anonymous'} {start:x}+{at - start:x}", held


def search(what, pid):
    n = 0
    told = set()
    for name, held in memory(pid, "pcap" in what.split(":")[0].split()):
        n += len(held)
        for at, needle, _ in needles.hits(held):
            told.add(f"\n        {name} {needle}: {held[max(0, at - 40):at + 60]}")
    live.check(not told, f"{what}: {n >> 20} MiB of memory, {len(told)} secrets" + "".join(sorted(told)[:40]))
    live.check(n > 1 << 20, f"{what}: there was something to read")


def search_files(what, sensor, redis):
    for name in ("cmdline", "environ"):
        held = pathlib.Path(f"/proc/{sensor.process.pid}/{name}").read_bytes()
        live.check(not list(needles.hits(held)), f"{what}: nothing in its {name}")
    for path in (sensor.eve, sensor.log):
        live.check(not list(needles.hits(path.read_bytes())), f"{what}: nothing in {path.name}")
    told = redis.ask("LRANGE", live.ALERTS, 0, -1).encode()
    live.check(told.strip() and not list(needles.hits(told)), f"{what}: nothing in the alerts")


# ---- the test ----


def listen(stack, work, network, redis, what):
    folder = work / re.sub(r"\W+", "-", what)
    sensor = live.Sensor(stack, network, camwarden, folder)
    sensor.start("--redis", f"redis+unix://sensor@{redis.path}?password-file={work}/redis-password",
                 *WAYS[what])
    pid = sensor.process.pid
    for name, sent in (("whole conversations", captures), ("cut behind a secret", cuts)):
        before = sensor.counted()
        n = network.replay(*sent)
        live.check(live.wait_for(15, lambda b=before, m=n: sensor.counted() - b >= m), f"{what}: {name}: {n} frames")
        sensor.process.send_signal(signal.SIGSTOP)
        search(f"{what}: {name}", pid)
        sensor.process.send_signal(signal.SIGCONT)
    live.check(live.wait_for(10, lambda: redis.ask("LLEN", live.ALERTS).strip() != "0"), f"{what}: Redis let it in")
    search_files(what, sensor, redis)
    sensor.stop()


def test(stack, work):
    live.need("tcpreplay", "redis-server", "redis-cli")
    network = live.Network(stack)
    redis = live.Redis(stack, work).start()
    redis.ask("ACL", "SETUSER", "sensor", "on", ">" + REDIS, "~*", "&*", "+@all")
    (work / "redis-password").write_text(REDIS + "\n", encoding="ascii")
    cuts[:] = unfinished(captures, work / "cut")
    live.check(len(cuts) >= 10, f"{len(captures)} captures with secrets, {len(cuts)} of them cut behind one")
    for what in WAYS:
        redis.ask("FLUSHALL")
        listen(stack, work, network, redis, what)


secrets = canary.secrets_of(source)
on_the_wire = canary.Needles(secrets)
needles = canary.Needles([*secrets, REDIS], half=True)
captures = [c for c in live.captures_of(source)[0] if any(on_the_wire.hits(c.read_bytes()))]
cuts = []
live.main(test)
