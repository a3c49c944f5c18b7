#!/usr/bin/env python3
"""How many alerts a second are raised and delivered to a Redis on this machine, beside redis-benchmark pushing values of the same
size, in turns. Prints one JSON line a run, then one a way: the median and the most a second, processor seconds per million (ours:
raiser, outbox, delivery; redis: the server's), and the ratio to redis-benchmark.

  delivery.py [ALERTS=200000] [TIMES=5] [BUILD=build/release]"""

import json
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

source = pathlib.Path(__file__).resolve().parent.parent
words = dict(w.split("=", 1) for w in sys.argv[1:])
alerts, times = int(words.get("ALERTS", 200000)), int(words.get("TIMES", 5))
program = source / words.get("BUILD", "build/release") / "bench_delivery"


class server:
    def __init__(self, folder):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.process = subprocess.Popen(["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--dir", folder],
                                        stdout=subprocess.DEVNULL)
        while subprocess.run(["redis-cli", "-p", str(self.port), "ping"], capture_output=True, check=False).stdout != b"PONG\n":
            time.sleep(0.02)

    def cli(self, *command):
        return subprocess.run(["redis-cli", "-p", str(self.port), *command], capture_output=True, text=True, check=True).stdout

    def cpu(self):
        return sum(float(s) for s in re.findall(r"used_cpu_(?:user|sys):([0-9.]+)", self.cli("info", "cpu")))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def deliver(redis, mode, state):
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        url = f"redis://127.0.0.1:{redis.port}?mode={mode}&max=0"
        run = subprocess.run([program, str(alerts), url, *([folder] if state else [])], capture_output=True, text=True, check=True)
    told = json.loads(run.stdout)
    there = int(redis.cli("xlen" if mode == "stream" else "llen", "camwarden:alerts"))
    if told["delivered"] != alerts or there != alerts or told["shed"]:
        sys.exit(f"{there} alerts in Redis: {told}")
    return told["alerts_s"], told["user_s"] + told["system_s"], told["line_bytes"]


def write(_):
    told = json.loads(subprocess.run([program, str(alerts)], capture_output=True, text=True, check=True).stdout)
    return told["alerts_s"], told["user_s"] + told["system_s"], told["line_bytes"]


def benchmark(redis):
    run = subprocess.run(["redis-benchmark", "-p", str(redis.port), "-P", "100", "-n", str(alerts), "--csv", "rpush", "camwarden:alerts",
                          "x" * size], capture_output=True, text=True, check=True)
    return float(re.findall(r'"([0-9.]+)"', run.stdout.splitlines()[-1])[0]), 0, size


ways = {
    "write": write,
    "list": lambda r: deliver(r, "list", False),
    "stream": lambda r: deliver(r, "stream", False),
    "list --state": lambda r: deliver(r, "list", True),
    "stream --state": lambda r: deliver(r, "stream", True),
    "redis-benchmark": benchmark,
}
runs = {way: [] for way in ways}
size = write(None)[2]
with tempfile.TemporaryDirectory() as folder, server(folder) as redis:
    for turn in range(times):
        for way, run in ways.items():
            before = redis.cpu()
            rate, ours, _ = run(redis)
            runs[way].append((rate, ours / alerts * 1e6, (redis.cpu() - before) / alerts * 1e6))
            print(json.dumps({"bench": "delivery", "turn": turn, "way": way, "alerts_s": round(rate)}), flush=True)
            redis.cli("flushall")
beside = statistics.median(r[0] for r in runs["redis-benchmark"])
for way, of in runs.items():
    middle = statistics.median(r[0] for r in of)
    print(json.dumps({"bench": "delivery", "way": way, "alerts": alerts, "line_bytes": size, "alerts_s": round(middle),
                      "most_s": round(max(r[0] for r in of)), "ratio": round(middle / beside, 2),
                      "cpu_s_per_million": round(min(r[1] for r in of), 2), "redis_cpu_s_per_million": round(min(r[2] for r in of), 2)}))
