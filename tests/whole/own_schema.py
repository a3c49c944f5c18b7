#!/usr/bin/env python3
"""What we write is what alerts/schema/ says, whatever is on the wire. own_schema.py SOURCE BUILD

- The schemas say the same words as the tables of the code (tools/schemas).
- Facts and postures of every capture, samples of statistics and heartbeat, and what a Redis of our own was given and
  `posture --redis` makes of it are valid; no key stands twice.
- Captures whose texts were overwritten with arbitrary bytes: every line stays JSON, in printable ASCII. A live sensor hears
  some of them; so do its answers to `ctl`."""

import concurrent.futures
import contextlib
import json
import os
import pathlib
import re
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
camwarden = build / "camwarden"
sys.path[:0] = [str(source / "tests/lab"), str(source / "tests/support")]
import arbitrary  # noqa: E402
import live  # noqa: E402

captures = sorted(p for p in (source / "pcaps").glob("*.pcap*") if p.suffix in (".pcap", ".pcapng"))
failures = []


def schema(name):
    text = json.loads((source / f"alerts/schema/{name}.json").read_text(encoding="ascii"))
    jsonschema.Draft202012Validator.check_schema(text)
    return text


def validator(text):
    return jsonschema.Draft202012Validator(text, format_checker=jsonschema.FormatChecker(["ipv4", "ipv6"]))


facts = schema("facts")
KINDS = {kind: validator({"$ref": f"#/$defs/{kind}", "$defs": facts["$defs"]})
         for kind in facts["properties"]["kind"]["enum"]}
ctl = schema("ctl")
ANSWERS = {name: validator({"$ref": f"#/$defs/{name}", "$defs": {**ctl["$defs"], "bundled": schema("posture")}})
           for name in ("status", "cameras", "posture", "reload", "suppress", "flush", "refusal")}
SCHEMAS = {name: validator(schema(name)) for name in ("posture", "stats", "beat")}


def no_key_twice(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError(f"a key twice among {keys}")
    return dict(pairs)


def read(text, where):
    """None: it is no JSON."""
    try:
        return json.loads(text.decode("utf-8", "strict") if isinstance(text, bytes) else text,
                          object_pairs_hook=no_key_twice)
    except ValueError as e:
        failures.append(f"{where}: {e}: {text[:200]!r}")
        return None


def hold(value, checker, where):
    if value is not None:
        failures.extend(f"{where}: {e.json_path}: {e.message[:300]}" for e in checker.iter_errors(value))


def hold_fact(fact, where):
    if fact is None:
        return
    if fact.get("kind") in KINDS:
        hold(fact, KINDS[fact["kind"]], where)
    else:
        failures.append(f"{where}: kind {fact.get('kind')!r}")


def run(*words):
    done = subprocess.run([camwarden, *words], capture_output=True, timeout=120, check=False)
    if done.returncode not in (0, 1):
        failures.append(f"{words}: exit code {done.returncode}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def both(capture):
    return (capture, run("replay", "--quiet", "--facts", "-", capture), run("replay", "--quiet", "--json", capture))


def check_captures(pool):
    total = 0
    for capture, lines, result in pool.map(both, captures):
        for number, line in enumerate(lines.splitlines(), 1):
            hold_fact(read(line, capture.name), f"{capture.name}, fact {number}")
            total += 1
        hold(read(result, capture.name), SCHEMAS["posture"], f"{capture.name} --json")
    print(f"{len(captures)} captures, {total} facts")
    if total < 1000:
        failures.append("that is too little")


def check_samples(folder):
    for test in ("test_stats", "test_beat"):
        subprocess.run([build / "tests" / test], capture_output=True, timeout=120, check=False,
                       env={**os.environ, "CAMWARDEN_SAMPLES": folder})
    samples = sorted(pathlib.Path(folder).glob("*.jsonl"))
    for sample in samples:
        hold(read(sample.read_bytes(), sample.name), SCHEMAS[sample.stem.split("-")[0]], sample.name)
    if len(samples) != 3:
        failures.append(f"3 samples expected: {samples}")


# ---- what Redis is given ----

SEEN = {"north": ["camera_factory.pcap"], "south": ["camera_factory.pcap", "rtsp_audio.pcap"]}


def hash_of(path, key):
    words = subprocess.run(["redis-cli", "--json", "-s", path, "HGETALL", key], capture_output=True, timeout=20, check=True)
    return json.loads(words.stdout)


def check_redis(path):
    """Briefly, and merged."""
    for name, files in SEEN.items():
        there = [source / "pcaps" / f for f in files]
        run("replay", "--quiet", "--sensor-name", name, "--redis", f"redis+unix://{path}", *there)
    beats = hash_of(path, "camwarden:sensors")
    postures = [p for name in beats for p in hash_of(path, f"camwarden:postures:{name}").values()]
    for beat in beats.values():
        hold(read(beat, "heartbeat"), SCHEMAS["beat"], "heartbeat")
    for posture in postures:
        hold(read(posture, "posture"), SCHEMAS["posture"], "posture in Redis")
    said = read(run("posture", "--redis", f"redis+unix://{path}", "--json", "--since", "2020-01-01"), "posture --redis")
    hold(said, SCHEMAS["posture"], "posture --redis")
    for sensor in said["sensors"] if said else []:
        ours = {k: v for k, v in sensor.items() if k not in ("name", "age_s", "silent")}
        hold(ours, SCHEMAS["beat"], "posture --redis, sensors")
    merged = sum("sensors" in camera for camera in said["cameras"]) if said else 0
    print(f"Redis: {len(beats)} sensors, {len(postures)} postures, {merged} merged")
    if len(beats) != len(SEEN) or merged == 0:
        failures.append("Redis has too little")


def with_redis(folder):
    if shutil.which("redis-server") is None:
        print("skipped in part: redis-server is not installed")
        return
    path = f"{folder}/redis.sock"
    server = subprocess.Popen(["redis-server", "--port", "0", "--unixsocket", path, "--save", "", "--dir", folder],
                              stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 30
        while not os.path.exists(path) and time.monotonic() < until:
            time.sleep(0.02)
        check_redis(path)
    finally:
        server.kill()
        server.wait()


# ---- arbitrary bytes ----

FORMS = [("--facts", "-"), ("--json",), ("--eve", "-", "--eve-compat", "7"), ("--eve", "-", "--eve-compat", "8"),
         ("--eve", "-", "--eve-format", "ecs"), ("--eve", "-", "--eve-format", "cef")]


def check_form(form, capture, where):
    out = run("replay", "--quiet", *form, capture)
    if re.search(rb"[^ -~\n]", out):
        failures.append(f"{where}: a byte that is not printable")
    if form[-1] == "cef":
        failures.extend(f"{where}: {line[:100]!r}" for line in out.splitlines() if not re.match(rb"CEF:[01]\|camwarden\|", line, re.I))
        return len(out.splitlines())
    values = [read(out, where)] if form == ("--json",) else [read(line, where) for line in out.splitlines()]
    for value in values:
        if form == ("--json",):
            hold(value, SCHEMAS["posture"], where)
        elif form[0] == "--facts":
            hold_fact(value, where)
    return len(values)


def check_arbitrary(pool, folder):
    there, places = arbitrary.overwrite(captures, folder)
    jobs = [(form, path, f"{path.name} overwritten, {' '.join(form)}") for path in there for form in FORMS]
    lines = sum(pool.map(lambda job: check_form(*job), jobs))
    print(f"{len(there)} captures overwritten in {places} places: {lines} lines")
    if lines < 1000:
        failures.append("that is too little")


# ---- a live sensor's answers ----

HEARD_MAX, HEARD_BYTES = 60, 60000


def answer_of(path, question):
    """The line that it answers, as bytes."""
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(20)
        s.connect(str(path))
        s.sendall(json.dumps(question).encode() + b"\n")
        with s.makefile("rb") as lines:
            return lines.readline()


def check_answer(sensor, kind, question):
    """It is one line of printable ASCII, and what the schema says; so is what ctl prints of it."""
    where, line = f"answer to {question}", answer_of(sensor.control, question)
    if re.search(rb"[^ -~]", line.rstrip(b"\n")) or not line.endswith(b"\n"):
        failures.append(f"{where}: not a line of printable bytes")
    answer = read(line, where)
    hold(answer, ANSWERS[kind], where)
    hold(answer, validator({**ctl, "$defs": {**ctl["$defs"], "bundled": schema("posture")}}), where)
    return answer or {}


def check_printed(sensor, kind, *words, status=0):
    done = subprocess.run([camwarden, "ctl", "--control", sensor.control, "--timeout", "1", *words], capture_output=True, timeout=30, check=False)
    if done.returncode != status or re.search(rb"[^ -~\n]", done.stdout):
        failures.append(f"ctl {words}: exit code {done.returncode} {done.stderr!r}")
    if kind is not None:
        hold(read(done.stdout, f"ctl {words}"), ANSWERS[kind], f"ctl {words}")
    return done.stdout


def hear(network, sensor, folder):
    """Overwritten captures that an Ethernet can carry."""
    carried = {p.name for p in live.captures_of(source)[0]}
    there = [p for p in sorted(pathlib.Path(folder).iterdir()) if p.name in carried and p.stat().st_size < HEARD_BYTES]
    sent = network.replay(*there[:HEARD_MAX])
    if not live.wait_for(30, lambda: sensor.counted() >= sent):
        failures.append(f"the sensor has heard {sensor.counted()} of {sent} frames")


def ask_everything(sensor):
    """How many cameras there are."""
    status = check_answer(sensor, "status", {"command": "status"})
    cameras = check_answer(sensor, "cameras", {"command": "cameras"}).get("cameras", [])
    check_answer(sensor, "posture", {"command": "posture"})
    check_answer(sensor, "posture", {"command": "posture", "camera": cameras[0]["id"]} if cameras else {})
    for question in ({"command": "\u00e9\u0000"}, {"command": "posture", "camera": "\u009b\u202e"}, {"command": 7}):
        check_answer(sensor, "refusal", question)
    order = {"command": "suppress", "camera": cameras[0]["id"], "item": "2.5", "for_s": 60, "reason": "ticket \"7\" \\"}
    check_answer(sensor, "suppress", order)
    check_answer(sensor, "refusal", {**order, "reason": "caf\u00e9 \u001b[2J"})
    check_answer(sensor, "status", {"command": "status"})
    check_answer(sensor, "flush", {"command": "flush"})
    check_answer(sensor, "reload", {"command": "reload"})
    for command in ("status", "cameras", "posture", "reload"):
        check_printed(sensor, command, command)
    check_printed(sensor, "flush", "flush", status=1)  # there is no such Redis
    for word in (b"outbox      disk", b"delivery    file", b"delivery    redis"):
        if word not in (said := check_printed(sensor, None, "status", "--text")):
            failures.append(f"ctl status --text does not say {word!r}: {said!r}")
    if status.get("outbox", {}).get("state") != "disk" or len(status.get("delivery", [])) != 2:
        failures.append(f"outbox and delivery: {status.get('outbox')} {status.get('delivery')}")
    return len(cameras)


def check_live(stack, folder):
    """Names of files that are no UTF-8, a Redis that is not there, and arbitrary bytes on the wire."""
    live.need("tcpreplay")
    network = live.Network(stack)
    work = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="camwarden-live.")))
    work.chmod(0o755)
    sensor = live.Sensor(stack, network, camwarden, work / "sensor")
    sensor.eve = pathlib.Path(os.fsdecode(os.fsencode(sensor.folder) + b"/eve-\xff\xc3.json"))
    state = pathlib.Path(os.fsdecode(os.fsencode(sensor.folder) + b"/state-\xe9"))
    state.mkdir(mode=0o700)
    shutil.chown(state, live.NOBODY)
    sensor.start("--state", state, "--redis", f"unix:{work}/nowhere\u00e9.sock")
    hear(network, sensor, folder)
    n = ask_everything(sensor)
    print(f"a live sensor: the answers about {n} cameras")
    if n < 10:
        failures.append("that is too little")
    sensor.stop()


def with_sensor(folder):
    try:
        with contextlib.ExitStack() as stack:
            check_live(stack, folder)
    except live.Skip as why:
        print(f"skipped in part: {why}")


def main():
    if subprocess.run([source / "tools/schemas", source], check=False).returncode != 0:
        failures.append("a schema is behind the code")
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        check_captures(pool)
        check_samples(folder)
        with_redis(folder)
        overwritten_there = pathlib.Path(folder, "overwritten")
        overwritten_there.mkdir()
        check_arbitrary(pool, overwritten_there)
        with_sensor(overwritten_there)
    print("\n".join(failures[:100]))
    print(f"{len(failures)} failures")
    sys.exit(1 if failures else 0)


main()
