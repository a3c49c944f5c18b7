#!/usr/bin/env python3
"""The same capture gives the same bytes for ever: ten replays of each, in several time zones, with other
addresses in memory and another hash key each time. deterministic.py SOURCE BUILD"""
import glob, hashlib, os, pathlib, subprocess, sys, tempfile

source, build = sys.argv[1:3]
zones = ["UTC", "Asia/Tokyo", "America/St_Johns", "Europe/Berlin", "Pacific/Chatham"]
captures = sorted(glob.glob(source + "/pcaps/*.pcap*"))
captures = [c for c in captures if c.endswith((".pcap", ".pcapng"))]
failed = 0
work = tempfile.TemporaryDirectory()
files = [pathlib.Path(work.name, name) for name in ("eve", "facts", "report")]
written = [word for file in files for word in (f"--{file.name}", file)]
for capture in captures:
    seen = set()
    for i in range(10):
        env = dict(os.environ, TZ=zones[i % len(zones)], LC_ALL=["C", "C.UTF-8"][i % 2], PAD="x" * (i * 37))
        digest = hashlib.sha256()
        for output in ([*written, "--json"], []):
            p = subprocess.run([build + "/camwarden", "replay", *output, capture], capture_output=True, env=env)
            if p.returncode != 0:
                print(f"{capture}: exit {p.returncode}: {p.stderr.decode()[:200]}")
                failed = 1
            digest.update(p.stdout)
        for file in files:
            digest.update(file.read_bytes())
            file.unlink()
        seen.add(digest.hexdigest())
        if os.environ.get("CAMWARDEN_QUICK") and i == 2:
            break
    if len(seen) != 1:
        print(f"{capture}: {len(seen)} different outputs")
        failed = 1
print(f"{len(captures)} captures")
sys.exit(failed or not captures)
