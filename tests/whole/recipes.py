#!/usr/bin/env python3
"""The recipes of alerts/recipes do what they say: real rsyslogs forward an EVE file, Prometheus' own tool tests the rules,
and what Logstash and Vector do at a Redis is done there, command by command: each alert comes out once.

  recipes.py SOURCE_DIR BUILD_DIR

The servers listen on Unix sockets and free ports of the loopback, and are stopped at the end however that comes about."""

import collections
import configparser
import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading

SKIPPED = 77
RSYSLOGD = shutil.which("rsyslogd") or "/usr/sbin/rsyslogd"
KEY = "camwarden:alerts"
LONG = 60000  # bytes of a line; the longest has 64 KiB

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import resp  # noqa: E402
import siem  # noqa: E402
from siem import check, failures  # noqa: E402

camwarden = build / "camwarden"
recipes = source / "alerts/recipes"
captures = [source / "pcaps" / f"{name}.pcap" for name in ("camera_factory", "rtsp_basic_udp", "rtsp_audio", "rtsp_noauth")]


def arrives(path, expected, seconds=30):
    """Whether the file has these lines in the end, whatever their order."""
    with contextlib.suppress(RuntimeError):
        siem.wait_for("lines", lambda: len(siem.read_lines(path)) >= len(expected), seconds)
    return collections.Counter(siem.read_lines(path)) == collections.Counter(expected)


def replay(capture, *options, environment=None):
    done = subprocess.run([camwarden, "replay", "--quiet", *options, capture], capture_output=True, text=True, timeout=100,
                          check=False, env={**os.environ, **(environment or {})})
    if done.returncode != 0:
        raise RuntimeError(f"replay of {capture}: {done.stderr}")
    return done.stdout.splitlines()


# ---- rsyslog reads the file ----


class Site:
    """A sensor's machine, whose rsyslog forwards the EVE file, and a SIEM's, whose rsyslog writes what comes."""

    def __init__(self, folder):
        self.folder, self.port = folder, siem.free_port()
        self.eve, self.received, self.sent = folder / "log/eve.json", folder / "received.json", []
        for name in ("log", "forward", "receive"):
            (folder / name).mkdir()

    def forward(self):
        text = siem.recipe(source, "rsyslog-forward.conf",
                           {"/var/log/camwarden/eve.json": self.eve, 'target="siem.example" port="514"':
                            f'target="127.0.0.1" port="{self.port}"'})
        return self.rsyslog("forward", f'global(workDirectory="{self.folder}/forward")\n' + text, lambda: True)

    def receive(self):
        here = self.folder / "receive"
        text = siem.recipe(source, "rsyslog-receive.conf",
                           {"/var/log/camwarden/received.json": self.received, 'port="514"': f'port="{self.port}"',
                            "/run/camwarden-stream": here / "stream", "/run/camwarden-log": here / "log"})
        head = f'global(workDirectory="{here}" net.enableDNS="off")\nmodule(load="imuxsock" SysSock.Use="off")\n'
        return self.rsyslog("receive", head + text, lambda: siem.listens(self.port))

    def rsyslog(self, name, text, ready):
        here = self.folder / name
        (here / "rsyslog.conf").write_text(text, encoding="ascii")
        checked = subprocess.run([RSYSLOGD, "-N1", "-f", here / "rsyslog.conf"], capture_output=True, text=True, timeout=30,
                                 check=False)
        said = [line for line in checked.stderr.splitlines() if "config validation run" not in line]
        check(checked.returncode == 0 and not said, f"rsyslog has nothing to say about its configuration to {name} {said}")
        return siem.server([RSYSLOGD, "-n", "-f", here / "rsyslog.conf", "-i", here / "pid"], here, ready)

    def raise_alerts(self, capture):
        self.sent += replay(capture, "--eve", "-")
        replay(capture, "--eve", self.eve)

    def came(self, what):
        check(arrives(self.received, self.sent), f"rsyslog, {what}: {len(self.sent)} lines, each once")


def check_rsyslog(folder):
    site = Site(folder)
    with site.receive():
        with site.forward():
            site.raise_alerts(captures[0])
            site.came("the file")
            site.eve.rename(site.eve.with_suffix(".json.1"))
            site.raise_alerts(captures[1])
            site.came("after a rotation")
            line = json.dumps({"event_type": "alert", "long": "x" * LONG}, separators=(",", ":"))
            with open(site.eve, "a", encoding="ascii") as file:
                file.write(line + "\n" + '{"event_type":"stats"}\n')
            site.sent.append(line)
            site.came("a long line; statistics stay at home")
        site.raise_alerts(captures[2])
        with site.forward():
            site.came("what was written while it was down")
    with site.forward():
        site.raise_alerts(captures[3])
        siem.wait_for("position", lambda: any((folder / "forward").glob("imfile-state*")))
        with site.receive():
            site.came("what was written before the SIEM was there")
        site.raise_alerts(captures[1])
        with site.receive():
            site.came("what was written while the SIEM was away")


# ---- Redis ----

READERS = {"logstash.conf": "~camwarden:alerts nocommands +script|load +evalsha +lrange +ltrim",
           "vector.yaml": "~camwarden:alerts +blpop"}


@contextlib.contextmanager
def redis(folder):
    """The recipes' users: `default` is Logstash's, vector and sensor have names; gives the operator's client."""
    with siem.redis(folder) as (path, _):
        operator = login(path)
        operator.one("ACL", "SETUSER", "operator", "on", ">op", "~*", "+@all")
        operator.one("AUTH", "operator", "op")
        operator.one("ACL", "SETUSER", "sensor", "on", ">sensor", "~camwarden:*",
                     *"+evalsha +eval +get +set +rpush +llen +ltrim +hset +hdel +hget".split())
        operator.one("ACL", "SETUSER", "vector", "on", ">reader", *READERS["vector.yaml"].split())
        operator.one("ACL", "SETUSER", "default", "on", "resetpass", ">reader", "resetkeys", *READERS["logstash.conf"].split())
        yield path, operator


def login(path, *words):
    client = resp.Client(path)
    if words:
        client.one("AUTH", *words)
    return client


class Logstash(threading.Thread):
    """What logstash-input-redis 3.7 says to Redis with data_type list and a batch_count: a script, loaded once a
    connection and again after NOSCRIPT, takes a batch from the head of the list."""

    SCRIPT = "local n = tonumber(ARGV[1]) local r = redis.call('lrange', KEYS[1], 0, n) " \
             "redis.call('ltrim', KEYS[1], n + 1, -1) return r"

    def __init__(self, path, stop):
        super().__init__(daemon=True)
        text = (recipes / "logstash.conf").read_text(encoding="ascii")
        self.key = re.search(r'^ +key => "(.*)"', text, re.M)[1]
        self.last = int(re.search(r"^ +batch_count => (\d+)", text, re.M)[1]) - 1
        self.client, self.stop, self.got, self.reloads = login(path, "reader"), stop, [], 0

    def run(self):
        sha = self.client.one("SCRIPT", "LOAD", self.SCRIPT)
        while not self.stop.is_set():
            try:
                batch = self.client.one("EVALSHA", sha, 1, self.key, self.last)
            except RuntimeError as e:
                if "NOSCRIPT" not in str(e):
                    raise
                sha = self.client.one("SCRIPT", "LOAD", self.SCRIPT)
                self.reloads += 1
                continue
            self.got += [line.decode() for line in batch]
            if not batch:
                self.stop.wait(0.05)


class Vector(threading.Thread):
    """What Vector's redis source says with data_type list and method lpop."""

    def __init__(self, path, stop):
        super().__init__(daemon=True)
        import yaml  # pylint: disable=import-outside-toplevel
        here = yaml.safe_load((recipes / "vector.yaml").read_text(encoding="ascii"))["sources"]["camwarden"]
        self.key, self.pop = here["key"], {"lpop": "BLPOP", "rpop": "BRPOP"}[here["list"]["method"]]
        self.client, self.stop, self.got = login(path, "vector", "reader"), stop, []

    def run(self):
        while not self.stop.is_set():
            told = self.client.one(self.pop, self.key, 1)
            if told is not None:
                self.got.append(told[1].decode())


def deliver(path, every):
    """All captures, to the list; the lines that went."""
    sent = []
    for capture in every:
        replay(capture, "--redis", f"redis+unix://sensor@{path}", environment={"CAMWARDEN_REDIS_PASSWORD": "sensor"})
        sent += replay(capture, "--eve", "-")
    return sent


def consume(what, path, operator, kinds, backlog=(), middle=lambda: None):
    """Delivers while these read; each alert must have come to one of them, once, and to one alone in order."""
    stop, sent = threading.Event(), list(backlog)
    readers = [kind(path, stop) for kind in kinds]
    operator.many([("RPUSH", KEY, line) for line in backlog])
    for reader in readers:
        reader.start()
    sent += deliver(path, captures)
    middle()
    sent += deliver(path, captures)
    with contextlib.suppress(RuntimeError):
        siem.wait_for("readers", lambda: sum(len(r.got) for r in readers) >= len(sent))
    stop.set()
    for reader in readers:
        reader.join(20)
    got = [line for r in readers for line in r.got]
    check(collections.Counter(got) == collections.Counter(sent) and operator.one("LLEN", KEY) == 0,
          f"{what}: {len(sent)} alerts, each read once, {[len(r.got) for r in readers]}")
    if len(readers) == 1:
        check(got == sent, f"{what}: in order")
    return readers


def check_redis(folder):
    with redis(folder) as (path, operator):
        consume("Vector's BLPOP", path, operator, [Vector])
        one, = consume("Logstash's script", path, operator, [Logstash], middle=lambda: operator.one("SCRIPT", "FLUSH"))
        check(one.reloads > 0, "Logstash's script: loaded again when Redis had forgotten it")
        consume("two Logstashes and a Vector", path, operator, [Logstash, Logstash, Vector],
                [f"waited {i}" for i in range(5000)])
        operator.one("RPUSH", KEY, "x")
        sent = deliver(path, captures)
        operator.one("LPOP", KEY)
        check(operator.one("LLEN", KEY) == len(sent), "nobody reads: all of it waits")
        for name, rights in READERS.items():
            check(rights in (recipes / name).read_text(encoding="ascii"), f"{name} says these rights")


# ---- Prometheus ----


def check_rules():
    done = subprocess.run(["promtool", "check", "rules", recipes / "camwarden.rules.yml"], capture_output=True, text=True,
                          timeout=60, check=False)
    check(done.returncode == 0, f"promtool check rules: {(done.stdout + done.stderr).strip()[-200:]}")
    done = subprocess.run(["promtool", "check", "config", recipes / "prometheus.yml"], capture_output=True, text=True,
                          timeout=60, check=False)
    check(done.returncode == 0, f"promtool check config: {(done.stdout + done.stderr).strip()[-200:]}")
    done = subprocess.run(["promtool", "test", "rules", recipes / "camwarden.rules.test.yml"], capture_output=True, text=True,
                          timeout=60, check=False)
    check(done.returncode == 0 and "SUCCESS" in done.stdout, f"promtool test rules: {(done.stdout + done.stderr)[-600:]}")
    rules = set(re.findall(r"- alert: (\w+)", (recipes / "camwarden.rules.yml").read_text(encoding="ascii")))
    tested = set(re.findall(r'alertname="(\w+)"', (recipes / "camwarden.rules.test.yml").read_text(encoding="ascii")))
    check(rules == tested, f"each of {len(rules)} rules fires in a test: {sorted(rules ^ tested)}")


# ---- what cannot be run here ----


def check_marked():
    import yaml  # pylint: disable=import-outside-toplevel
    unrun = {"logstash.conf", "vector.yaml", "filebeat.yml", "evebox.yaml", "fluent-bit.yaml", "splunk.conf"}
    for path in sorted(recipes.iterdir()):
        text = path.read_text(encoding="ascii")
        if path.suffix in (".conf", ".yaml", ".yml"):
            check(text.startswith("# NOT RUN HERE") == (path.name in unrun), f"{path.name} says whether it was run")
        if path.suffix in (".yaml", ".yml"):
            yaml.safe_load(text)
    splunk = configparser.RawConfigParser(delimiters="=")
    splunk.read_string((recipes / "splunk.conf").read_text(encoding="ascii"))
    prefix = splunk["camwarden"]["TIME_PREFIX"]
    for line in replay(captures[0], "--eve", "-"):
        if len(re.findall(prefix, line)) != 1 or not re.search(prefix + r"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}[+-]\d{4}\"", line):
            check(False, f"Splunk finds the time of {line}")


check_marked()
with tempfile.TemporaryDirectory(prefix="camwarden-recipes-") as name:
    work = pathlib.Path(name)
    skipped = []
    for program, part in ((RSYSLOGD, check_rsyslog), ("redis-server", check_redis)):
        if shutil.which(program):
            (work / part.__name__).mkdir()
            part(work / part.__name__)
        else:
            skipped.append(program)
    if shutil.which("promtool"):
        check_rules()
    else:
        skipped.append("promtool")
print(f"{len(failures)} failures")
if skipped:
    print(f"skipped: {', '.join(skipped)} not installed")
sys.exit(1 if failures else SKIPPED if skipped else 0)
