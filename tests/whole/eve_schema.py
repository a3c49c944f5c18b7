#!/usr/bin/env python3
"""Replays every capture and holds each line of EVE JSON against Suricata's schemas.

  eve_schema.py SOURCE_DIR BUILD_DIR

Also: no key twice, ASCII only, the evidence's display filter finds the evidence's frame (where tshark
is installed), and the ids of alerts are unique but for the events of one alert. What only a live sensor
writes - statistics, the alert on its own losses - comes from the unit tests, as samples."""

import collections
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(SKIPPED)

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
camwarden = build / "camwarden"
schemas = source.parent / "shared" / "eve-schema"
captures = sorted(p for p in (source / "pcaps").glob("*.pcap*") if p.suffix in (".pcap", ".pcapng"))
failures = []


def no_key_twice(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError(f"a key twice among {keys}")
    return dict(pairs)


def replay(capture, compat):
    command = [camwarden, "replay", "--quiet", "--eve", "-", "--eve-compat", compat, capture]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    if done.returncode not in (0, 1):
        failures.append(f"{capture.name}: exit code {done.returncode}: {done.stderr.decode()}")
    return done.stdout.decode("ascii").splitlines()


def check_line(line, where, validators):
    try:
        event = json.loads(line, object_pairs_hook=no_key_twice)
    except ValueError as e:
        failures.append(f"{where}: {e}")
        return None
    for name, validator in validators.items():
        failures.extend(f"{where}: {name}: {e.json_path}: {e.message}" for e in validator.iter_errors(event))
    return event


def check_lines(capture, compat, validators):
    events = [check_line(line, f"{capture.name} (compat {compat}) line {number}", validators)
              for number, line in enumerate(replay(capture, compat), 1)]
    return [event for event in events if event is not None]


def check_samples(by_compat):
    """How many there are."""
    with tempfile.TemporaryDirectory() as folder:
        for test in ("test_stats", "test_sensor_items"):
            done = subprocess.run([build / "tests" / test], capture_output=True, text=True, timeout=120, check=False,
                                  env={**os.environ, "CAMWARDEN_SAMPLES": folder})
            if done.returncode != 0:
                failures.append(f"{test}: exit code {done.returncode}: {done.stderr}")
        samples = sorted(pathlib.Path(folder).glob("*.jsonl"))
        for sample in samples:
            check_line(sample.read_text(encoding="ascii"), sample.name, by_compat[sample.stem[-1]])
    if len(samples) != 6:
        failures.append(f"6 samples expected: {[s.name for s in samples]}")
    return len(samples)


def check_ids(capture, alerts):
    events = collections.Counter((a["alert"]["context"]["id"], a["alert"]["context"]["event"]) for a in alerts)
    for (alert_id, event), n in events.items():
        if event != "ongoing" and n != 1:
            failures.append(f"{capture.name}: alert {alert_id} {event} {n} times")
    opened = {alert_id for alert_id, event in events if event == "opened"}
    for alert_id, event in events:
        if alert_id not in opened:
            failures.append(f"{capture.name}: alert {alert_id} {event} but never opened")


def check_filters(capture, alerts):
    """One run of tshark a capture: the filters joined, each with its frame."""
    wanted = set()
    terms = set()
    for alert in alerts:
        evidence = alert["alert"]["context"]["evidence"]
        if evidence["frame"] != alert["pcap_cnt"]:
            failures.append(f"{capture.name}: frame {evidence['frame']} is not pcap_cnt {alert['pcap_cnt']}")
        wanted.add(evidence["frame"])
        terms.add(f"(frame.number == {evidence['frame']} && {evidence['wireshark_filter']})")
    if not wanted:
        return
    command = ["tshark", "-r", capture, "-Y", " || ".join(sorted(terms)), "-T", "fields", "-e", "frame.number"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    found = {int(n) for n in done.stdout.split()}
    if found != wanted:
        failures.append(f"{capture.name}: the filters find frames {sorted(found)}, not {sorted(wanted)}: {done.stderr}")


if not schemas.is_dir() or not captures:
    print(f"skipped: {schemas if captures else source / 'pcaps'} is not there")
    sys.exit(SKIPPED)

by_compat = {"7": {}, "8": {}}
for path in sorted(schemas.glob("*.json")):
    validator = jsonschema.Draft7Validator(json.loads(path.read_text()))
    by_compat["7"][path.name] = validator
    if "-7." not in path.name:
        by_compat["8"][path.name] = validator

total = 0
for capture in captures:
    check_lines(capture, "7", by_compat["7"])
    alerts = check_lines(capture, "8", by_compat["8"])
    check_ids(capture, alerts)
    if shutil.which("tshark"):
        check_filters(capture, alerts)
    total += len(alerts)

samples_n = check_samples(by_compat)
print("\n".join(failures))
print(f"{len(captures)} captures, {total} alerts, {samples_n} samples, {len(failures)} failures")
if total == 0:
    failures.append("no alert at all")
sys.exit(1 if failures else 0)
