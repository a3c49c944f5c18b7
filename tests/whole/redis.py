#!/usr/bin/env python3
"""Replays a capture into a Redis of its own and reads the alerts back; then everything that can be wrong.

  redis.py SOURCE_DIR BUILD_DIR

The server listens on a Unix socket and on a free port of the loopback, and is stopped at the end however
that comes about."""

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

SKIPPED, DELIVERY = 77, 4
LIST = "camwarden:alerts"
RIGHTS = "~camwarden:* +evalsha +eval +get +set +rpush +llen +ltrim +hset +hdel +hget".split()

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import siem  # noqa: E402
from siem import check, failures  # noqa: E402

camwarden = build / "camwarden"


def cli(path, *words, login=()):
    command = ["redis-cli", "--raw", "-s", path, *login, *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout


def replay(*options, environment=None):
    command = [camwarden, "replay", "--quiet", *options, capture]
    clean = {k: v for k, v in os.environ.items() if not k.startswith("CAMWARDEN_")}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False,
                          env={**clean, **(environment or {})})


def refused(what, words, *options, environment=None, seconds=10):
    begun = time.monotonic()
    done = replay(*options, environment=environment)
    took = time.monotonic() - begun
    said = done.stderr.strip()
    check(done.returncode == DELIVERY, f"{what}: exit code {done.returncode}")
    check(words in said, f"{what}: says '{said}'")
    check(took < seconds, f"{what}: after {took:.1f} s")
    check("s3cret" not in said + done.stdout, f"{what}: keeps the secret")


def alerts_of(capture):
    command = [camwarden, "replay", "--quiet", "--eve", "-", capture]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout.splitlines()


def check_delivery(expected):
    with tempfile.TemporaryDirectory() as folder, siem.redis(folder) as (path, port):
        done = replay("--redis", f"unix:{path}")
        check(done.returncode == 0, f"a Unix socket: exit code {done.returncode} {done.stderr.strip()}")
        check(cli(path, "LRANGE", LIST, "0", "-1").splitlines() == expected, "the list is what --eve - writes")
        cameras = {json.loads(line)["alert"]["context"]["camera"]["id"] for line in expected}
        for camera in sorted(cameras):
            posture = json.loads(cli(path, "HGET", "camwarden:postures:camwarden", camera))
            check(posture["camera"]["id"] == camera and posture["items"], f"the posture of {camera}")
        beat = json.loads(cli(path, "HGET", "camwarden:sensors", "camwarden"))
        check(beat["state"] == "replayed" and "every_s" not in beat, "it says that it was a replay")

        done = replay("--redis", f"redis://127.0.0.1:{port}/5")
        check(done.returncode == 0, f"TCP, database 5: exit code {done.returncode} {done.stderr.strip()}")
        check(cli(path, "-n", "5", "LRANGE", LIST, "0", "-1").splitlines() == expected, "and the same list")
        replay("--redis", f"redis://127.0.0.1:{port}/5")
        check(int(cli(path, "-n", "5", "LLEN", LIST)) == 2 * len(expected), "a second replay pushes again")

        done = replay("--redis", f"unix:{path}?mode=stream&key=eve&db=6")
        check(done.returncode == 0, f"a stream: exit code {done.returncode} {done.stderr.strip()}")
        entries = cli(path, "-n", "6", "XRANGE", "eve", "-", "+").splitlines()
        check(entries[2::3] == expected and set(entries[1::3]) == {"eve"}, "its entries are the same lines")
        done = replay("--redis", f"unix:{path}?mode=channel&key=eve&db=7")
        check(done.returncode == 0, f"a channel: exit code {done.returncode} {done.stderr.strip()}")
        check(cli(path, "-n", "7", "EXISTS", "eve", LIST).strip() == "0", "nothing is kept of it")

        cli(path, "SET", LIST, "not a list")
        refused("a key of another type", "WRONGTYPE", "--redis", f"unix:{path}")
        cli(path, "DEL", LIST)
        cli(path, "CONFIG", "SET", "maxmemory", "1")
        refused("full memory", "OOM", "--redis", f"unix:{path}")
        cli(path, "CONFIG", "SET", "maxmemory", "0")
        cli(path, "REPLICAOF", "127.0.0.1", str(siem.free_port()))
        refused("a replica", "READONLY", "--redis", f"unix:{path}")


def check_logins(expected):
    with tempfile.TemporaryDirectory() as folder, siem.redis(folder, "--requirepass", "s3cret") as (path, port):
        login = ("--no-auth-warning", "-a", "s3cret")
        cli(path, "ACL", "SETUSER", "pusher", "on", ">s3cret-2", *RIGHTS, login=login)
        cli(path, "ACL", "SETUSER", "reader", "on", ">s3cret-3", "~*", "+ping", "+lrange", login=login)
        refused("no password", "NOAUTH", "--redis", f"unix:{path}")
        refused("a password in the URL", "takes no password", "--redis", f"redis://:s3cret@127.0.0.1:{port}")
        refused("a wrong password", "WRONGPASS", "--redis", f"redis://127.0.0.1:{port}",
                environment={"CAMWARDEN_REDIS_PASSWORD": "s3cret-0"})
        refused("a user without the right", "NOPERM", "--redis", f"redis://reader@127.0.0.1:{port}",
                environment={"CAMWARDEN_REDIS_PASSWORD": "s3cret-3"})

        secret = pathlib.Path(folder) / "password"
        secret.write_text("s3cret-2\n", encoding="ascii")
        ways = {
            "a password in the environment": (f"redis://pusher@127.0.0.1:{port}",
                                              {"CAMWARDEN_REDIS_PASSWORD": "s3cret-2"}),
            "a password file": (f"redis+unix://pusher@{path}?password-file={secret}", {}),
            "a credential": (f"redis://pusher@127.0.0.1:{port}?credential=password", {"CREDENTIALS_DIRECTORY": folder}),
            "the default user": (f"unix:{path}", {"CAMWARDEN_REDIS_PASSWORD": "s3cret"}),
        }
        for what, (url, environment) in ways.items():
            done = replay("--redis", url, environment=environment)
            check(done.returncode == 0, f"{what}: exit code {done.returncode} {done.stderr.strip()}")
            check(cli(path, "LRANGE", LIST, "0", "-1", login=login).splitlines() == expected, f"{what}: the list")
            cli(path, "DEL", LIST, login=login)


def check_absence():
    refused("no server", "Connection refused", "--redis", f"redis://127.0.0.1:{siem.free_port()}")
    refused("no socket", "No such file", "--redis", "unix:/nowhere/redis.sock")
    refused("no such URL", "no Redis URL", "--redis", "nonsense")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        refused("a server that never answers", "did not answer", "--redis",
                f"redis://127.0.0.1:{silent.getsockname()[1]}")


for program in ("redis-server", "redis-cli"):
    if not shutil.which(program):
        print(f"skipped: {program} is not installed")
        sys.exit(SKIPPED)

captures = [p for p in (source / "pcaps").glob("*.pcap*") if p.suffix in (".pcap", ".pcapng")]
captures.sort(key=lambda p: (not p.name.startswith("rtsp_basic"), p.name))
capture, lines = next(((p, a) for p in captures if len(a := alerts_of(p)) > 1), (None, []))
if not captures:
    print("skipped: there are no captures")
    sys.exit(SKIPPED)
check(capture is not None, f"a capture with alerts: {capture}")
check_delivery(lines)
check_logins(lines)
check_absence()
print(f"{len(failures)} failures")
sys.exit(1 if failures else 0)
