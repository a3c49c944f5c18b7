"""What the tests of a small disk share: a tmpfs in a namespace of mounts of their own, a sensor that keeps its state there, and what
it says of itself. live.py must be in sys.path, and the source and the build are the program's arguments."""

import collections
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import threading

import live

source, build = (pathlib.Path(p).resolve() for p in sys.argv[1:3])

DISK_MIB = 16
OTHERS = 2 << 20  # bytes, from the first moment: however much the sensor takes, giving these back leaves it room
SOON = 60
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
    if os.environ.get("SMALL_DISK_MOUNTS") is None and os.geteuid() == 0:
        os.execvpe("unshare", ["unshare", "-m", "--propagation", "private", sys.executable, *sys.argv],
                   {**os.environ, "SMALL_DISK_MOUNTS": "ours"})


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
