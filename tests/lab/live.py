"""A live sensor and all that is around it, for tests: a mirror port in network namespaces, tcpdump on both ends of its
cable, a Redis, and what they say.

    far ---- switch ==mirror==> span

What leaves `far` comes to a port of `switch`, whose traffic tc mirrors to the cable that ends in `span`, where the sensor
listens. The names of the namespaces end in this process's number, so several tests can run at once. Everything that is
started here is ended with the ExitStack that it was given.

Used by tests/whole/live_*.py, tests/lab/soak, and (what_was_said, posture) by tests/lab/same_alerts.py."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

SKIPPED = 77
ALERTS = "camwarden:alerts"
NOBODY = "nobody"
TCPREPLAY = ("tcpreplay", "-q", "--timer=nano", "-i", "far")  # its own timer burns a core between the frames
failures = []


class Skip(Exception):
    """This machine cannot run the test; says why."""


def check(ok, what):
    print(("ok      " if ok else "FAILED  ") + what, flush=True)
    if not ok:
        failures.append(what)
    return ok


def main(test):
    """Runs a test: test(stack, work folder). Whatever happens, what it started is ended."""
    for s in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(s, lambda number, frame: sys.exit(128 + number))
    try:
        with contextlib.ExitStack() as stack:
            work = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="camwarden-live.")))
            work.chmod(0o755)  # the sensor is nobody
            test(stack, work)
    except Skip as why:
        print(f"SKIPPED: {why}")
        sys.exit(SKIPPED)
    print(f"{len(failures)} failures")
    sys.exit(1 if failures else 0)


def need(*programs):
    """Skips where the test cannot run."""
    if os.geteuid() != 0:
        raise Skip("needs root")
    for program in ("ip", "tc", "tcpdump", *programs):
        if not shutil.which(program):
            raise Skip(f"{program} is not installed")


def run(*command, **options):
    return subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=120, check=False, **options)


def must(*command):
    done = run(*command)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(str(c) for c in command)}: {done.stderr.strip()}")
    return done.stdout


def wait_for(seconds, condition):
    """What the condition says first that is true, or what it says in the end."""
    end = time.monotonic() + seconds
    while not (said := condition()) and time.monotonic() < end:
        time.sleep(0.02)
    return said


def end_process(process):
    if process.poll() is not None:
        return
    for pid in family(process.pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)
    process.terminate()
    try:
        process.wait(8)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


# ---- the network ----


class Network:
    """The three namespaces. far, switch and span are their names, and so are the interfaces `far` and `span`."""

    def __init__(self, stack):
        self.mtu = 1500
        self.names = {kind: f"live-{kind}-{os.getpid()}" for kind in ("far", "switch", "span")}
        stack.callback(self.remove)
        for name in self.names.values():
            if run("ip", "netns", "add", name).returncode != 0 or run("ip", "netns", "exec", name, "true").returncode != 0:
                raise Skip("no network namespaces here")  # in a chroot one can be made and not be entered
            # no word of the hosts' own into the captures
            must("ip", "netns", "exec", name, "sh", "-c",
                 "for i in all default; do echo 1 > /proc/sys/net/ipv6/conf/$i/disable_ipv6; done 2>/dev/null || true")
        self.cable("far", "far", "switch", "port")
        self.plug()
        if run("tc", "-n", self.names["switch"], "qdisc", "add", "dev", "port", "clsact").returncode != 0:
            raise Skip("no clsact queueing discipline here")
        self.mirror()

    def loop(self):
        """The sensor's namespace gets a loopback."""
        must("ip", "-n", self.names["span"], "link", "set", "lo", "up")

    def remove(self):
        for name in self.names.values():
            run("ip", "netns", "del", name)

    def inside(self, where, *command):
        return ["ip", "netns", "exec", self.names[where], *[str(c) for c in command]]

    def cable(self, here, name, there, peer):
        made = run("ip", "-n", self.names[here], "link", "add", name, "mtu", self.mtu, "type", "veth", "peer", "name",
                   peer, "mtu", self.mtu, "netns", self.names[there])
        if made.returncode != 0:
            raise Skip(f"no veth here: {made.stderr.strip()}")
        for space, end in ((here, name), (there, peer)):
            must("ip", "-n", self.names[space], "link", "set", end, "arp", "off", "up")

    def plug(self):
        """The cable from the mirror port to the sensor. Its first end is the switch's."""
        self.cable("switch", "cable", "span", "span")

    def unplug(self):
        """The sensor's interface is deleted."""
        must("ip", "-n", self.names["span"], "link", "del", "span")

    def mirror(self):
        """Again after plug(): a mirror forgets a port that is gone."""
        run("tc", "-n", self.names["switch"], "filter", "del", "dev", "port", "ingress")
        # u32 with nothing to match is matchall, which fewer kernels have
        made = run("tc", "-n", self.names["switch"], "filter", "add", "dev", "port", "ingress", "u32", "match", "u32",
                   0, 0, "action", "mirred", "egress", "mirror", "dev", "cable")
        if made.returncode != 0:
            raise Skip(f"no mirror (tc mirred) here: {made.stderr.strip()}")

    def count(self, where, name, what):
        link = json.loads(must("ip", "-n", self.names[where], "-s", "-j", "link", "show", name))
        return link[0]["stats64"]["tx"][what]

    def lost_by_cables(self):
        """What the cables themselves could not take is no loss of the sensor's."""
        return self.count("far", "far", "dropped") + self.count("switch", "cable", "dropped")

    def replay(self, *captures, pps=4000, loops=1):
        """Sends captures from far; how many frames came to the sensor's interface: what tcpreplay says it sent, less
        what the cables could not take."""
        return self.send(f"--pps={pps}", f"--loop={loops}", *captures)

    def replay_in_time(self, capture):
        """The same, each frame when it came."""
        return self.send("--multiplier=1", capture)

    def send(self, *words):
        lost = self.lost_by_cables()
        said = must(*self.inside("far", *TCPREPLAY, *words))
        return int(re.search(r"Actual: (\d+) packets", said).group(1)) - (self.lost_by_cables() - lost)


def captures_of(source):
    """The captures of pcaps/ that an Ethernet can carry, and the names of the others."""
    def link(path):
        head = path.read_bytes()[:256]
        if head[:4] == b"\x0a\x0d\x0d\x0a":  # pcapng: the first interface follows the section header
            at = int.from_bytes(head[4:8], "little")
            return int.from_bytes(head[at + 8:at + 10], "little")
        return int.from_bytes(head[20:22], "little" if head[0] in (0xd4, 0x4d) else "big")

    every = sorted(p for p in (pathlib.Path(source) / "pcaps").iterdir() if p.suffix in (".pcap", ".pcapng"))
    return [p for p in every if link(p) == 1], [p.name for p in every if link(p) != 1]


class Tcpdump:
    """Writes what one interface hears (direction in) or says (out)."""

    def __init__(self, stack, network, where, interface, direction, capture):
        self.capture = pathlib.Path(capture)
        self.log = self.capture.with_suffix(".log")
        command = network.inside(where, "tcpdump", "-n", "-U", "--immediate-mode", "-B", 65536, "-Z", "root", "-i",
                                 interface, "-Q", direction, "-w", self.capture)
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(command, stderr=log)
        stack.callback(end_process, self.process)
        if not wait_for(10, lambda: "listening" in self.log.read_text(encoding="utf-8")):
            raise RuntimeError("tcpdump: " + self.log.read_text(encoding="utf-8"))

    def stop(self):
        """How many frames it has written; its own loss is a failure of the test."""
        time.sleep(0.3)
        self.process.send_signal(signal.SIGINT)
        self.process.wait(10)
        said = self.log.read_text(encoding="utf-8")
        dropped = re.search(r"(\d+) packets? dropped by kernel", said)
        check(dropped is not None and dropped.group(1) == "0", f"tcpdump lost nothing itself ({self.capture.name})")
        return int(re.search(r"(\d+) packets? captured", said).group(1))


# ---- Redis ----


def lines_of(text):
    """The JSON of each line. An empty list is an empty line to redis-cli."""
    return [json.loads(line) for line in text.splitlines() if line]


class Redis:
    """A server on a Unix socket, for anybody on this machine."""

    def __init__(self, stack, folder, *options):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(exist_ok=True)
        self.options = options
        self.path = self.folder / "redis.sock"
        self.url = f"unix:{self.path}"
        self.process = None
        stack.callback(self.stop)

    def start(self):
        self.process = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", self.path, "--unixsocketperm", "777", "--save", "",
             "--appendonly", "no", "--dir", self.folder, *self.options], stdout=subprocess.DEVNULL)
        if not wait_for(10, lambda: run("redis-cli", "-s", self.path, "PING").stdout == "PONG\n"):
            raise RuntimeError("redis-server does not answer")
        return self

    def stop(self):
        if self.process is not None:
            end_process(self.process)

    def ask(self, *words, database=0):
        return must("redis-cli", "--raw", "-n", database, "-s", self.path, *words)

    def alerts(self, database=0):
        return lines_of(self.ask("LRANGE", ALERTS, 0, -1, database=database))


# ---- what was said ----


def events_of(path, kind="alert"):
    """The events of that kind in an EVE file; a last line that is not whole yet is passed over."""
    try:
        lines = pathlib.Path(path).read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return []
    return [e for e in map(json.loads, filter(None, lines)) if e.get("event_type") == kind]


def key_of(alert):
    """What makes an alert the same live and replayed: camera, item, verdict."""
    context = alert["alert"]["context"]
    return context.get("camera", {}).get("id", "-"), context["guide"]["item"], context["evidence"]["verdict"]


def what_was_said(alerts):
    """The sets of (camera, item, verdict) that were ever opened, and that stand in the end."""
    opened, standing = set(), {}
    for alert in alerts:
        context = alert["alert"]["context"]
        if context["event"] == "resolved":
            standing.pop(context["id"], None)
            continue
        standing[context["id"]] = key_of(alert)
        opened.add(key_of(alert))
    return opened, set(standing.values())


def postures(redis, database=0):
    """Of each camera in Redis, the verdict of every item."""
    keys = redis.ask("KEYS", "camwarden:postures:*", database=database).split()
    said = {}
    for key in keys:
        for posture in map(json.loads, redis.ask("HVALS", key, database=database).splitlines()):
            said[posture["camera"]["id"]] = {item: row["verdict"] for item, row in posture["items"].items()}
    return said


def difference(one, other):
    return [f"{mark} {' '.join(key)}" for mark, keys in (("live only:    ", one - other), ("replayed only:", other - one))
            for key in sorted(keys)]


def compare(live, replayed, what):
    """Whether two lists of alerts say the same; how many they opened."""
    for kind, one, other in zip(("opened", "standing"), what_was_said(live), what_was_said(replayed)):
        check(one == other, f"{what}: {len(one)} alerts {kind} live, {len(other)} replayed" +
              "".join("\n        " + line for line in difference(one, other)))
    return len(what_was_said(live)[0])


# ---- the sensor ----


def ask(path, timeout=10, **request):
    """One question to the control socket of a sensor."""
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(timeout)
        s.connect(str(path))
        s.sendall(json.dumps(request).encode() + b"\n")
        answer = b""
        while not answer.endswith(b"\n"):
            piece = s.recv(65536)
            if not piece:
                break
            answer += piece
    return json.loads(answer)


def dropped(status):
    return status["losses"]["ring_full"] + status["losses"]["kernel_drops"] + status["losses"]["worker_fell"]


def name_of(pid):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return pathlib.Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
    return ""


def family(pid):
    """A process and those that came from it, the eldest first."""
    found = [pid]
    for one in found:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            for children in pathlib.Path(f"/proc/{one}/task").glob("*/children"):
                found += [int(child) for child in children.read_text(encoding="utf-8").split()]
    return found


class Sensor:
    """camwarden sensor on the span port, as the user nobody. Files that it writes are in its folder."""

    def __init__(self, stack, network, program, folder):
        self.stack, self.network, self.program = stack, network, program
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(exist_ok=True)
        shutil.chown(self.folder, NOBODY)
        self.control = self.folder / "control.sock"
        self.eve = self.folder / "eve.jsonl"
        self.log = self.folder / "stderr"
        self.process = None

    def start(self, *options, environment=None, seconds=20):
        """Returns once it listens. Several starts write one after the other to the same files."""
        command = self.network.inside("span", self.program, "sensor", "-i", "span", "--user", NOBODY, "--control",
                                      self.control, "--eve", self.eve, *options)
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log, stdin=subprocess.DEVNULL,
                                            env={**os.environ, **(environment or {})})
        self.stack.callback(self.end, self.process)
        wait_for(seconds, lambda: "listening on" in self.said() or self.process.poll() is not None)
        if "listening on" not in self.said():
            raise RuntimeError(f"the sensor does not listen ({self.process.poll()}): {self.said()}")
        return self

    def end(self, process):
        """A call that no annotation names (sensor/sandbox.h) fails the test in which it was made."""
        end_process(process)
        for line in self.said().splitlines():
            if "the sandbox refused" in line:
                check(False, line)

    def said(self):
        return self.log.read_text(encoding="utf-8")

    def ask(self, command, **more):
        return ask(self.control, command=command, **more)

    def status(self):
        return self.ask("status")

    def processes(self):
        """Its own, the one that its workers come from, and the workers'."""
        return family(self.process.pid)

    def workers(self):
        """The process of each worker that runs now, by its name."""
        named = {name_of(pid): pid for pid in self.processes()}
        return {name: pid for name, pid in named.items() if re.fullmatch(r"camwarden-w\d+", name)}

    def signal_all(self, number):
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def counted(self):
        """Every frame that it knows of: read, shunted, lost by name."""
        s = self.status()
        return s["packets"]["read"] + s["packets"]["shunted"] + dropped(s)

    def hear(self, *captures, **options):
        """Replays captures (as Network.replay) and waits until it knows of every frame; how many these were."""
        before = self.counted()
        sent = self.network.replay(*captures, **options)
        check(wait_for(30, lambda: self.counted() >= before + sent), f"the sensor knows of {sent} frames more")
        return sent

    def alerts(self):
        return events_of(self.eve)

    def at_exit(self):
        """What it said of its packets on its way out: the number in front of the words."""
        return {words: int(n) for n, words in re.findall(r"^(\d+) packets? (.*)$", self.said(), re.M)}

    def stop(self):
        """Ends it; how many seconds that took."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        return time.monotonic() - begun


def replayed(program, capture, *options):
    """The alerts of camwarden replay."""
    done = run(program, "replay", "--quiet", "--eve", "-", *options, capture)
    if done.returncode != 0:
        raise RuntimeError(f"replay of {capture}: {done.stderr.strip()}")
    return [e for e in lines_of(done.stdout) if e["event_type"] == "alert"]
