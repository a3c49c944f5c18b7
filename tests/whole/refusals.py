#!/usr/bin/env python3
"""Every way in which a Redis can refuse, each with a real one and a real sensor: the sensor lives, says once that it is
down and why, and once that it is up again; `ctl status` names the reason; after the repair delivery goes on within two
seconds, and everything that was raised is there once.

  refusals.py SOURCE BUILD

All sensors listen to the same mirror port at once, each with a Redis of its own beside it in its namespace."""

import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import live  # noqa: E402
from live import check, wait_for  # noqa: E402

camwarden = build / "camwarden"
FIRST, SECOND, THIRD = ["onvif_open"], ["telnet_open", "snmp_v2c_public"], ["http_noauth"]
SOON, RESUMES_S = 30, 2.0
PORT = 7000
DUMMY = 9  # nobody listens there

SILENT = """
import socket, time
s = socket.create_server(("127.0.0.1", {port}), backlog=64)
print("listening", flush=True)
while True:
    time.sleep(60)
"""


def openssl(folder, *words):
    done = subprocess.run(["openssl", *words], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"openssl {words[0]}: {done.stderr}")


def certificates(folder):
    """One key, and certificates of it: good, expired, of another name, by an authority that nobody knows."""
    folder.mkdir()
    folder.chmod(0o755)
    for ca in ("ca", "stranger"):
        openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{ca}.key", "-out", f"{ca}.crt",
                "-days", "2", "-subj", f"/CN={ca}")
    openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "key", "-out", "csr", "-subj", "/CN=redis")
    for name, ca, days, host in (("good", "ca", 2, "IP:127.0.0.1"), ("expired", "ca", 0, "IP:127.0.0.1"),
                                 ("other", "ca", 2, "DNS:other.example"), ("unknown", "stranger", 2, "IP:127.0.0.1")):
        (folder / "ext").write_text(f"subjectAltName={host}\n", encoding="ascii")
        openssl(folder, "x509", "-req", "-in", "csr", "-CA", f"{ca}.crt", "-CAkey", f"{ca}.key", "-CAcreateserial",
                "-days", str(days), "-extfile", "ext", "-out", f"{name}.crt")


class Redis(live.Redis):
    """One in the sensor's namespace, on a port of its loopback; asked by its Unix socket."""

    def __init__(self, stack, network, folder, port):
        super().__init__(stack, folder)
        self.stack, self.network, self.port, self.login = stack, network, port, []
        self.tls = folder.parent / "tls"

    def plain(self, *options):
        return self.begin("--port", self.port, *options)

    def secured(self, certificate):
        return self.begin("--port", 0, "--tls-port", self.port, "--tls-cert-file", self.tls / f"{certificate}.crt",
                          "--tls-key-file", self.tls / "key", "--tls-ca-cert-file", self.tls / "ca.crt",
                          "--tls-auth-clients", "no")

    def begin(self, *options):
        """Returns when it answers; what it answers may be that it loads."""
        self.path.unlink(missing_ok=True)
        command = self.network.inside("span", "redis-server", "--bind", "127.0.0.1", "--unixsocket", self.path,
                                      "--appendonly", "no", "--dir", self.folder,
                                      *([] if "--save" in options else ["--save", ""]), *options)
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        if not wait_for(SOON, lambda: self.try_ask("PING")):
            raise RuntimeError("redis-server does not answer")
        return self

    def listen_in_silence(self):
        """In its place somebody who accepts and says nothing."""
        command = self.network.inside("span", sys.executable, "-c", SILENT.format(port=self.port))
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE)
        self.process.stdout.readline()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def try_ask(self, *words):
        return live.run("redis-cli", "--raw", "--no-auth-warning", *self.login, "-s", self.path, *words).stdout.strip()

    def ask(self, *words, database=0):
        return live.must("redis-cli", "--raw", "--no-auth-warning", *self.login, "-s", self.path, *words)

    def set(self, name, value):
        said = self.ask("CONFIG", "SET", name, value).strip()
        if said != "OK":
            raise RuntimeError(f"CONFIG SET {name} {value}: {said}")


# ---- the ways: begin(redis) -> has it before the sensor starts, spoil(redis) while it runs, repair(redis) ----


def nothing(_redis):
    pass


def plain(redis):
    redis.plain()


def with_password(redis):
    redis.plain("--requirepass", "right")
    redis.login = ["-a", "right"]


def no_password(redis):
    redis.set("requirepass", "")
    redis.login = []


def other_password(redis):
    redis.plain("--requirepass", "new")
    redis.login = ["-a", "new"]


def right_password(redis):
    redis.set("requirepass", "right")
    redis.login = ["-a", "right"]


def with_user(redis):
    redis.plain()
    redis.ask("ACL", "SETUSER", "sensor", "on", "nopass", "~*", "+@all")


def without_key(redis):
    redis.ask("ACL", "SETUSER", "sensor", "resetkeys", "~camwarden:sensors", "~camwarden:postures:*")


def with_key(redis):
    redis.ask("ACL", "SETUSER", "sensor", "~*")


def without_command(redis):
    redis.ask("ACL", "SETUSER", "sensor", "-rpush")


def with_command(redis):
    redis.ask("ACL", "SETUSER", "sensor", "+rpush")


def full(redis):
    redis.set("maxmemory", "1")


def roomy(redis):
    redis.set("maxmemory", "0")


def other_type(redis):
    redis.ask("RENAME", live.ALERTS, "aside")
    redis.ask("SET", live.ALERTS, "no list")


def list_again(redis):
    redis.ask("RENAME", "aside", live.ALERTS)


def replica(redis):
    redis.ask("REPLICAOF", "127.0.0.1", DUMMY)


def master(redis):
    redis.ask("REPLICAOF", "NO", "ONE")


def without_replicas(redis):
    redis.set("min-replicas-to-write", "1")


def without_need(redis):
    redis.set("min-replicas-to-write", "0")


def can_save(redis):
    redis.plain("--save", "36000 1000000")


def cannot_save(redis):
    """Where the snapshot is to be there is a folder."""
    (redis.folder / "dump.rdb").mkdir()
    redis.ask("BGSAVE")
    wait_for(SOON, lambda: "rdb_last_bgsave_status:err" in redis.ask("INFO", "persistence"))


def saves_again(redis):
    (redis.folder / "dump.rdb").rmdir()
    redis.ask("BGSAVE")
    wait_for(SOON, lambda: "rdb_last_bgsave_status:ok" in redis.ask("INFO", "persistence"))


def loads_for_long(redis):
    """Restarted, with a snapshot that takes hours to load."""
    redis.ask("EVAL", "for i = 1, 20000 do redis.call('SET', 'filler:' .. i, string.rep('x', 100)) end", 0)
    redis.ask("SAVE")
    redis.kill()
    redis.plain("--key-load-delay", 5000, "--loading-process-events-interval-bytes", 1024)


def has_loaded(redis):
    redis.set("key-load-delay", "0")
    wait_for(SOON, lambda: redis.try_ask("PING") == "PONG")


def frozen(redis):
    subprocess.run(["kill", "-STOP", str(redis.process.pid)], check=True)


def thawed(redis):
    subprocess.run(["kill", "-CONT", str(redis.process.pid)], check=True)


def killed(redis):
    redis.kill()


def silent(redis):
    redis.listen_in_silence()


def replaced_by_plain(redis):
    redis.kill()
    redis.plain()


def replaced_by_secured(redis):
    redis.kill()
    redis.secured("good")


def shows_good(redis):
    redis.set("tls-cert-file", str(redis.tls / "good.crt"))


PLAIN, USER, TLS = "redis://127.0.0.1:{port}", "redis://sensor@127.0.0.1:{port}", "rediss://127.0.0.1:{port}?ca={tls}/ca.crt"
AUTH = PLAIN + "?password-file={tls}/password"
NOT_YET = None  # it was like that when the sensor started

WAYS = [
    # name, URL, before the start, spoil, the reason, repair
    ("OOM", PLAIN, plain, full, r"its memory is full \(OOM\)", roomy),
    ("NOPERM key", USER, with_user, without_key, r"alerts .* this user has no right to \(NOPERM\)", with_key),
    ("NOPERM command", USER, with_user, without_command, r"alerts .* this user has no right to \(NOPERM\)", with_command),
    ("WRONGPASS", AUTH, other_password, NOT_YET, r"the password is wrong \(WRONGPASS\)", right_password),
    ("NOAUTH", PLAIN, with_password, NOT_YET, r"it wants a password \(NOAUTH\)", no_password),
    ("WRONGTYPE", PLAIN, plain, other_type, r"that key holds something else \(WRONGTYPE\)", list_again),
    ("READONLY", PLAIN, plain, replica, r"it is a read-only replica \(READONLY\)", master),
    ("NOREPLICAS", PLAIN, plain, without_replicas, r"too few replicas are connected to it \(NOREPLICAS\)", without_need),
    ("LOADING", PLAIN, plain, loads_for_long, r"it is still loading its data \(LOADING\)", has_loaded),
    ("MISCONF", PLAIN, can_save, cannot_save, r"it cannot save to its disk \(MISCONF\)", saves_again),
    ("wrong TLS name", TLS, lambda r: r.secured("other"), NOT_YET, "certificate is not accepted: (IP address|hostname) mismatch", shows_good),
    ("expired certificate", TLS, lambda r: r.secured("expired"), NOT_YET, "certificate has expired", shows_good),
    ("unknown authority", TLS, lambda r: r.secured("unknown"), NOT_YET, "unable to get local issuer certificate", shows_good),
    ("TLS to a plain port", TLS, plain, NOT_YET, "does not speak TLS|does not answer in TLS", replaced_by_secured),
    ("plain to a TLS port", PLAIN, lambda r: r.secured("good"), NOT_YET, "may want TLS", replaced_by_plain),
    ("accepts and says nothing", PLAIN, silent, NOT_YET, "did not answer within 5 seconds", replaced_by_plain),
    ("TLS, accepts and says nothing", TLS, silent, NOT_YET, "does not answer in TLS", replaced_by_secured),
    ("freezes", PLAIN, plain, frozen, "did not answer within 5 seconds", thawed),
    ("nobody listens", PLAIN, nothing, NOT_YET, "Connection refused", plain),
    ("is killed", PLAIN, plain, killed, "Connection refused", plain),
]


class Case:
    def __init__(self, stack, network, work, number):
        self.name, self.url, self.begin, self.spoil, self.reason, self.repair = WAYS[number]
        port = PORT + number
        folder = work / f"case-{number}"
        self.redis = Redis(stack, network, folder, port)
        self.url = self.url.format(port=port, tls=work / "tls")
        self.sensor = live.Sensor(stack, network, camwarden, work / f"sensor-{number}")
        self.expects_all = self.name != "is killed"  # it kept nothing

    def start(self):
        self.begin(self.redis)
        self.sensor.start("--redis", self.url, "--ring", 16)

    def delivery(self):
        return next(d for d in self.sensor.status()["delivery"] if d["sink"] == "redis")

    def raised(self):
        return [a["alert"]["context"]["sequence"] for a in self.sensor.alerts()]

    def there(self):
        said = self.redis.try_ask("LRANGE", live.ALERTS, 0, -1)
        return [a["alert"]["context"]["sequence"] for a in live.lines_of(said)] if said.startswith("{") else []

    def is_through(self):
        """Everything that was raised is in Redis."""
        d = self.delivery()
        return d["state"] == "up" and d["queued"] == 0

    def lines(self):
        """What it said of delivery; and everything that it said."""
        said = self.sensor.said().splitlines()
        return ([line for line in said if line.endswith("; trying again")],
                [line for line in said if line.endswith("delivering again")], said)

    def check_down(self):
        d = wait_for(SOON, lambda: (s := self.delivery())["state"] == "down" and s["queued"] > 0 and
                     re.search(self.reason, s["reason"]) and s)
        d = d or self.delivery()
        check(d["state"] == "down" and re.search(self.reason, d["reason"]), f"{self.name}: {d['state']}: {d['reason']}")
        check(d["queued"] > 0, f"{self.name}: {d['queued']} alerts wait")

    def check_repair(self):
        self.repair(self.redis)
        begun = time.monotonic()
        through = wait_for(SOON, self.is_through)
        took = time.monotonic() - begun
        busy = max(1.0, os.getloadavg()[0] / (4 * (os.cpu_count() or 1)))  # a machine that does much else
        check(through and took <= RESUMES_S * busy, f"{self.name}: repaired, and all delivered after {took:.2f} s")

    def check_end(self):
        wait_for(SOON, self.is_through)
        check(self.sensor.process.poll() is None, f"{self.name}: it lives")
        raised, there = self.raised(), self.there()
        check(raised == list(range(1, len(raised) + 1)), f"{self.name}: {len(raised)} alerts raised")
        first = 1 if self.expects_all else self.before + 1
        check(there == list(range(first, len(raised) + 1)), f"{self.name}: in Redis are {len(there)}, from {first}, in order, none twice")
        down, up, said = self.lines()
        check(len(down) == 1 and re.search(self.reason, down[0]), f"{self.name}: once down: {down}")
        check(len(up) == 1, f"{self.name}: once up: {up}")
        others = [line for line in said if line not in down + up and "listening on" not in line]
        check(not others, f"{self.name}: and said nothing else: {others}")
        took = self.sensor.stop()
        check(took < 8 and self.sensor.process.returncode == 0, f"{self.name}: ended with {self.sensor.process.returncode}")


def send(network, cases, names):
    """To all of them at once; waits until each has heard it."""
    before = [c.sensor.counted() for c in cases]
    sent = network.replay(*(source / f"pcaps/{name}.pcap" for name in names), pps=500)
    for case, n in zip(cases, before):
        check(wait_for(SOON, lambda c=case, n=n: c.sensor.counted() >= n + sent), f"{case.name}: heard {sent} frames")


def test(stack, work):
    live.need("tcpreplay", "redis-server", "redis-cli", "openssl")
    begun = time.monotonic()
    network = live.Network(stack)
    network.loop()
    certificates(work / "tls")
    (work / "tls/password").write_text("right\n", encoding="ascii")
    cases = [Case(stack, network, work, n) for n in range(len(WAYS))]
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        list(pool.map(Case.start, cases))
        print(f"        {len(cases)} sensors listen after {time.monotonic() - begun:.0f} s")
        send(network, cases, FIRST)
        healthy = [c for c in cases if c.spoil is not NOT_YET]
        for case in healthy:
            check(wait_for(SOON, case.is_through), f"{case.name}: well at first")
            case.before = len(case.raised())
            case.spoil(case.redis)
        send(network, cases, SECOND)
        list(pool.map(Case.check_down, cases))
        print(f"        all are down after {time.monotonic() - begun:.0f} s")
        for case in cases:
            case.check_repair()
        send(network, cases, THIRD)
        list(pool.map(Case.check_end, cases))
    print(f"        {time.monotonic() - begun:.0f} s")


live.main(test)
