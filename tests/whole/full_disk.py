#!/usr/bin/env python3
"""The outbox on a disk of 16 MiB that fills to the brim, under a real sensor whose Redis is not there.

  full_disk.py SOURCE BUILD

A file and syslog get every alert meanwhile. For Redis the oldest give way, and then somebody else takes what is left of
the disk, to the last byte. When Redis comes it gets the rest, in order: by severity, what was raised is what arrived and
what was shed, and the sensor says itself that something was (7290002). Then, Redis gone once more, it is killed: what
waited for Redis on the disk arrives; and it starts where there is no room for anything: where it was before, and for the first
time; and where the disk can only be read since. A replay, a wrong owner and a folder that never could be written are refused. The disk is a tmpfs in a namespace of mounts of
the test's own."""

import collections
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.request

source, build = (pathlib.Path(p).resolve() for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import live  # noqa: E402

DISK_MIB = 16
OTHERS = 2 << 20  # bytes, from the first moment: however much the sensor takes, giving these back leaves it room
CAMERAS = 3600
SOON = 60
SHED, NOT_KEPT = 7290002, 7290005
NOTHING = "nothing is kept, not even from before"
FULL, FREE = "alerts go on from memory", "the outbox is on the disk again"


class Syslog:
    """A receiver on a Unix socket: the numbers that came."""

    def __init__(self, stack, path):
        self.numbers, self.url = set(), f"syslog+unix://{path}"
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        os.chmod(path, 0o777)
        stack.callback(self.socket.close)
        threading.Thread(target=self.hear, daemon=True).start()

    def hear(self):
        while True:
            try:
                message = self.socket.recv(1 << 17)
            except OSError:
                return
            self.numbers.add(int(re.search(rb'sequence="(\d+)"', message).group(1)))


def number(alert):
    return alert["alert"]["context"]["sequence"]


def by_severity(alerts):
    return collections.Counter(a["alert"]["severity"] for a in alerts)


class Figures:
    """What the sensor serves."""

    def __init__(self, path):
        with socket.socket(socket.AF_UNIX) as s:
            s.connect(str(path))
            s.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
            self.text = b"".join(iter(lambda: s.recv(65536), b"")).decode()

    def one(self, name, *labels):
        for line in self.text.splitlines():
            if line.startswith(name + "{") or line.startswith(name + " "):
                if all(label in line for label in labels):
                    return int(float(line.rsplit(" ", 1)[1]))
        raise KeyError(name)

    def shed(self, sink):
        return collections.Counter({s: n for s in range(1, 5) if (
            n := self.one("camwarden_sink_shed_alerts_total", f'sink="{sink}"', f'severity="{s}"'))})


class Disk:
    def __init__(self, stack, path):
        self.path, self.stuffing = path, path / "stuffing"
        path.mkdir(mode=0o700)
        live.must("mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m,mode=700", "outbox", path)
        shutil.chown(path, live.NOBODY)
        self.stuffing.write_bytes(bytes(OTHERS))
        stack.callback(live.run, "umount", "-l", path)

    def free(self):
        return os.statvfs(self.path).f_bavail

    def empty(self):
        for file in self.path.iterdir():
            file.unlink()

    def remount(self, how, process=None):
        """A process may have mounts of its own, too."""
        live.must("mount", "-o", f"remount,{how}", self.path)
        if process is not None:
            live.must("nsenter", "-t", process.pid, "-m", "mount", "-o", f"remount,{how}", self.path)

    def grow(self):
        """What it keeps of thousands of cameras is as much as the disk has."""
        live.must("mount", "-o", f"remount,size={4 * DISK_MIB}m", self.path)

    def fill(self):
        """Another process's bytes, again and again until there is room for none."""
        with open(self.stuffing, "ab", buffering=0) as f:
            try:
                while True:
                    f.write(bytes(4096))
            except OSError:
                return


def enter_mounts():
    """Mounts of our own: they end with us."""
    if os.environ.get("FULL_DISK_MOUNTS") is None and os.geteuid() == 0:
        os.execvpe("unshare", ["unshare", "-m", "--propagation", "private", sys.executable, *sys.argv],
                   {**os.environ, "FULL_DISK_MOUNTS": "ours"})


class Stage:
    def __init__(self, stack, work):
        self.stack, self.work, self.redis = stack, work, None
        self.network = live.Network(stack)
        self.disk = Disk(stack, work / "outbox")
        self.syslog = Syslog(stack, work / "syslog")
        self.metrics = work / "sensor" / "metrics"
        self.sensor = live.Sensor(stack, self.network, build / "camwarden", work / "sensor")
        self.start()

    def start(self):
        self.sensor.start("--state", self.disk.path, "--redis", f"redis+unix://{self.work}/redis/redis.sock?max=0", "--syslog",
                          self.syslog.url, "--metrics", f"unix:{self.metrics}")

    def figures(self):
        return Figures(self.metrics)

    def unready(self):
        with socket.socket(socket.AF_UNIX) as s:
            s.connect(str(self.metrics))
            s.sendall(b"GET /readyz HTTP/1.0\r\n\r\n")
            words = b"".join(iter(lambda: s.recv(65536), b"")).decode().split("\r\n\r\n", 1)[1].strip()
        return "" if words == "ready" else words

    def unsaved(self):
        return self.figures().one("camwarden_outbox_unsaved_lines")

    def is_level(self):
        """The sinks that are there have all that was raised."""
        raised = self.figures().one("camwarden_outbox_raised_total")
        eve = {number(a) for a in self.sensor.alerts()}
        return raised > 0 and len(eve) == raised and len(self.syslog.numbers) == raised

    def settle(self, what):
        """Until nothing more is raised; the two sinks that are there have it all."""
        seen = [-1, 0]
        def quiet():
            raised = self.figures().one("camwarden_outbox_raised_total")
            seen[1] = seen[1] + 1 if raised == seen[0] else 0
            seen[0] = raised
            return seen[1] > 40 and self.is_level()
        good = live.wait_for(SOON, quiet)
        live.check(good, f"{what}: {seen[0]} raised, {len(self.sensor.alerts())} in the file, {len(self.syslog.numbers)} at syslog")
        return seen[0]


def check_own_limit(stage, captures):
    """Redis is not there: the outbox takes what it may have of the disk, and the oldest give way."""
    stage.sensor.hear(captures, pps=6000)
    stage.settle("the outbox has grown to its limit")
    shed = stage.figures().shed("redis")
    live.check(sum(shed.values()) > 500, f"shed for Redis, by severity: {dict(shed)}")
    live.check(not stage.figures().shed("file") and not stage.figures().shed("syslog"), "for no other sink")


def check_full(stage, *names):
    """While another takes the disk to the last byte."""
    stage.disk.fill()
    stage.sensor.hear(*[source / f"pcaps/{n}.pcap" for n in names], pps=2000)
    live.wait_for(10, lambda: stage.disk.fill() or stage.figures().one("camwarden_outbox_disk_failed") == 1)
    live.check(stage.disk.free() == 0, f"not a byte is free on the disk; {stage.disk.stuffing.stat().st_size >> 10} KiB are another's")
    live.check(FULL in stage.sensor.said(), f"said: {stage.sensor.said().strip().splitlines()[-3:]}")


def check_freed(stage):
    stage.disk.stuffing.unlink()
    live.check(live.wait_for(SOON, lambda: FREE in stage.sensor.said()), "and freed, the disk is used again")


def check_brim(stage):
    before = sum(stage.figures().shed("redis").values())
    check_full(stage, "onvif_open", "http_noauth", "rtsp_basic_udp")
    stage.settle("on a full disk")
    print(f"        {sum(stage.figures().shed('redis').values()) - before} more were shed for Redis")
    check_freed(stage)


def check_rest(stage):
    stage.redis = live.Redis(stage.stack, stage.work / "redis").start()
    waiting = lambda: stage.figures().one("camwarden_sink_waiting_lines", 'sink="redis"')
    live.check(live.wait_for(SOON, lambda: stage.figures().one("camwarden_sink_up", 'sink="redis"') == 1 and waiting() == 0),
               "Redis is there, and nothing waits")
    stage.settle("in the end")
    told, arrived = stage.sensor.alerts(), stage.redis.alerts()
    numbers = [number(a) for a in arrived]
    shed = stage.figures().shed("redis")
    live.check(numbers == sorted(set(numbers)), f"{len(numbers)} arrived at Redis, in order, none twice")
    live.check(by_severity(told) == by_severity(arrived) + shed,
               f"by severity, raised {dict(by_severity(told))} = arrived {dict(by_severity(arrived))} + shed {dict(shed)}")
    every = [number(a) for a in told]
    live.check(every == list(range(1, len(every) + 1)), f"the file has 1 to {len(every)}, in order")
    live.check(stage.syslog.numbers == set(every), "and syslog has them all")
    for name, alerts in (("the file", told), ("Redis", arrived)):
        said = [a for a in alerts if a["alert"]["signature_id"] == SHED]
        live.check(said, f"{name} was told that alerts were shed, {len(said)} times")
    left = sorted(p.name for p in stage.disk.path.iterdir())
    live.check(not any("damaged" in n for n in left), f"nothing is to be cleaned: {left}")


def check_restart(stage):
    """Redis is gone again and the disk was full again: what waits since it has room outlives a sensor that is killed. Of what was
    raised on the full disk some may be in memory alone, and gone with it."""
    stage.redis.stop()
    stage.disk.grow()
    before = len(stage.sensor.alerts())
    check_full(stage, "onvif_kept", "rtsp_noauth")
    between = stage.settle("on a full disk, without Redis")
    check_freed(stage)
    stage.sensor.hear(*[source / f"pcaps/{n}.pcap" for n in ("telnet_open", "snmp_v2c_public")], pps=2000)
    last = stage.settle("and freed")
    live.check(before < between < last and live.wait_for(SOON, lambda: stage.unsaved() == 0), f"{last - before} wait, on the disk")
    stage.sensor.signal_all(signal.SIGKILL)
    stage.sensor.process.wait()
    stage.redis.start()
    stage.start()
    stage.sensor.hear(source / "pcaps/onvif_open.pcap", pps=2000)
    every = lambda: [number(a) for a in stage.sensor.alerts()]
    arrived = lambda: [number(a) for a in stage.redis.alerts()]
    live.wait_for(SOON, lambda: len(every()) > last and set(arrived()) >= set(every()[between:]))
    live.check(every() == list(range(1, len(every()) + 1)) and len(every()) > last, f"the file has 1 to {len(every())}, in order")
    live.check(arrived() == every()[-len(arrived()):] and before < arrived()[0] <= between + 1,
               f"killed and started again: Redis has {arrived()[0]} to {len(every())}, in order, none twice: all that waited "
               f"since the disk has room ({between + 1} to {last}), {between + 1 - arrived()[0]} of {between - before} before that")
    lost = [a for a in stage.sensor.alerts() if before < number(a) < arrived()[0]]
    live.check(by_severity(lost) == stage.figures().shed("redis"), f"and what was lost with the memory is counted: {dict(by_severity(lost))}")
    said = lambda alerts: [a["alert"]["context"]["event"] for a in alerts if a["alert"]["signature_id"] == SHED]
    is_open = said(stage.sensor.alerts()[:last])[-1:] not in ([], ["resolved"])
    live.check(not lost or is_open or live.wait_for(SOON, lambda: said(stage.sensor.alerts()[last:])), f"and told of{', in the alert that is open' * is_open}")
    live.check(live.wait_for(SOON, lambda: stage.syslog.numbers == set(every())), "and syslog has them all")


def check_start_without_room(stage):
    """Ended in good order it has left nothing on the disk that it could use again."""
    stage.sensor.stop()
    stage.disk.fill()
    stage.start()
    live.check(stage.disk.free() == 0 and stage.sensor.status()["outbox"]["raised"] == 0, "it starts where there is no room for anything")
    stage.disk.stuffing.unlink()


def check_from_memory(stage, before, name):
    """It listens, says so loudly, and Redis gets what is raised."""
    live.check(NOTHING in stage.sensor.said(), f"said: {[line for line in stage.sensor.said().splitlines() if NOTHING in line]}")
    live.check(stage.sensor.status()["outbox"]["state"] == "failing", "and to whoever asks for its state")
    stage.sensor.hear(source / f"pcaps/{name}.pcap", pps=2000)
    new = lambda: stage.redis.alerts()[before:]
    not_kept = lambda: [a for a in new() if a["alert"]["signature_id"] == NOT_KEPT]
    live.check(live.wait_for(SOON, not_kept), "it is an alert of its own, in Redis")
    live.check(len(new()) > 1 and [number(a) for a in new()] == list(range(1, len(new()) + 1)),
               f"as are all others: 1 to {len(new())}")
    live.check(stage.unready(), f"and it is not ready: {stage.unready()}")
    return len(new())


def check_first_start(stage):
    """Nothing was ever kept there."""
    stage.sensor.stop()
    stage.disk.empty()
    stage.disk.fill()
    stage.start()
    live.check(stage.disk.free() == 0, "it starts for the first time where there is no room for anything")
    before = len(stage.redis.alerts())
    told = check_from_memory(stage, before, "onvif_open")
    stage.disk.stuffing.unlink()
    live.check(live.wait_for(SOON, lambda: FREE in stage.sensor.said() and stage.unsaved() == 0), "there is room: what was raised is kept")
    over = lambda: [a for a in stage.redis.alerts()[before + told:] if a["alert"]["context"]["event"] == "resolved"]
    live.check(live.wait_for(SOON, over) and not stage.unready(), "the alert is over, and it is ready")
    last = stage.figures().one("camwarden_outbox_raised_total")
    stage.sensor.signal_all(signal.SIGKILL)
    stage.sensor.process.wait()
    stage.start()
    stage.sensor.hear(source / "pcaps/telnet_open.pcap", pps=2000)
    every = lambda: [number(a) for a in stage.redis.alerts()[before:]]
    live.wait_for(SOON, lambda: len(every()) > last)
    live.check(every() == list(range(1, len(every()) + 1)) and len(every()) > last,
               f"killed and started again it goes on with the numbers: 1 to {len(every())}, none twice")


def check_read_only(stage):
    """As a kernel makes it after errors, and what was kept is left for the next start."""
    stage.sensor.stop()
    kept = number(stage.redis.alerts()[-1])
    stage.disk.remount("ro")
    stage.start()
    check_from_memory(stage, len(stage.redis.alerts()), "rtsp_noauth")
    stage.disk.remount("rw", stage.sensor.process)
    later = lambda: "the next start goes on" in stage.sensor.status()["outbox"]["reason"]
    live.check(live.wait_for(SOON, later), f"it can be written again: {stage.sensor.status()['outbox']['reason']}")
    stage.sensor.stop()
    before = len(stage.redis.alerts())
    stage.start()
    stage.sensor.hear(source / "pcaps/snmp_v2c_public.pcap", pps=2000)
    new = lambda: [number(a) for a in stage.redis.alerts()[before:]]
    live.check(live.wait_for(SOON, new) and new() == list(range(kept + 1, kept + 1 + len(new()))),
               f"and the next start goes on behind {kept}: {new()[:3]}...")


def refusal(*command):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=60, check=False)
    return done.stderr.strip().splitlines()[-1] if done.returncode != 0 and done.stderr else ""


def check_refused(stage):
    """Mistakes of who starts it are none of the disk."""
    stage.disk.empty()
    stage.disk.fill()
    pcap = source / "pcaps/onvif_open.pcap"
    words = refusal(build / "camwarden", "replay", "--quiet", "--state", stage.disk.path, pcap)
    live.check("full" in words, f"a replay on a full disk: {words}")
    stage.disk.empty()
    stage.disk.remount("ro")
    sensor = stage.network.inside("span", build / "camwarden", "sensor", "-i", "span", "--user", live.NOBODY, "--control",
                                  stage.work / "control")
    words = refusal(*sensor, "--state", stage.disk.path)
    live.check("Read-only" in words, f"a folder that never could be written: {words}")
    words = refusal(*sensor, "--state", stage.work / "none/there")
    live.check("No such file" in words, f"a folder that is not there: {words}")


def test(stack, work):
    live.need("tcpreplay", "redis-server", "redis-cli", "unshare", "nsenter")
    captures = work / "cameras.pcap"
    live.must(sys.executable, source / "tests/support/many_cameras.py", captures, CAMERAS)
    stage = Stage(stack, work)
    check_own_limit(stage, captures)
    check_brim(stage)
    check_rest(stage)
    check_restart(stage)
    check_start_without_room(stage)
    check_first_start(stage)
    check_read_only(stage)
    live.check(stage.sensor.stop() < 8, "and it ends")
    check_refused(stage)


enter_mounts()
live.main(test)
