#!/usr/bin/env python3
"""How long `camwarden posture --redis` takes over a fleet: CAMERAS cameras, each seen by SENSORS sensors, with the texts of real
captures. Prints one JSON line a way of asking: seconds of wall and of processor (user and system), the least of five runs, and
the bytes of all postures.

  posture.py [CAMERAS=10000] [SENSORS=1] [BUILD=build/release]"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

RUNS = 5
source = pathlib.Path(__file__).resolve().parent.parent
words = dict(w.split("=", 1) for w in sys.argv[1:])
cameras, sensors = int(words.get("CAMERAS", 10000)), int(words.get("SENSORS", 1))
camwarden = source / words.get("BUILD", "build/release") / "camwarden"
WAYS = {"text": [], "sensors": ["--sensors"], "unseen": ["--unseen"], "since": ["--since", "2020-01-01"],
        "one camera": ["--camera", "02:00:00:00:00:07"], "json": ["--json"]}


def postures_of(folder):
    """How the cameras of every capture stand, as Redis keeps it."""
    path = folder / "real.sock"
    with server(path):
        captures = sorted(p for p in (source / "pcaps").iterdir() if p.suffix in (".pcap", ".pcapng"))
        subprocess.run([camwarden, "replay", "--quiet", "--redis", f"unix:{path}", *captures], check=True)
        kept = cli(path, "HVALS", "camwarden:postures:camwarden").splitlines()
    return [json.loads(line) for line in kept]


class server:
    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.process = subprocess.Popen(["redis-server", "--port", "0", "--unixsocket", self.path, "--save", "",
                                         "--dir", self.path.parent], stdout=subprocess.DEVNULL)
        while not self.path.exists():
            if self.process.poll() is not None:
                raise RuntimeError("redis-server ended")
            time.sleep(0.02)

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def cli(path, *command, data=None):
    return subprocess.run(["redis-cli", "-s", path, *command], input=data, capture_output=True, check=True).stdout


def command_of(*parts):
    parts = [p if isinstance(p, bytes) else p.encode() for p in parts]
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts)


def fill(path, real):
    """What each sensor keeps of each camera; returns how many bytes that are."""
    total = 0
    for s in range(sensors):
        name, commands = f"sensor-{s}", []
        beat = {"sensor": name, "state": "running", "every_s": 30, "cameras": cameras,
                "time": time.strftime("%Y-%m-%dT%H:%M:%S.000000+0000", time.gmtime())}
        commands.append(command_of("HSET", "camwarden:sensors", name, json.dumps(beat)))
        for i in range(cameras):
            mac = f"02:00:00:{i >> 16:02x}:{i >> 8 & 255:02x}:{i & 255:02x}"
            posture = dict(real[i % len(real)], sensor=name)
            posture["camera"] = dict(posture["camera"], id=mac, mac=mac, ip=f"10.{i >> 16}.{i >> 8 & 255}.{i & 255}")
            text = json.dumps(posture, separators=(",", ":"), sort_keys=True)
            total += len(text)
            commands.append(command_of("HSET", f"camwarden:postures:{name}", mac, text))
        cli(path, "--pipe", data=b"".join(commands))
    return total


def measure(path, options):
    best = None
    for _ in range(RUNS):
        before, begun = os.times(), time.monotonic()
        done = subprocess.run([camwarden, "posture", "--redis", f"unix:{path}", *options], stdout=subprocess.DEVNULL, check=False)
        wall, after = time.monotonic() - begun, os.times()
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        best = min(best or (9e9, 0, 0), (wall, cpu, done.returncode))
    return best


with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    real = postures_of(folder)
    with server(folder / "fleet.sock"):
        size = fill(folder / "fleet.sock", real)
        for way, options in WAYS.items():
            wall, cpu, status = measure(folder / "fleet.sock", options)
            print(json.dumps({"bench": "posture", "way": way, "cameras": cameras, "sensors": sensors, "bytes": size,
                              "wall_s": round(wall, 3), "cpu_s": round(cpu, 3), "status": status}), flush=True)
