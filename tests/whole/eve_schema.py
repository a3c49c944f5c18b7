#!/usr/bin/env python3
"""Replays every capture and holds each line of EVE JSON against Suricata's schemas.

  eve_schema.py SOURCE_DIR BUILD_DIR

So it holds what stands in the list and the stream of a Redis, what captures with arbitrary bytes give, and what a live
sensor writes: alerts, and the statistics in its file. Also: no key twice, ASCII only, the evidence's display filter finds
the evidence's frame (where tshark is installed), and the ids of alerts are unique but for the events of one alert. The
alerts of the sensor on itself, and statistics of every kind, come from the unit tests, as samples."""

import collections
import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

SKIPPED = 77

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(SKIPPED)

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path[:0] = [str(source / "tests/lab"), str(source / "tests/support")]
import arbitrary  # noqa: E402
import live  # noqa: E402

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


def check_all(lines, where, validators):
    """Lines as bytes; how many events of each type there are."""
    kinds = collections.Counter()
    for number, line in enumerate(lines, 1):
        if any(byte < 0x20 or byte > 0x7e for byte in line):
            failures.append(f"{where}, line {number}: not printable ASCII: {line[:100]!r}")
        event = check_line(line, f"{where}, line {number}", validators)
        kinds[event["event_type"] if event else None] += 1
    return kinds


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


# ---- arbitrary bytes ----


def check_arbitrary(by_compat):
    with tempfile.TemporaryDirectory() as folder:
        there, places = arbitrary.overwrite(captures, folder)
        for compat in ("7", "8"):
            command = [camwarden, "replay", "--quiet", "--eve", "-", "--eve-compat", compat, *there]
            done = subprocess.run(command, capture_output=True, timeout=300, check=False)
            kinds = check_all(done.stdout.splitlines(), f"overwritten, compat {compat}", by_compat[compat])
            print(f"{len(there)} captures overwritten in {places} places, compat {compat}: {kinds['alert']} alerts")
            if kinds["alert"] < 100:
                failures.append("that is too little")


# ---- Redis ----


def answer(stream):
    """One answer of Redis (RESP 2), byte for byte."""
    kind, rest = (line := stream.readline())[:1], line[1:-2]
    if kind == b"*":
        return [answer(stream) for _ in range(int(rest))]
    if kind == b"$":
        return stream.read(int(rest) + 2)[:-2]
    if kind == b"-":
        raise RuntimeError(rest.decode())
    return rest


def ask(path, *words):
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(30)
        s.connect(str(path))
        s.sendall(b"".join([b"*%d\r\n" % len(words), *(b"$%d\r\n%s\r\n" % (len(w), w) for w in map(str.encode, words))]))
        with s.makefile("rb") as stream:
            return answer(stream)


def lines_in(path, mode, key):
    if mode == "list":
        return ask(path, "LRANGE", key, "0", "-1")
    entries = ask(path, "XRANGE", key, "-", "+")
    failures.extend(f"{key}: an entry with the fields {fields[::2]}" for _, fields in entries if fields[::2] != [b"eve"])
    return [fields[1] for _, fields in entries]


@contextlib.contextmanager
def redis(folder):
    path = pathlib.Path(folder, "redis.sock")
    server = subprocess.Popen(["redis-server", "--port", "0", "--unixsocket", path, "--unixsocketperm", "777", "--save", "",
                               "--dir", folder], stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 30
        while not path.exists() and time.monotonic() < until:
            time.sleep(0.02)
        yield path
    finally:
        server.kill()
        server.wait()


def check_redis(path, by_compat):
    for compat in ("7", "8"):
        for mode in ("list", "stream"):
            key = f"{mode}-{compat}"
            url = f"redis+unix://{path}?mode={mode}&key={key}&max=0"
            command = [camwarden, "replay", "--quiet", "--eve", "-", "--eve-compat", compat, "--redis", url, *captures]
            done = subprocess.run(command, capture_output=True, timeout=300, check=False)
            there = lines_in(path, mode, key)
            if done.returncode not in (0, 1) or there != done.stdout.splitlines():
                failures.append(f"{key}: exit code {done.returncode}, {len(there)} lines, not those of --eve -: {done.stderr!r}")
            if mode == "stream":  # the lines of the list are the same
                print(f"Redis, {key}: {check_all(there, key, by_compat[compat])['alert']} alerts")


# ---- live ----


def check_sensor(sensor, path, compat, by_compat):
    """What it wrote into its file, and into Redis: a list for 7, a stream for 8."""
    where = f"live, compat {compat}"
    in_file = check_all(sensor.eve.read_bytes().splitlines(), f"{where}, file", by_compat[compat])
    mode = "list" if compat == "7" else "stream"
    in_redis = check_all(lines_in(path, mode, f"live-{compat}"), f"{where}, {mode}", by_compat[compat])
    print(f"{where}: {in_file['alert']} alerts and {in_file['stats']} statistics in the file, {in_redis['alert']} alerts in the {mode}")
    if in_file["stats"] < 2 or in_file["alert"] < 20 or in_redis["alert"] != in_file["alert"]:
        failures.append(f"{where}: that is not all")


def check_live(stack, path, by_compat):
    live.need("tcpreplay")
    network = live.Network(stack)
    work = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="camwarden-live.")))
    work.chmod(0o755)
    sensors = {}
    for compat, mode in (("7", "list"), ("8", "stream")):
        sensors[compat] = live.Sensor(stack, network, camwarden, work / compat)
        sensors[compat].start("--eve-compat", compat, "--stats-every", 1, "--ring", 16, "--redis",
                              f"redis+unix://{path}?mode={mode}&key=live-{compat}")
    small = [p for p in live.captures_of(source)[0] if p.stat().st_size < 60000]
    sent = network.replay(*small)
    for compat, sensor in sensors.items():
        live.wait_for(30, lambda s=sensor: s.counted() >= sent)
        live.wait_for(30, lambda s=sensor: len(live.events_of(s.eve, "stats")) > 2)
        sensor.stop()
        check_sensor(sensor, path, compat, by_compat)


def with_redis(by_compat):
    if shutil.which("redis-server") is None:
        print("skipped in part: redis-server is not installed")
        return
    with tempfile.TemporaryDirectory() as folder, redis(folder) as path:
        pathlib.Path(folder).chmod(0o755)  # the sensor is nobody
        check_redis(path, by_compat)
        try:
            with contextlib.ExitStack() as stack:
                check_live(stack, path, by_compat)
        except live.Skip as why:
            print(f"skipped in part: {why}")


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
check_arbitrary(by_compat)
with_redis(by_compat)
print("\n".join(failures))
print(f"{len(captures)} captures, {total} alerts, {samples_n} samples, {len(failures)} failures")
if total == 0:
    failures.append("no alert at all")
sys.exit(1 if failures else 0)
