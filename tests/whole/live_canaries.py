#!/usr/bin/env python3
"""No secret in a core dump of the live sensor, nor of its workers: it hears the credential captures, whole and cut off
behind each secret, and all of its memory that a core would hold is searched; so are a core that gdb writes, its command line, environment and
outputs: the outbox and its log as they stand while it runs, /metrics, all that ctl answers, EVE, Redis.

  live_canaries.py SOURCE BUILD

The kernel makes no core of the sensor once it has dropped its rights (tried here, too), so its memory is read as root: every mapping but those that
no core holds whatever coredump_filter says (core(5), VmFlags in proc(5)): `dd` MADV_DONTDUMP, `io` memory of devices.
That is stricter than a core by default, which leaves out shared mappings and the pages of files, too."""

import json
import pathlib
import re
import signal
import socket
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
# A core takes its time; of a program with AddressSanitizer, whose shadow is terabytes, it takes for ever.
DUMPED = () if b"__asan_init" in camwarden.read_bytes() else ("af_packet",)
ET_CORE = 4
CHUNK, OVERLAP = 1 << 18, 256
NOTHING = bytes(CHUNK + OVERLAP)
TCP = 6
WHOLE = "whole conversations"


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


def search_core(what, sensor, work):
    """A core as gdb writes one: what the kernel would take (coredump_filter, MADV_DONTDUMP), of a process that hears."""
    core = work / "core"
    done = live.run("timeout", 100, "gcore", "-o", core, sensor.process.pid)
    made = [path for path in work.glob("core.*") if path.stat().st_size > 1 << 20]
    if not live.check(len(made) == 1, f"{what}: gcore: {done.returncode} {done.stderr[-300:] if not made else ''}"):
        return
    n, told, name = made[0].stat().st_size, set(), str(sensor.eve).encode()
    known = False
    with open(made[0], "rb") as file:
        head = file.read(18)
        live.check(head[:4] == b"\x7fELF" and head[16] == ET_CORE, f"{what}: {n >> 20} MiB of core")
        for at in range(0, n, CHUNK):
            file.seek(at)
            held = file.read(CHUNK + OVERLAP)
            if held != NOTHING[:len(held)]:
                told |= {needle for _, needle, _ in needles.hits(held)}
                known |= name in held
    live.check(not told, f"{what}: nothing in the core {sorted(told)[:20]}")
    live.check(known, f"{what}: but what is no secret is there")
    made[0].unlink()


def search_kernels_core(what, sensor, work):
    """Nor does the kernel write one when it is made to crash, whatever limit is set."""
    pattern = pathlib.Path("/proc/sys/kernel/core_pattern").read_text(encoding="ascii").strip()
    live.run("prlimit", "--core=unlimited:unlimited", "--pid", sensor.process.pid)  # where root may
    sensor.process.send_signal(signal.SIGABRT)
    sensor.process.wait(15)
    here = pathlib.Path.cwd().glob("core*") if "/" not in pattern and "|" not in pattern else []
    made = [path.name for path in here if path.is_file()]
    live.check(sensor.process.returncode == -signal.SIGABRT and not made, f"{what}: it aborts ({sensor.process.returncode}), and the kernel writes no core {made}")


def pages(sensor, command, **more):
    """All that the control socket says to that."""
    at, told = 0, b""
    while True:
        answer = sensor.ask(command, **more, **({"from": at} if at else {}))
        told += json.dumps(answer, ensure_ascii=False).encode()
        at = answer.get("next", 0)
        if not at:
            return told


def ctl(sensor, *words):
    done = live.run(camwarden, "ctl", "--control", sensor.control, *words)
    live.check(done.returncode == 0, f"ctl {' '.join(words)}: {done.returncode} {done.stderr.strip()}")
    return (done.stdout + done.stderr).encode()


def search_answers(what, sensor):
    """What it says when asked, by its sockets and by ctl."""
    cameras = sensor.ask("cameras")["cameras"]
    told = {"metrics": ask_metrics(sensor, "/metrics"), "readyz": ask_metrics(sensor, "/readyz"),
            "status": pages(sensor, "status"), "cameras": pages(sensor, "cameras"), "posture": pages(sensor, "posture"),
            "a refusal": json.dumps(sensor.ask("nonsense")).encode()}
    for words in (["status"], ["cameras"], ["posture"], ["posture", cameras[0]["id"]]):
        told["ctl " + " ".join(words[:1])] = ctl(sensor, *words)
    for name, held in told.items():
        live.check(len(held) > 2 and not list(needles.hits(held)), f"{what}: nothing in {name} ({len(held)} bytes)")


def ask_metrics(sensor, where):
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(20)
        s.connect(str(sensor.folder / "metrics/metrics.sock"))
        s.sendall(f"GET {where} HTTP/1.0\r\n\r\n".encode())
        return b"".join(iter(lambda: s.recv(1 << 16), b""))


def search_files(what, sensor, redis):
    for name in ("cmdline", "environ"):
        held = pathlib.Path(f"/proc/{sensor.process.pid}/{name}").read_bytes()
        live.check(not list(needles.hits(held)), f"{what}: nothing in its {name}")
    kept = sorted(path for path in (sensor.folder / "state").rglob("*") if path.is_file())
    live.check({"outbox.db", "outbox.db-wal"} <= {path.name for path in kept}, f"{what}: {[path.name for path in kept]}")
    for path in (sensor.eve, sensor.log, *kept):
        live.check(not list(needles.hits(path.read_bytes())), f"{what}: nothing in {path.name}")
    told = redis.ask("LRANGE", live.ALERTS, 0, -1).encode()
    live.check(told.strip() and not list(needles.hits(told)), f"{what}: nothing in the alerts")


# ---- the test ----


def listen(stack, work, network, redis, what):
    folder = work / re.sub(r"\W+", "-", what)
    sensor = live.Sensor(stack, network, camwarden, folder)
    sensor.start("--redis", f"redis+unix://sensor@{redis.path}?password-file={work}/redis-password",
                 "--state", folder / "state", "--metrics", f"unix:{folder}/metrics/metrics.sock", *WAYS[what])
    live.wait_for(10, sensor.workers)
    for name, sent in ((WHOLE, captures), ("cut behind a secret", cuts)):
        before = sensor.counted()
        n = network.replay(*sent)
        live.check(live.wait_for(15, lambda b=before, m=n: sensor.counted() - b >= m), f"{what}: {name}: {n} frames")
        sensor.signal_all(signal.SIGSTOP)
        for pid in sensor.workers().values() if name == WHOLE else sensor.processes():
            search(f"{what}: {name}: {live.name_of(pid)}", pid)
        if what in DUMPED:
            search_core(f"{what}: {name}", sensor, work)
        sensor.signal_all(signal.SIGCONT)
    live.check(live.wait_for(10, lambda: redis.ask("LLEN", live.ALERTS).strip() != "0"), f"{what}: Redis let it in")
    search_files(what, sensor, redis)
    search_answers(what, sensor)
    if what in DUMPED:
        search_kernels_core(what, sensor, work)
    else:
        sensor.stop()


def test(stack, work):
    live.need("tcpreplay", "redis-server", "redis-cli", "gcore", "prlimit")
    network = live.Network(stack)
    redis = live.Redis(stack, work).start()
    redis.ask("ACL", "SETUSER", "sensor", "on", ">" + REDIS, "~*", "&*", "+@all")
    (work / "redis-password").write_text(REDIS + "\n", encoding="ascii")
    cuts[:] = unfinished(captures, work / "cut")
    live.check(len(cuts) >= 10, f"{len(captures)} captures with secrets, {len(cuts)} of them cut behind one")
    if not DUMPED:
        print("no core is made: the program has AddressSanitizer", flush=True)
    for what in WAYS:
        redis.ask("FLUSHALL")
        listen(stack, work, network, redis, what)


secrets = canary.secrets_of(source)
on_the_wire = canary.Needles(secrets)
needles = canary.Needles([*secrets, REDIS], half=True)
captures = [c for c in live.captures_of(source)[0] if any(on_the_wire.hits(c.read_bytes()))]
cuts = []
live.main(test)
