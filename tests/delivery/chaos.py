#!/usr/bin/env python3
"""Redis and the sensor's delivery are killed at random; every alert raised is there, once, in order.

chaos.py BUILD [--alerts N] [--kills N] [NAME...]    NAME: MODE-WHERE; MODE: list, stream; WHERE: nothing, tls, sentinel,
                                                     sentinel2 (two replicas), cluster

A Redis with AOF always, or a set of them (redis_sets.py), has its troubles; the raiser (raise.c) is killed N times. At
the end the numbers in Redis are 1 to what was raised, none missing, none twice, none out of order."""
import argparse, json, os, random, signal, subprocess, sys, tempfile, threading, time
from redis_sets import Cluster, One, Sentinels

WHERE = {"": One, "tls": lambda f: One(f, tls=True), "sentinel": Sentinels,
         "sentinel2": lambda f: Sentinels(f, replicas=2, wait=2), "cluster": Cluster}

def kill_raisers(build, url, state, alerts, kills, end):
    """Kills until the raiser has been killed so often, then lets it end; at the end of all it ends, too."""
    words = [f"{build}/tests/raise", state, url, str(alerts), str(max(1, alerts // (kills * 2 // 3 + 1)))]
    with open(f"{state}/../said", "ab") as said:
        start = lambda: subprocess.Popen(words, stderr=said)
        raiser, killed = start(), 0
        while (raiser.poll() is None or raiser.returncode != 0) and not end.is_set():
            time.sleep(random.uniform(0.05, 0.6) if killed < kills else 0.1)
            if killed < kills and raiser.poll() is None:
                raiser.send_signal(signal.SIGKILL)
                killed += 1
            if raiser.poll() is not None and raiser.returncode != 0:
                raiser.wait()
                raiser = start()
        if raiser.poll() is None:
            raiser.kill()
            raiser.wait()
    return killed

def run(build, redis, mode, folder, alerts, kills):
    """The raiser has a thread of its own, not the servers: they end with the thread that has started them."""
    os.mkdir(f"{folder}/state", 0o700)
    end, killed = threading.Event(), []
    def raise_all():
        try:
            killed.append(kill_raisers(build, redis.url(mode), f"{folder}/state", alerts, kills, end))
        finally:
            end.set()
    raising = threading.Thread(target=raise_all)
    raising.start()
    try:
        redis.trouble(end)
        raising.join()
        return killed[0], redis.lines(mode)
    finally:
        end.set()
        raising.join()

def one(build, name, alerts, kills):
    mode, _, where = name.partition("-")
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="camwarden-chaos-") as folder:
        redis = WHERE[where](folder)
        try:
            killed, lines = run(build, redis, mode, folder, alerts, kills)
        finally:
            redis.end()
    numbers = [json.loads(line)["alert"]["context"]["sequence"] for line in lines]
    good = numbers == list(range(1, alerts + 1))
    print(f"{'ok     ' if good else 'FAILED '} {name}: {alerts} raised, {len(numbers)} in Redis, {len(set(numbers))} different, "
          f"{'in order' if numbers == sorted(numbers) else 'OUT OF ORDER'}; raiser killed {killed} times; "
          f"{', '.join(f'{what} {n}' for what, n in sorted(redis.struck.items()))}; {time.monotonic() - begun:.0f} s", flush=True)
    if not good:
        print("missing:", sorted(set(range(1, alerts + 1)) - set(numbers))[:20])
    return good

def main():
    p = argparse.ArgumentParser()
    p.add_argument("build")
    p.add_argument("names", nargs="*")
    p.add_argument("--alerts", type=int, default=20000)
    p.add_argument("--kills", type=int, default=100)
    a = p.parse_intermixed_args()
    results = [one(a.build, n, a.alerts, a.kills) for n in a.names or ["list", "stream", "list-tls", "stream-tls", *(
        f"{mode}-{where}" for where in WHERE if where.startswith(("s", "c")) for mode in ("list", "stream"))]]
    print(f"{results.count(False)} failures")
    sys.exit(0 if all(results) else 1)

main()
