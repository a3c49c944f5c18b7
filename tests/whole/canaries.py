#!/usr/bin/env python3
"""No secret in any output: the passwords and communities of the lab's captures (tests/lab/canaries) are looked for, in
plain, base64, hex and URL form, in everything that a replay at debug level of all captures writes: tables, EVE, CEF, ECS,
facts, reports, posture, what a syslog server and Redis get (and what Redis would write to disk: DUMP), what
`camwarden feed` reads there, and the bytes of `--state`. canaries.py SOURCE BUILD"""

import contextlib
import pathlib
import signal
import socketserver
import subprocess
import sys
import tempfile
import threading
import time

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import canary  # noqa: E402

camwarden = build / "camwarden"
secrets = canary.secrets_of(source)
needles = canary.Needles(secrets)
captures = sorted(p for p in (source / "pcaps").iterdir() if p.suffix in (".pcap", ".pcapng"))
failures = []


def check(ok, what):
    if not ok:
        print("FAILED  " + what)
        failures.append(what)


def search(what, held):
    for secret in {secret for _, secret, _ in needles.hits(held)}:
        check(False, f"{what} tells {secret}")


def said(what, *words):
    """What a program says on both outputs; all of it is searched."""
    p = subprocess.run([str(w) for w in words], capture_output=True, timeout=60, check=False)
    check(p.returncode in (0, 1) if "posture" in words else p.returncode == 0, f"{what}: exit {p.returncode}: {p.stderr[-300:]}")
    search(what, p.stdout + p.stderr)
    return p.stdout


class Receiver(socketserver.ThreadingUnixStreamServer):
    """Takes what is sent to it as syslog."""
    daemon_threads = False

    def __init__(self, path):
        self.got = []
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                while piece := self.request.recv(1 << 16):
                    outer.got.append(piece)
        super().__init__(str(path), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


@contextlib.contextmanager
def redis_at(path):
    server = subprocess.Popen(["redis-server", "--port", "0", "--unixsocket", path, "--save", "", "--dir", path.parent],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 20
        while subprocess.run(["redis-cli", "-s", path, "PING"], capture_output=True, check=False).stdout != b"PONG\n":
            if time.monotonic() > end:
                raise RuntimeError("redis-server does not answer")
            time.sleep(0.05)
        yield lambda *words: subprocess.run(["redis-cli", "--raw", "-s", path, *words], capture_output=True,
                                            check=True).stdout
    finally:
        server.terminate()
        server.wait()


def replays(capture, work, url):
    """Every kind of output; each capture to the same Redis, files and receiver."""
    policy = capture.parent / (capture.name.rsplit(".", 1)[0] + ".policy.yaml")
    options = ["--policy", policy] if policy.exists() else []
    replay = [camwarden, "replay", "--debug", *options]
    said(f"{capture.name}: table", *replay, capture)
    said(f"{capture.name}: json", *replay, "--json", capture)
    said(f"{capture.name}: facts", *replay, "--quiet", "--facts", "-", "--eve", work / "eve", "--redis", url,
         "--syslog", f"syslog+unix://{work}/syslog", "--report", work / "report.html", "--state", work / "state", capture)
    said(f"{capture.name}: stream", *replay, "--quiet", "--eve", work / "eve7", "--eve-compat", "7", "--redis",
         url + "?mode=stream&key=camwarden:stream", capture)
    for form in ("cef", "ecs"):
        said(f"{capture.name}: {form}", *replay, "--quiet", "--eve", work / form, "--eve-format", form, capture)
    search(f"{capture.name}: report", (work / "report.html").read_bytes())


def search_redis(ask, work, url):
    types = set()
    for key in ask("KEYS", "*").decode().split():
        types.add(ask("TYPE", key).strip())
        kept = ask("DUMP", key)  # packed with LZF where Redis finds that it pays, so read in plain as well
        read = {b"list": ["LRANGE", key, 0, -1], b"stream": ["XRANGE", key, "-", "+"], b"hash": ["HGETALL", key],
                b"string": ["GET", key]}[ask("TYPE", key).strip()]
        search(f"redis {key}", ask(*map(str, read)))
        search(f"redis dump of {key}", kept)
        check(len(kept) > 10, f"redis dump of {key} is empty")
    check({b"list", b"stream", b"hash"} <= types, f"Redis has {types}")
    said("feed", camwarden, "feed", "--once", "--redis", url + "?mode=stream&key=camwarden:stream", "--to", work / "fed")
    for options in ([], ["--json"], ["--sensors"], ["--sensors", "--json"]):
        said("posture --redis " + " ".join(options), camwarden, "posture", "--redis", url, *options)


def search_files(work, receiver):
    for name in ("eve", "eve7", "cef", "ecs", "fed"):
        held = (work / name).read_bytes()
        check(len(held) > 10000, f"{name} holds {len(held)} bytes")
        search(name, held)
    receiver.shutdown()
    receiver.server_close()  # waits for what is still being read
    check(sum(map(len, receiver.got)) > 10000, "the syslog server got next to nothing")
    search("syslog", b"".join(receiver.got))
    kept = [p for p in (work / "state").rglob("*") if p.is_file()]
    check(any(p.name == "outbox.db" and p.stat().st_size > 10000 for p in kept), f"--state has {[p.name for p in kept]}")
    for path in kept:
        search(f"state {path.name}", path.read_bytes())


for s in (signal.SIGTERM, signal.SIGINT):
    signal.signal(s, lambda number, frame: sys.exit(128 + number))
with tempfile.TemporaryDirectory(prefix="camwarden-canaries.") as folder:
    work = pathlib.Path(folder)
    url = f"redis+unix://{work}/redis.sock"
    receiver = Receiver(work / "syslog")
    with redis_at(work / "redis.sock") as ask:
        for capture in captures:
            replays(capture, work, url)
        search_redis(ask, work, url)
        search_files(work, receiver)
in_captures = {secret for c in captures for _, secret, _ in needles.hits(c.read_bytes())}
for options in ([], ["--json"]):
    said("posture " + " ".join(options), camwarden, "posture", *options, *captures)
print(f"{len(captures)} captures; {len(in_captures)} of {len(secrets)} secrets lie in them in the clear")
check(captures and len(in_captures) >= len(secrets) // 3, "too few of the secrets are in the captures: this test proves nothing")
sys.exit(1 if failures else 0)
