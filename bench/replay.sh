#!/usr/bin/env bash
# How much CPU a replay costs beside the floor and beside others, in one run:
#   bench/replay.sh [CAPTURE]
# Without a capture the 2.4 GB mix of ../shared/bench/camera_mix.py is made in /var/tmp, once.
# Prints one JSON line a command: user+system seconds, the median of five runs, the largest resident
# memory; then the ratios. Commands take turns, so that a machine whose speed drifts harms all alike.
set -euo pipefail
cd "$(dirname "$0")/.."
capture=${1:-/var/tmp/camwarden-mix82.pcap}
runs=${RUNS:-5}

cmake --preset release > /dev/null
cmake --build --preset release --target camwarden bench_walk > /dev/null
if [ ! -e "$capture" ]; then
    echo "making $capture" >&2
    python3 ../shared/bench/camera_mix.py "$capture" --seconds 82 --mbps 3.0 > /dev/null
fi

python3 - "$capture" "$runs" <<'END'
import json, os, resource, shutil, statistics, subprocess, sys
capture, runs = sys.argv[1], int(sys.argv[2])
commands = {
    "walk": ["build/release/bench_walk", capture],
    "replay": ["build/release/camwarden", "replay", "--quiet", capture],
    "tcpdump": ["tcpdump", "-r", capture, "-w", "/dev/null"],
    "ndpiReader": ["ndpiReader", "-q", "-i", capture],
}
commands = {n: c for n, c in commands.items() if os.path.exists(c[0]) or shutil.which(c[0])}
cpu = {n: [] for n in commands}
rss = dict.fromkeys(commands, 0)
for turn in range(runs + 1):
    for name, command in commands.items():
        p = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(p.pid, 0)
        p.returncode = status
        if status != 0:
            sys.exit(f"{name} failed: {status}")
        if turn > 0:  # the first one warms the page cache
            cpu[name].append(usage.ru_utime + usage.ru_stime)
        rss[name] = max(rss[name], usage.ru_maxrss)
median = {n: statistics.median(c) for n, c in cpu.items()}
for name in commands:
    print(json.dumps({"name": name, "cpu_s": round(median[name], 3), "min_s": round(min(cpu[name]), 3),
                      "max_s": round(max(cpu[name]), 3), "rss_mb": round(rss[name] / 1024, 1)}))
for name in commands:
    if name != "replay":
        print(json.dumps({"name": f"replay/{name}", "ratio": round(median["replay"] / median[name], 2)}))
END
