#!/usr/bin/env python3
"""`replay --evidence DIR` over all captures: each alert that opens has its file, which tshark reads: frames of the capture with
their own times, the last one the alert's, a comment that names the item, checksums that fit; and no secret in any of it
(tests/lab/canaries). evidence.py SOURCE BUILD"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import canary  # noqa: E402

if shutil.which("tshark") is None:
    print("skipped: tshark is not installed")
    sys.exit(77)
camwarden = build / "camwarden"
captures = sorted(p for p in (source / "pcaps").iterdir() if p.suffix in (".pcap", ".pcapng"))
needles = canary.Needles(canary.secrets_of(source))
failures = []
FIELDS = ("frame.time_epoch", "frame.comment", "tcp.checksum.status", "udp.checksum.status", "frame.len")
BAD = "0"  # of a checksum's status


def check(ok, what):
    if not ok:
        print("FAILED  " + what)
        failures.append(what)


def frames_of(paths, joined):
    """The frames of each file. Sections can stand one after the other in a file, so tshark is started once."""
    joined.write_bytes(b"".join(path.read_bytes() for path in paths))
    words = ["tshark", "-n", "-r", str(joined), "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-T", "fields",
             "-E", "separator=\t", *(word for name in FIELDS for word in ("-e", name))]
    said = subprocess.run(words, capture_output=True, text=True, check=False)
    check(said.returncode == 0, f"tshark: {said.stderr}")
    files = [[]]
    for line in said.stdout.splitlines():
        files[-1].append(dict(zip(FIELDS, line.split("\t"))))
        if files[-1][-1]["frame.comment"] != "of the same conversation":
            files.append([])
    check(len(files) == len(paths) + 1 and not files[-1], f"{len(files) - 1} of {len(paths)} files end with the frame of their alert")
    return files


def seconds(clock):
    """Of EVE's time, since midnight: what is after its date."""
    hours, minutes, rest = clock.split("T")[1].split("+")[0].split(":")
    return (int(hours) * 60 + int(minutes)) * 60 + float(rest)


def look_at(path, alert, frames):
    last, item = frames[-1], alert["alert"]["context"]["guide"]["item"]
    check(f"Guide item {item} " in last["frame.comment"], f"{path}: comment {last['frame.comment']}")
    check(abs(float(last["frame.time_epoch"]) % 86400 - seconds(alert["timestamp"])) < 1e-5,
          f"{path}: time {last['frame.time_epoch']}, not {alert['timestamp']}")
    check(all(BAD not in (f["tcp.checksum.status"], f["udp.checksum.status"]) for f in frames), f"{path}: a checksum is wrong")
    for _, secret, _ in needles.hits(path.read_bytes()):
        check(False, f"{path} holds {secret}")


def replay(capture, work):
    """Each capture alone, so that its policy holds. The alerts that opened, each with its file."""
    policy = capture.parent / (capture.name.rsplit(".", 1)[0] + ".policy.yaml")
    folder = work / capture.name
    done = subprocess.run([str(camwarden), "replay", "--quiet", *(["--policy", str(policy)] if policy.exists() else []), "--eve", "-",
                           "--evidence", str(folder), str(capture)], capture_output=True, check=False)
    check(done.returncode == 0, f"{capture.name}: exit {done.returncode}: {done.stderr}")
    alerts = [event for event in map(json.loads, done.stdout.splitlines()) if event["event_type"] == "alert"]
    opened = [a for a in alerts if a["alert"]["context"]["event"] == "opened"]
    named = {a["capture_file"]: a for a in alerts if "capture_file" in a}
    there = {p.name for p in folder.iterdir()}
    check(there == set(named), f"{capture.name}: {sorted(there ^ set(named))} is written or named alone")
    check(len(opened) == len(named), f"{capture.name}: {len(opened)} opened, {len(named)} with evidence")
    return [(folder / name, alert) for name, alert in named.items()]


with tempfile.TemporaryDirectory(prefix="camwarden-evidence.") as work:
    work = pathlib.Path(work)
    alerts = [pair for capture in captures for pair in replay(capture, work)]
    for (path, alert), frames in zip(alerts, frames_of([path for path, _ in alerts], work / "joined.pcapng")):
        look_at(path, alert, frames)
print(f"{len(captures)} captures, {len(alerts)} alerts, {len(failures)} failures")
check(len(alerts) > 100, "hardly any alert opened: this test proves nothing")
sys.exit(1 if failures else 0)
