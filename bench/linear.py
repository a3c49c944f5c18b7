#!/usr/bin/env python3
"""Work grows with what comes in and not faster: the instructions of a replay of each flood (tests/support/floods.py), of N
packets and of 2 N, without those of its start; and of keys chosen to collide, beside keys at random.

    bench/linear.py [BUILD [N]]        build/release, 4000

Prints a table; more than 2.5 for twice the packets, or 1.5 for chosen keys, is marked, and the exit status is 1. Needs valgrind
(callgrind counts the instructions, the same each time)."""

import pathlib
import re
import subprocess
import sys
import tempfile

source = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(source / "tests/support"))
import floods  # noqa: E402

build = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else source / "build/release")
N = int(sys.argv[2]) if len(sys.argv) > 2 else 4000
TWICE, CHOSEN = 2.5, 1.5


def instructions(kind, n, work):
    capture = work / "flood.pcap"
    floods.write(kind, n, capture)
    done = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={work}/out", str(build / "camwarden"), "replay",
                           "--quiet", "--no-sandbox", "--eve", "/dev/null", str(capture)],
                          capture_output=True, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", done.stderr).group(1))


def main():
    too_much = 0
    with tempfile.TemporaryDirectory(prefix="camwarden-linear.") as folder:
        work = pathlib.Path(folder)
        start = instructions("syn", 0, work)
        costs = {}
        for kind in floods.KINDS:
            one, two = (instructions(kind, n, work) - start for n in (N, 2 * N))
            costs[kind] = one
            mark = "" if two <= TWICE * one else "  TOO MUCH"
            too_much += bool(mark)
            print(f"{kind:22} {one / N:10.0f} instructions a packet, twice as many cost {two / one:.2f}{mark}", flush=True)
        ratio = costs["chosen"] / costs["tuples"]
        too_much += ratio > CHOSEN
        print(f"keys chosen to collide cost {ratio:.2f} of random ones" + ("  TOO MUCH" if ratio > CHOSEN else ""))
    sys.exit(1 if too_much else 0)


main()
