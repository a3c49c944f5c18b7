#!/usr/bin/env python3
"""A name server that never answers: the sensor listens at once all the same, and whoever looks up a name for it has none
of the rights that it started with, however long that takes.

  live_resolver.py SOURCE BUILD"""

import pathlib
import re
import subprocess
import sys
import time

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import live  # noqa: E402

SILENT = "import socket, time; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(('127.0.0.1', 53)); print('ready', flush=True); time.sleep(600)"


def rights(pid):
    """Of each thread: who it is, what it may do, and whether it may gain more."""
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            text = (task / "status").read_text(encoding="utf-8")
        except OSError:
            continue  # it has ended
        fields = dict(re.findall(r"^(\w+):\s*(.*)$", text, re.M))
        yield fields["Name"], fields["Uid"].split(), int(fields["CapEff"], 16) | int(fields["CapPrm"], 16), fields["NoNewPrivs"] == "0"


def silent_resolver(stack, network, work):
    (work / "resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:30 attempts:2\n", encoding="ascii")
    (work / "nsswitch.conf").write_text("passwd: files\ngroup: files\nhosts: files dns\n", encoding="ascii")
    network.loop()
    server = subprocess.Popen(network.inside("span", sys.executable, "-c", SILENT), stdout=subprocess.PIPE)
    stack.callback(live.end_process, server)
    server.stdout.readline()


def test(stack, work):
    live.need()
    network = live.Network(stack)
    silent_resolver(stack, network, work)
    sensor = live.Sensor(stack, network, build / "camwarden", work / "sensor")
    wrapper = work / "camwarden"
    wrapper.write_text(f"#!/bin/sh\nmount --bind {work}/resolv.conf /etc/resolv.conf && "
                       f"mount --bind {work}/nsswitch.conf /etc/nsswitch.conf && exec {build.resolve()}/camwarden \"$@\"\n",
                       encoding="ascii")
    wrapper.chmod(0o755)
    sensor.program = wrapper  # `ip netns exec` has given it a namespace of mounts of its own
    begun = time.monotonic()
    sensor.start("--redis", "redis://redis.example", "--syslog", "syslog+tcp://log.example")
    took = time.monotonic() - begun
    live.check(took < 4, f"it listens after {took:.1f} s, without waiting for a name")
    reasons = lambda: [s["reason"] for s in sensor.status()["delivery"] if s["sink"] != "file"]
    late = live.wait_for(20, lambda: all("the resolver does not say in time" in r for r in reasons()))
    live.check(late, f"both sinks say why they are down: {reasons()}")
    threads = list(rights(sensor.process.pid))
    live.check(len(threads) >= 6, f"{len(threads)} threads, those that look up a name among them")
    live.check(all("0" not in uids and not may and not gain for _, uids, may, gain in threads), f"none is root, may anything or gain it: {threads}")
    live.check(sensor.stop() < 8, "and it ends in time")


live.main(test)
