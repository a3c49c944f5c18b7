#!/usr/bin/env python3
"""Captures made by others: no item FAILs a host that is not a camera. Which of their hosts are cameras stands in
no_stranger_fails.txt, each looked at by hand. no_stranger_fails.py SOURCE BUILD (skipped, 77, without ../shared/captures)"""
import concurrent.futures, json, os, subprocess, sys

source, build = sys.argv[1:3]
captures = source + "/../shared/captures/"
if not os.path.exists(captures + "list.txt"):
    print("skipped: no ../shared/captures")
    sys.exit(77)
names = [line.split()[0] for line in open(captures + "list.txt") if line.strip()]
cameras = {}  # (capture, host): whether it was met
for line in open(source + "/tests/whole/no_stranger_fails.txt"):
    if line.strip() and not line.startswith("#"):
        cameras[tuple(line.split()[:2])] = False


def judged(name):
    """(host, items it breaks) for every host that is taken for a camera; None: no answer."""
    p = subprocess.run([build + "/camwarden", "replay", "--json", captures + name], capture_output=True)
    try:
        report = json.loads(p.stdout)
    except ValueError:
        return None
    return [(c["camera"]["id"], [i for i, s in c["items"].items() if s["verdict"] == "FAIL"]) for c in report["cameras"]]


failed = hosts = 0
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    for name, found in zip(names, pool.map(judged, names)):
        if found is None:
            print(f"{name}: no report")
            failed += 1
        for host, broken in found or []:
            hosts += 1
            known = (name, host) in cameras
            cameras[name, host] = True
            if broken and not known:
                print(f"{name}: {host} is no camera that we know of, and FAILs {' '.join(broken)}")
                failed += 1
for (name, host), met in cameras.items():
    if not met:
        print(f"{name}: {host} is a camera, and was not taken for one")
        failed += 1
print(f"{len(names)} captures, {hosts} hosts taken for cameras, {failed} wrong")
sys.exit(failed > 0)
