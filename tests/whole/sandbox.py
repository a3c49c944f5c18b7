#!/usr/bin/env python3
"""The sandbox, with real rights: what must not be possible in each role is tried (--check-sandbox), and the processes of a live
sensor are inside, which is said where one looks. sandbox.py SOURCE BUILD"""

import http.client
import json
import pathlib
import re
import socket
import subprocess
import sys

source, build = (pathlib.Path(p).resolve() for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import live  # noqa: E402
from live import check, wait_for  # noqa: E402

camwarden = build / "camwarden"
sanitized = re.search(r"^CAMWARDEN_SANITIZE:\w+=.", (build / "CMakeCache.txt").read_text(encoding="utf-8"), re.M)
NOT_OF_SANITIZERS = ("ptrace its parent", "fork: make a process")  # their search for leaks is a debugger
ROLES = ["worker", "nursery", "sensor", "replay", "feed"]
MUST = ["open /etc/shadow", "execve: run a program", "make a socket of the network", "setuid: become root"]


def table(*options):
    """What was tried -> role -> what came of it; and the exit status."""
    done = live.run(camwarden, "sensor", "--check-sandbox", "--user", live.NOBODY, *options)
    rows = done.stdout.splitlines()
    check(len(rows) > 3 and rows[0].split() == ROLES, f"a table: {done.stdout[:60]!r} {done.stderr}")
    tried = {row[:36].strip(): dict(zip(ROLES, re.split(r"  +", row[36:].strip()))) for row in rows[1:-1]}
    return tried, done.returncode, rows[-1]


def check_roles(work):
    """All is refused, by a wall of the sandbox and not only because the user has no right."""
    state = work / "state"
    state.mkdir()
    choices = ((), ("--state", state, "--eve", work / "eve.json"), ("--redis", "redis://redis.example:6379"),
                    ("--redis", "redis://127.0.0.1:6379", "--policy", source / "rules/example-policy.yaml"))
    for options in choices[-1:] if sanitized else choices:  # where a fork takes long
        tried, status, last = table(*options)
        check(sanitized or status == 0 and last.endswith("all refused"), f"{' '.join(str(o) for o in options)}: {last}")
        for what, row in tried.items():
            names = "redis.example" in str(options) and what.startswith("open /etc/")
            for role in ROLES:
                walls = ("seccomp", "Landlock", "ended", "may") + (("no right",) if names and role in ("sensor", "replay", "feed") else ())
                ok = row[role] in walls or (sanitized and what in NOT_OF_SANITIZERS)
                if not ok:
                    check(False, f"{what} by a {role}: {row[role]}")
        check(sanitized or all(tried[what]["worker"] in ("seccomp", "ended") for what in MUST), "the worker is held by seccomp alone, too")
        connects = "--redis" in options
        check((tried["make a socket of the network"]["sensor"] == "may") == connects, "the sensor makes sockets only for sinks")


def check_without(work):
    """The same attempts are real: without the sandbox some succeed, and it is said."""
    del work
    tried, status, last = table("--no-sandbox")
    check(status == 1 and "POSSIBLE" in last, f"--no-sandbox: {last}")
    for what in ("make a file in /var/tmp", "execve: run a program", "make a socket of the network", "fork: make a process",
                 "send another process a signal", "listen for callers"):
        check(tried[what]["worker"] == "POSSIBLE", f"{what}: {tried[what]['worker']}")


def family(pid):
    """That process and all that come of it."""
    found = [pid]
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="utf-8").split():
            found += family(int(child))
    return found


def status_of(path):
    return dict(line.split(":\t", 1) for line in (path / "status").read_text(encoding="utf-8").splitlines())


def metrics(path):
    connection = http.client.HTTPConnection("localhost", timeout=10)
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(str(path))
    connection.request("GET", "/metrics")
    text = connection.getresponse().read().decode()
    connection.close()
    return dict(re.findall(r"^(camwarden_sandbox_\w+) (\S+)$", text, re.M))


def check_live(stack, network, work):
    redis = live.Redis(stack, work).start()
    served = work / "sensor" / "metrics.sock"
    sensor = live.Sensor(stack, network, camwarden, work / "sensor")
    sensor.start("--redis", redis.url, "--metrics", f"unix:{served}", "--state", work / "sensor/state", "--workers", "2")
    check(re.search(r"sandbox: seccomp, Landlock \d", sensor.said()), f"it is said at the start: {sensor.said().strip()}")
    sandbox = sensor.status()["sandbox"]
    check(sandbox["seccomp"] is True and sandbox["refused"] == 0, f"ctl status: {json.dumps(sandbox)}")
    found = metrics(served)
    check(found.get("camwarden_sandbox_seccomp") == "1" and found.get("camwarden_sandbox_refused_total") == "0", f"metrics: {found}")
    network.replay(source / "pcaps/snmp_v2c.pcap")
    check(wait_for(20, redis.alerts), "alerts arrive in Redis")
    threads, names = 0, []
    for pid in family(sensor.process.pid):
        names.append(status_of(pathlib.Path(f"/proc/{pid}"))["Name"])
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            status = status_of(task)
            threads += 1
            if (status["Seccomp"], status["NoNewPrivs"], status["CapEff"].strip("0")) != ("2", "1", ""):
                check(False, f"{status['Name']}: Seccomp {status['Seccomp']}, NoNewPrivs {status['NoNewPrivs']}")
    check(threads >= 6, f"{threads} threads of {' '.join(names)} are inside")
    check([name for name in names if name.startswith("camwarden-")] == ["camwarden-nest", "camwarden-w0", "camwarden-w1"],
          "the nursery and the workers among them")
    sensor.stop()
    check(sensor.process.returncode == 0, f"it ends with {sensor.process.returncode}")

    sensor.start("--no-sandbox", "--metrics", f"unix:{served}")
    check("sandbox: off (--no-sandbox)" in sensor.said(), "--no-sandbox: it is said at the start")
    sandbox = sensor.status()["sandbox"]
    check(sandbox["seccomp"] is False and sandbox["manner"] == "off (--no-sandbox)", f"ctl status: {json.dumps(sandbox)}")
    check(metrics(served).get("camwarden_sandbox_seccomp") == "0", "and in the metrics")
    sensor.stop()


def check_replay(work):
    """A replay reads what was named, writes what was named, and nothing is refused that it needs."""
    for options in (("--workers", "2"), ("--state", work / "kept"), ("--report", work / "page.html"), ("--json",),
                    ("--facts", work / "facts.jsonl"), ("-f", "port http"), ("--evidence", work / "evidence")):
        done = subprocess.run([camwarden, "replay", "--eve", work / "replay.jsonl", *options, source / "pcaps"],
                              capture_output=True, text=True, check=False)
        check(done.returncode == 0 and "refused" not in done.stderr, f"replay {options[0]}: {done.returncode} {done.stderr[-200:]}")
    posture = live.run(camwarden, "posture", source / "pcaps/snmp_v2c.pcap")
    check(posture.returncode == 0 and "refused" not in posture.stderr, "posture, of a replay in a child")


def test(stack, work):
    live.need("redis-server")
    check_roles(work)
    check_without(work)
    check_replay(work)
    check_live(stack, live.Network(stack), work)


live.main(test)
