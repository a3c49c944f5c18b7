#!/usr/bin/env python3
"""Floods (tests/support/floods.py): what somebody sends who wants the sensor full, slow or blind. A camera that was known before
stands as it stood: its fault is opened once and never taken back; one that shows its faults for the first time in the middle of
the flood is told of; and memory stays below the cap that sensor/live.md names. floods.py SOURCE BUILD [KIND...]"""

import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/support"))
import floods  # noqa: E402

camwarden = build / "camwarden"
PACKETS = 70000  # more than there is room for conversations
CAP_MIB = 380
SEEDED = {"2.5", "3.4", "3.5"}
failures = []


def check(ok, what):
    if not ok:
        print("FAILED  " + what)
        failures.append(what)


def id_of(host):
    return host.mac.hex(":")


def words_of(line):
    """None: it is no alert, but tells of a trick."""
    event = json.loads(line)
    if event["event_type"] != "alert":
        return None
    context = event["alert"]["context"]
    return context["camera"]["id"], context["guide"]["item"], context["event"]


def replay(capture, eve):
    """How often what was said of whom, and the memory it took at most in MiB."""
    child = subprocess.Popen([camwarden, "replay", "--quiet", "--eve", eve, capture])
    _, status, usage = os.wait4(child.pid, 0)
    check(status == 0, f"{capture.name}: exit {status}")
    with open(eve, encoding="ascii") as lines:  # not all at once: what this process holds would count as the next one's
        alerts = filter(None, map(words_of, lines))
        return collections.Counter(alerts), usage.ru_maxrss / 1024


def is_sanitized():
    """A sanitizer's memory is its own."""
    return b"__asan_init" in camwarden.read_bytes()


def flood(kind, work):
    capture, eve = work / f"{kind}.pcap", work / f"{kind}.jsonl"
    floods.write(kind, PACKETS, capture)
    said, mib = replay(capture, eve)
    opened = {item for camera, item, event in said if camera == id_of(floods.SEEDED) and event == "opened"}
    check(opened == SEEDED, f"{kind}: the seeded camera is told of for {sorted(opened)}")
    check(said[id_of(floods.KNOWN), "3.5", "opened"] == 1, f"{kind}: the known camera's fault is opened once")
    check(not any(event == "resolved" and camera in (id_of(floods.KNOWN), id_of(floods.SEEDED)) for camera, _, event in said),
          f"{kind}: something is taken back of a real camera")
    if not is_sanitized():
        check(mib <= CAP_MIB * 1.1, f"{kind}: {mib:.0f} MiB, more than {CAP_MIB} and a tenth")
    print(f"{kind:22} {mib:6.0f} MiB {sum(said.values()):7} alerts")
    capture.unlink()
    eve.unlink()


with tempfile.TemporaryDirectory(prefix="camwarden-floods.") as folder:
    for kind in sys.argv[3:] or floods.KINDS:
        flood(kind, pathlib.Path(folder))
sys.exit(1 if failures else 0)
