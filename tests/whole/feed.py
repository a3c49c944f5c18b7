#!/usr/bin/env python3
"""`camwarden feed` at a Redis of its own: everything arrives once and in order, whatever is killed.

  feed.py SOURCE_DIR BUILD_DIR [SEED]"""

import contextlib
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

SKIPPED, USAGE, INPUT, DELIVERY = 77, 2, 3, 4
KEY, GROUP = "camwarden:alerts", "camwarden-feed"
RIGHTS = ["~camwarden:*", "+xgroup|create", "+xreadgroup", "+xautoclaim", "+xack"]
ENTRIES, FEED_KILLS, REDIS_KILLS, PATIENCE_S = 5000, 30, 5, 40

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import resp  # noqa: E402
import siem  # noqa: E402
from siem import check, failures, read_lines  # noqa: E402

camwarden = build / "camwarden"
seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 32)
chance = random.Random(seed)


def wait_for(condition, what, nap=0.01):
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        with contextlib.suppress(OSError, RuntimeError):
            if condition():
                return True
        time.sleep(nap)
    check(False, f"waited in vain: {what}")
    return False


class Redis:
    """A server that keeps everything it has said yes to."""

    def __init__(self, folder, *options):
        self.folder, self.path, self.options = folder, folder / "redis.sock", [*map(str, options)]
        self.start()

    def start(self):
        self.server = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", self.path, "--save", "", "--appendonly", "yes",
             "--appendfsync", "always", "--dir", self.folder, *self.options], stdout=subprocess.DEVNULL, preexec_fn=siem.dies_with_us)
        wait_for(lambda: self.client().one("PING") == "PONG", "Redis answers")

    def kill(self):
        self.server.kill()
        self.server.wait()

    def client(self):
        return resp.Client(self.path)


def feed(redis, *options, stderr=subprocess.PIPE, user="", url=""):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CAMWARDEN_")}
    if user:
        environment["CAMWARDEN_REDIS_PASSWORD"] = "s3cret"
    url = url or f"redis+unix://{user}{redis.path}"
    return subprocess.Popen([camwarden, "feed", "--redis", url, "--consumer", "reader", *map(str, options)],
                            stdout=subprocess.PIPE, stderr=stderr, preexec_fn=siem.dies_with_us, env=environment)


def feed_once(redis, *options, user=""):
    """Its exit status, its lines, what it says."""
    run = feed(redis, "--once", *options, user=user)
    out, err = run.communicate(timeout=PATIENCE_S)
    return run.returncode, out.decode().splitlines(), err.decode()


def end(run):
    """How long it takes to end, its exit status, what it says."""
    begun = time.monotonic()
    run.terminate()
    err = run.communicate(timeout=PATIENCE_S)[1]
    return time.monotonic() - begun, run.returncode, (err or b"").decode()


def line(n, size=0):
    return json.dumps({"event_type": "alert", "host": "sensor-a", "n": n, "more": "x" * size})


def add(client, *lines):
    client.many([("XADD", KEY, "*", "eve", text) for text in lines])


def pending(client, group=GROUP):
    return client.one("XPENDING", KEY, group)[0]


def left(client):
    """What the group has not acknowledged, or not been given yet."""
    groups = client.one("XINFO", "GROUPS", KEY)[0]
    facts = {k.decode(): v for k, v in zip(groups[::2], groups[1::2])}
    return facts["pending"] + (facts["lag"] or 0)


def size(path):
    return path.stat().st_size if path.exists() else 0


def fill(redis, ended):
    """Adds what the chaos is about, once each, in bursts: an identifier that is there already is refused."""
    n = 1
    while n <= ENTRIES and not ended.is_set():
        try:
            client = redis.client()
            while n <= ENTRIES and not ended.is_set():
                burst = range(n, min(n + 40, ENTRIES + 1))
                answers = client.many([("XADD", KEY, f"1-{i}", "eve", line(i, i % 700)) for i in burst])
                if any(isinstance(a, Exception) and "equal or smaller" not in str(a) for a in answers):
                    raise ConnectionError(str(answers))
                n = burst[-1] + 1
                time.sleep(0.07)
        except OSError:
            time.sleep(0.02)


def check_chaos(folder):
    redis, out, ended = Redis(folder), folder / "out.json", threading.Event()
    filler = threading.Thread(target=fill, args=(redis, ended))
    filler.start()
    kills = ["feed"] * FEED_KILLS + ["Redis"] * REDIS_KILLS
    chance.shuffle(kills)
    run = feed(redis, "--to", out, stderr=subprocess.DEVNULL)
    again = 0
    for kill in kills:
        time.sleep(chance.uniform(0.02, 0.3))
        if kill == "Redis":
            redis.kill()
            time.sleep(chance.uniform(0, 0.1))
            redis.start()
            continue
        if chance.random() < 0.7:  # just written, perhaps not yet acknowledged
            before = size(out)
            wait_for(lambda: size(out) != before or not filler.is_alive(), "more is written",
                     nap=0.0005)
        run.kill()
        run.communicate()
        again += pending(redis.client()) > 0 if redis.client().one("EXISTS", KEY) else 0
        run = feed(redis, "--to", out, stderr=subprocess.DEVNULL)
    filler.join(PATIENCE_S)
    check(not filler.is_alive(), "all entries were added")
    ended.set()
    client = redis.client()
    wait_for(lambda: client.one("XLEN", KEY) == ENTRIES and left(client) == 0, "all is acknowledged")
    check(end(run)[1] == 0, "the last one ends well")
    got = read_lines(out)
    check(got == [line(i, i % 700) for i in range(1, ENTRIES + 1)],
          f"{FEED_KILLS} kills of the feed ({again} with entries in hand), {REDIS_KILLS} of Redis: each of {ENTRIES} "
          f"lines once and in order ({len(got)} lines, {len(set(got))} different)")
    redis.kill()


def check_sharing(redis, client, folder):
    a, b = folder / "a.json", folder / "b.json"
    one = feed(redis, "--to", a)
    other = feed(redis, "--to", b, "--consumer", "other")
    n = 0

    def both():
        nonlocal n
        add(client, *[line(i) for i in range(n, n + 5)])
        n += 5
        return read_lines(a) and read_lines(b)

    wait_for(both, "both have some")
    wait_for(lambda: left(client) == 0, "all is acknowledged")
    took, status, said = end(one)
    check(status == 0 and took < 3 and said == "", f"SIGTERM: status {status} after {took:.2f} s, says '{said}'")
    end(other)
    got = read_lines(a) + read_lines(b)
    check(sorted(got) == sorted(line(i) for i in range(n)), "two readers of a group: each line at one of them")
    status, got, _ = feed_once(redis, "--group", "another")
    check(status == 0 and got == [line(i) for i in range(n)], "another group has all of them")


def walls(pid):
    """Of each thread: seccomp's mode, and whether new privileges are out of reach."""
    status = [(task / "status").read_text(encoding="utf-8") for task in pathlib.Path(f"/proc/{pid}/task").iterdir()]
    fields = [dict(row.split(":\t", 1) for row in text.splitlines()) for text in status]
    return {(f["Seccomp"], f["NoNewPrivs"]) for f in fields}


def check_sandbox(redis, client, folder):
    out = folder / "inside.json"
    run = feed(redis, "--to", out)
    add(client, line(1))
    wait_for(lambda: read_lines(out) == [line(1)], "a line")
    check(walls(run.pid) == {("2", "1")}, f"it is in its sandbox, with all threads: {walls(run.pid)}")
    other = folder / "elsewhere"
    other.mkdir()
    out.rename(other / "inside.json")  # out of its folder: there is a new file in the old place
    run.send_signal(signal.SIGHUP)
    wait_for(out.exists, "the file anew")
    add(client, line(2))
    wait_for(lambda: read_lines(out) == [line(2)], "a line in it")
    said = end(run)[2]
    check("refused" not in said, f"nothing is refused that it needs: '{said.strip()}'")
    run = feed(redis, "--no-sandbox")
    wait_for(lambda: walls(run.pid) and client.one("XINFO", "CONSUMERS", KEY, GROUP), "another")
    check(walls(run.pid) == walls("self"), "--no-sandbox: it is not")
    end(run)


def check_claims(redis, client, folder):
    add(client, *[line(i) for i in range(20)])
    client.one("XGROUP", "CREATE", KEY, GROUP, "0")
    client.one("XREADGROUP", "GROUP", GROUP, "dead", "COUNT", 12, "STREAMS", KEY, ">")
    out = folder / "claimed.json"
    status, _, _ = feed_once(redis, "--to", out)
    check(status == 0 and read_lines(out) == [line(i) for i in range(12, 20)], "what another has had for a moment is its")
    run = feed(redis, "--to", out, "--claim-after", 1)
    wait_for(lambda: pending(client) == 0, "what the dead reader has left is claimed")
    end(run)
    check(read_lines(out) == [line(i) for i in [*range(12, 20), *range(12)]], "what the dead reader had is written, too")


def check_trimmed(redis, client):
    add(client, *[line(i) for i in range(30)])
    client.one("XGROUP", "CREATE", KEY, GROUP, "0")
    client.one("XREADGROUP", "GROUP", GROUP, "reader", "COUNT", 20, "STREAMS", KEY, ">")
    client.one("XTRIM", KEY, "MAXLEN", 15)
    status, got, said = feed_once(redis)
    check(status == 0 and got == [line(i) for i in range(15, 30)], "a stream that was trimmed: what is left of it")
    check(said.count("trimmed before it was read") == 1 and "15 trimmed unread" in said, f"and says '{said.strip()}'")
    check(pending(client) == 0, "and holds on to nothing that is gone")


def check_foreign(redis, client):
    add(client, line(1), "two\nlines", "\x1b[2J", "", b"\xff\xfe", b"a\x00b", "\u009b2J", "\u202eback", "\r", line(2),
        "caf\u00e9")
    client.one("XADD", KEY, "*", "other", "field")
    client.one("XADD", KEY, "*", "other", "field", "eve", line(3))
    status, got, said = feed_once(redis)
    check(status == 0 and got == [line(1), line(2), "caf\u00e9", line(3)], "what is no printable line is left out")
    check(said.count("has no alert") == 1 and "9 not ours" in said, f"and says '{said.strip()}'")
    check(pending(client) == 0, "and is acknowledged")


def check_rights(redis, client):
    add(client, line(1))
    for missing in [None, *RIGHTS]:
        name = f"user{RIGHTS.index(missing) if missing else ''}"
        client.one("ACL", "SETUSER", name, "on", ">s3cret", *[r for r in RIGHTS if r != missing])
        status, got, said = feed_once(redis, "--group", name, user=f"{name}@")
        if missing:
            check(status == INPUT and "NOPERM" in said, f"without {missing}: {said.strip()}")
        else:
            check(status == 0 and got == [line(1)] and said == "", f"with {' '.join(RIGHTS)}: reads {said}")
        check("s3cret" not in said, "keeps the secret")


def check_between(redis, client, folder):
    """Killed after a batch was written, which could not be acknowledged; and in the middle of a line of it."""
    out, rights = folder / "between.json", [r for r in RIGHTS if r != "+xack"]
    client.one("ACL", "SETUSER", "between", "on", ">s3cret", *rights)
    add(client, *[line(i) for i in range(5)])
    for torn in (False, True):
        run = feed(redis, "--to", out, user="between@")
        wait_for(lambda: len(read_lines(out)) == 5, "all is written")
        run.kill()
        run.communicate()
        if torn:
            os.truncate(out, size(out) - 9)
    client.one("ACL", "SETUSER", "between", "+xack")
    check(pending(client) == 5, "killed between write and acknowledgement")
    status, _, said = feed_once(redis, "--to", out, user="between@")
    check(status == 0 and pending(client) == 0 and read_lines(out) == [line(i) for i in range(5)],
          f"and in the middle of a line: each is there once {said.strip()}")


def check_files(redis, client, folder):
    out, old = folder / "rotated.json", folder / "rotated.json.1"
    run = feed(redis, "--to", out)
    wait_for(lambda: pathlib.Path(f"{out}.feed").exists() and client.one("EXISTS", KEY), "it reads")
    status, _, said = feed_once(redis, "--to", out, "--group", "another")
    check(status == DELIVERY and "another feed writes" in said, f"two into one file: {said.strip()}")
    add(client, line(1))
    wait_for(lambda: read_lines(out) == [line(1)] and left(client) == 0, "the first line")
    out.rename(old)
    run.send_signal(signal.SIGHUP)
    wait_for(out.exists, "a new file")
    add(client, line(2))
    wait_for(lambda: read_lines(out) == [line(2)], "the second line")
    check(read_lines(old) == [line(1)], "SIGHUP: goes on in a new file")
    client.one("DEL", KEY)
    add(client, line(3))
    wait_for(lambda: read_lines(out) == [line(2), line(3)], "a line of another stream")
    run.send_signal(signal.SIGUSR1)
    _, status, said = end(run)
    check(status == 0 and ("NOGROUP" in said or "UNBLOCKED" in said) and "going on" in said and "3 written" in said,
          f"a stream that is begun anew is read from its beginning: '{said.strip()}'")
    add(client, line(4))
    status, _, said = feed_once(redis, "--to", "/dev/full")
    check(status == DELIVERY and "No space left" in said and pending(client) == 1, f"a full disk: {said.strip()}")
    check(feed_once(redis)[1] == [line(4)], "and the line is there for the next one")


def check_forgetting(redis, client, folder):
    out = folder / "forgotten.json"
    run = feed(redis, "--to", out)
    wait_for(lambda: client.one("EXISTS", KEY), "it reads")
    for n in range(3):
        add(client, *[line(i) for i in range(n * 500, (n + 1) * 500)])
        wait_for(lambda: left(client) == 0, "all is acknowledged")
        client.one("XGROUP", "SETID", KEY, GROUP, "0")
    wait_for(lambda: left(client) == 0, "all is acknowledged again")
    run.send_signal(signal.SIGUSR1)
    said = end(run)[2]
    check(read_lines(out) == [line(i) for i in range(1500)], f"a Redis that forgets acknowledgements: {said.strip()}")


def replay(*options):
    """The lines that it writes, of a capture that has many alerts."""
    alerts = max((source / "pcaps").glob("*.alerts.jsonl"), key=lambda p: p.stat().st_size)
    capture = next((source / "pcaps").glob(alerts.name.split(".")[0] + ".pcap*"))
    command = [camwarden, "replay", "--quiet", *options, capture]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.splitlines()


def alerts_of_a_capture(form):
    return replay("--eve", "-", "--eve-format", form)


def check_formats(redis, client, folder):
    replay("--redis", f"unix:{redis.path}?mode=stream")
    add(client, '{"event_type": "stats"}')
    for form in ("cef", "ecs", "eve"):
        out = folder / f"alerts.{form}"
        status, _, said = feed_once(redis, "--group", form, "--format", form, "--to", out)
        expected = alerts_of_a_capture(form) + ['{"event_type": "stats"}'] * (form == "eve")
        check(status == 0 and len(expected) > 1 and read_lines(out) == expected,
              f"{len(expected)} alerts as {form}, as the sensor writes them {said.strip()}")


def check_options(redis, client):
    add(client, *[line(i) for i in range(5)])
    status, got, _ = feed_once(redis, "--count", 2)
    check(status == 0 and got == [line(0), line(1)], "--count ends it after so many lines")
    status, got, _ = feed_once(redis, "--group", "new", "--from", "now")
    check(status == 0 and got == [], "--from now: nothing that was there")
    add(client, line(5))
    check(feed_once(redis, "--group", "new")[1] == [line(5)], "and then what came later")
    client.one("SET", KEY, "no stream")
    status, _, said = feed_once(redis)
    check(status == INPUT and "WRONGTYPE" in said, f"no stream: {said.strip()}")


def hear(receiver, wanted, got):
    """Takes messages of syslog, octet-counted (RFC 6587), until all that are wanted have come."""
    with receiver.accept()[0] as connection, connection.makefile("rb") as stream:
        while not set(wanted) <= set(got):
            count = b""
            while (octet := stream.read(1)) not in (b" ", b""):
                count += octet
            if not octet:
                return hear(receiver, wanted, got)
            text = stream.read(int(count)).decode()
            got.append(text[text.index("{"):])
    return got


def check_syslog(redis, client):
    alerts = alerts_of_a_capture("eve")
    with socket.create_server(("127.0.0.1", 0)) as receiver:
        receiver.settimeout(PATIENCE_S)
        url = f"syslog+tcp://127.0.0.1:{receiver.getsockname()[1]}"
        add(client, *alerts[:10])
        run = feed(redis, "--to", url)
        got = hear(receiver, alerts[:10], [])
        add(client, *alerts[10:])
        got = hear(receiver, alerts, got)
        wait_for(lambda: left(client) == 0, "all is acknowledged")
        _, status, said = end(run)
    check(status == 0 and list(dict.fromkeys(got)) == alerts and "going on" in said,
          f"{len(alerts)} alerts, {len(got)} messages to a receiver of syslog that hangs up: {said.strip()}")
    for wrong in ("syslog+tcp://", "syslog+tcp://h?format=xml"):
        status, _, said = feed_once(redis, "--to", wrong)
        check(status == USAGE and said, f"{wrong}: {said.strip()}")
    client.one("XADD", KEY, "*", "eve", alerts[0])
    status, _, said = feed_once(redis, "--to", "syslog+unix:///nowhere", "--format", "cef")
    check(status == DELIVERY and "No such file" in said and pending(client) == 1, f"no receiver: {said.strip()}")


def keep_hearing(receiver, wanted, got):
    with contextlib.suppress(OSError):
        hear(receiver, wanted, got)


def check_tls(folder):
    """Inside its sandbox it still finds names and the authority's certificate, on both sides, also when it connects again."""
    name, ports, got = {"-subj": "/CN=localhost", "-addext": "subjectAltName=DNS:localhost"}, [], []
    for _ in range(2):
        with socket.create_server(("127.0.0.1", 0)) as free:
            ports.append(free.getsockname()[1])
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key", "-out", "crt", "-days", "2",
                    *[word for pair in name.items() for word in pair]], cwd=folder, capture_output=True, check=True)
    secured = Redis(folder, "--port", 0, "--tls-port", ports[0], "--tls-cert-file", folder / "crt", "--tls-key-file", folder / "key",
                    "--tls-ca-cert-file", folder / "crt", "--tls-auth-clients", "no")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "crt", folder / "key")
    with socket.create_server(("127.0.0.1", ports[1])) as plain, context.wrap_socket(plain, server_side=True) as receiver:
        receiver.settimeout(PATIENCE_S)
        alerts = alerts_of_a_capture("eve")
        add(secured.client(), *alerts[:5])
        run = feed(secured, "--to", f"syslog+tls://localhost:{ports[1]}?ca={folder}/crt",
                   url=f"rediss://localhost:{ports[0]}?ca={folder}/crt")
        hearer = threading.Thread(target=keep_hearing, args=(receiver, alerts[:10], got))
        hearer.start()
        wait_for(lambda: len(got) == 5 and left(secured.client()) == 0, "all is acknowledged")
        secured.kill()
        secured.start()
        add(secured.client(), *alerts[5:10])
        hearer.join(PATIENCE_S)
        said = end(run)[2]
    check(list(dict.fromkeys(got)) == alerts[:10] and "refused" not in said.replace("Connection refused", ""),
          f"by TLS from Redis and to a receiver of syslog, both of a name: {len(got)} messages {said.strip()}")
    secured.kill()


def check_frozen(redis, client, folder):
    out = folder / "frozen.json"
    run = feed(redis, "--to", out)
    add(client, line(1))
    wait_for(lambda: read_lines(out) and left(client) == 0, "it reads")
    redis.server.send_signal(signal.SIGSTOP)
    time.sleep(0.6)
    took, status, _ = end(run)
    redis.server.send_signal(signal.SIGCONT)
    check(status == 0 and took < 4, f"SIGTERM while Redis is frozen: status {status} after {took:.2f} s")


def check_absence(redis):
    for words in ((), ("--redis", "nonsense"), ("--redis", "unix:/x", "--from", "noon"),
                  ("--redis", "unix:/x", "--count", "0"), ("--redis", "unix:/x", "--group", "a\nb")):
        done = subprocess.run([camwarden, "feed", *words], capture_output=True, text=True, timeout=20, check=False)
        check(done.returncode == USAGE and done.stderr, f"{words}: {done.stderr.splitlines()[0]}")
    redis.kill()
    status, _, said = feed_once(redis)
    check(status == INPUT and "cannot connect" in said, f"no Redis: {said.strip()}")
    log = redis.folder / "said"
    with open(log, "w", encoding="utf-8") as stderr:
        run = feed(redis, stderr=stderr)
    wait_for(lambda: "trying again" in log.read_text(), "it says that it tries again")
    took, status, _ = end(run)
    said = log.read_text()
    check(status == 0 and took < 3 and said.count("trying again") == 1, f"no Redis, waits for one: '{said.strip()}'")


for program in ("redis-server",):
    if not shutil.which(program):
        print(f"skipped: {program} is not installed")
        sys.exit(SKIPPED)
print(f"seed {seed}")
with tempfile.TemporaryDirectory() as name:
    check_chaos(pathlib.Path(name))
if shutil.which("openssl"):
    with tempfile.TemporaryDirectory() as name:
        check_tls(pathlib.Path(name))
with tempfile.TemporaryDirectory() as name:
    place = pathlib.Path(name)
    server = Redis(place)
    for part in (check_sandbox, check_sharing, check_claims, check_trimmed, check_foreign, check_rights, check_between, check_files,
                 check_forgetting, check_formats, check_syslog, check_frozen, check_options):
        connection = server.client()
        connection.one("FLUSHALL")
        part(*(server, connection, place)[:part.__code__.co_argcount])
    check_absence(server)
print(f"{len(failures)} failures")
sys.exit(1 if failures else 0)
