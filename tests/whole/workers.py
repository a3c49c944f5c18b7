#!/usr/bin/env python3
"""Any number of workers says the same, byte for byte: the facts and the alerts of every capture in pcaps/, of a
synthetic camera network and of captures made by others (where ../shared is), with one to four of them, and the
counters too. workers.py SOURCE BUILD"""
import glob, json, os, subprocess, sys, tempfile

source, build = sys.argv[1:3]
shared = source + "/../shared"
failed = 0


def replay(workers, *arguments, stdin=None):
    return subprocess.run([build + "/camwarden", "replay", "--workers", str(workers), *arguments],
                          capture_output=True, stdin=stdin)


def complain(what):
    global failed
    failed += 1
    print(what)


def compare(*captures, options=()):
    """Facts and alerts cannot both go to standard output, so the facts go to a file."""
    said = {}
    for workers in (1, 2, 3, 4):
        with tempfile.NamedTemporaryFile() as facts:
            p = replay(workers, "--quiet", *options, "--facts", facts.name, "--eve", "-", *captures)
            said[workers] = p.returncode, p.stderr, facts.read(), p.stdout
    for workers in (2, 3, 4):
        for what, one, several in zip(("exit status", "complaint", "facts", "alerts"), said[1], said[workers]):
            if one != several:
                complain(f"{captures[0]}: {what} of {workers} workers differ from those of one")
    return said[1]


def counters(workers, capture):
    return json.loads(replay(workers, "--json", capture).stdout)


own = sorted(c for c in glob.glob(source + "/pcaps/*.pcap*") if c.endswith((".pcap", ".pcapng")))
for capture in own:
    status, complaint, facts, _ = compare(capture)
    if status != 0 or not facts:
        complain(f"{capture}: exit {status}, {len(facts)} bytes of facts: {complaint.decode()[:200]}")
print(f"{len(own)} captures of ours")

for capture in own[::10]:
    one = counters(1, capture)
    for workers in (2, 3, 4):
        if counters(workers, capture) != one:
            complain(f"{capture}: the result or the counters of {workers} workers differ from those of one")

# Several inputs, one of them missing and one cut short; a filter; a pipe and a compressed file, which one worker reads.
with tempfile.TemporaryDirectory() as folder:
    cut = folder + "/cut.pcap"
    whole = open(own[0], "rb").read()
    open(cut, "wb").write(whole[:len(whole) - 7])
    status, complaint, _, _ = compare(own[1], folder + "/missing.pcap", cut, *own[2:6])
    if status != 3 or len(complaint.splitlines()) != 2:
        complain(f"a missing and a cut capture: exit {status}, {complaint.decode()}")
    subprocess.run(["gzip", "-k", cut], check=True)
    compare(cut + ".gz", own[1])
compare(*own, options=["-f", "tcp or port 554"])
for workers in (1, 3):
    with open(own[0], "rb") as f:
        if replay(workers, "-q", "--facts", "-", "-", stdin=f).stdout != replay(1, "-q", "--facts", "-", own[0]).stdout:
            complain(f"{workers} workers say something else of standard input than one of the file")

generator = shared + "/bench/camera_mix.py"
if os.path.exists(generator):
    with tempfile.TemporaryDirectory() as folder:
        mix = folder + "/mix.pcap"
        subprocess.run([sys.executable, generator, mix, "--seconds", "10", "--mbps", "0.2"], check=True,
                       stdout=subprocess.DEVNULL)
        compare(mix)
        print("a synthetic camera network")

if os.path.exists(shared + "/captures/list.txt"):
    others = open(shared + "/captures/list.txt").read().split("\n")[:-1]
    some = others[::len(others) // 40]
    for name in some:
        compare(shared + "/captures/" + name.split()[0])
    print(f"{len(some)} captures of others")

sys.exit(failed > 0)
