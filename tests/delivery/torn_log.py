#!/usr/bin/env python3
"""Redis is killed in the midst of writing its append-only file, starts, is killed again: what of the alerts is there?

torn_log.py BUILD

The file is torn in every command of a transaction of ours, at its beginning, its middle and its last byte; the sensor
sends again what had not arrived, and Redis starts once more. Redis 7 counts what stood before a torn command after all
(redis_push.c): then a line that was whole, but whose cursor was not, is there twice. That must be all, and nothing is
left of it where redis-check-aof went over the file (alerts/redis.md says so)."""
import contextlib, glob, json, os, shutil, sqlite3, subprocess, sys, tempfile, time
from redis_sets import Server, lines_at, siem, until

ALERTS = 30

def raiser(build, state, url):
    return subprocess.Popen([f"{build}/tests/raise", state, url, str(ALERTS), "100000"], stderr=subprocess.DEVNULL,
                            preexec_fn=siem.dies_with_us)

def kept(state):
    """The last number that is in the outbox."""
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(f"file:{state}/outbox.db?mode=ro", uri=True)) as db:
        return (db.execute("SELECT last FROM self").fetchone() or [0])[0]
    return 0

def fill(build, state):
    """An outbox from which nothing was delivered yet: nobody listens there."""
    os.mkdir(state, 0o700)
    process = raiser(build, state, "redis://127.0.0.1:1")
    until(lambda: kept(state) == ALERTS, "an outbox with all alerts")
    process.kill()
    process.wait()

def deliver(build, full, state, url):
    shutil.rmtree(state, ignore_errors=True)
    shutil.copytree(full, state)
    if raiser(build, state, url).wait() != 0:
        sys.exit("the raiser ended badly")

def commands(log):
    """(begin, end, name) of each."""
    found, at = [], 0
    def line():
        nonlocal at
        end = log.index(b"\r\n", at)
        text, at = log[at:end], end + 2
        return text
    while at < len(log):
        begin, words = at, []
        for _ in range(int(line()[1:])):
            size = int(line()[1:])
            words.append(log[at:at + size])
            at += size + 2
        found.append((begin, at, words[0].decode()))
    return found

def transaction(log):
    """The commands of one that has what comes before it and after it, if there are so many; from MULTI to EXEC."""
    all_of = commands(log)
    begins = [i for i, c in enumerate(all_of) if c[2] == "MULTI"]
    first = begins[len(begins) // 2]
    return all_of[first:[c[2] for c in all_of].index("EXEC", first) + 1]

def tears(parts):
    """(where, whether Redis may count a line twice that was torn there, words for it)."""
    push = max(end for _, end, name in parts if name in ("RPUSH", "XADD"))
    for i, (begin, end, name) in enumerate(parts):
        for at, what in ((begin, "before"), (begin + (end - begin) // 2, "in"), (end - 1, "at the end of")):
            yield at, push < at, f"{what} command {i + 1}, {name}"

class Play:
    def __init__(self, build, folder, mode):
        self.build, self.full, self.state, self.mode = build, f"{folder}/full", f"{folder}/state", mode
        fill(build, self.full)
        self.server = Server(f"{folder}/redis")
        until(self.server.answers, "Redis")
        self.url = f"redis://127.0.0.1:{self.server.port}?mode={mode}&max=0"
        deliver(build, self.full, self.state, self.url)
        self.server.kill()
        self.files, self.whole = f"{folder}/redis/appendonlydir", f"{folder}/whole"
        shutil.copytree(self.files, self.whole)
        self.name = os.path.basename(glob.glob(f"{self.files}/*.incr.aof")[0])
        with open(f"{self.whole}/{self.name}", "rb") as f:
            self.log = f.read()

    def restart(self):
        self.server.start()
        until(self.server.answers, "Redis")

    def numbers(self, tear, checked):
        """What is there in the end."""
        shutil.rmtree(self.files)
        shutil.copytree(self.whole, self.files)
        os.truncate(f"{self.files}/{self.name}", tear)
        if checked:
            subprocess.run(["redis-check-aof", "--fix", f"{self.files}/appendonly.aof.manifest"], input=b"y\n", check=True, capture_output=True)
        self.restart()
        deliver(self.build, self.full, self.state, self.url)
        self.server.kill()
        self.restart()
        lines = lines_at(self.server.port, self.mode)
        self.server.kill()
        return [json.loads(line)["alert"]["context"]["sequence"] for line in lines]

def check(play):
    failures, doubled, tried = 0, 0, 0
    every = list(range(1, ALERTS + 1))
    for tear, excused, where in tears(transaction(play.log)):
        for checked in (False, True):
            got = play.numbers(tear, checked)
            tried += 1
            good = got == every or (excused and not checked and sorted(set(got)) == every)
            doubled += good and got != every
            failures += not good
            if not good:
                print(f"FAILED {play.mode}, torn {where}{', redis-check-aof' if checked else ''}: {got}")
    print(f"{play.mode}: torn and started {tried} times; a line twice in {doubled} of them, where only the cursor behind it was torn")
    return failures

def main():
    begun, failures = time.monotonic(), 0
    for mode in ("list", "stream"):
        with tempfile.TemporaryDirectory(prefix="camwarden-torn-") as folder:
            failures += check(Play(sys.argv[1], folder, mode))
    print(f"{failures} failures, {time.monotonic() - begun:.0f} s")
    sys.exit(1 if failures else 0)

main()
