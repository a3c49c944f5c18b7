#!/usr/bin/env python3
"""Redis and the sensor's delivery are killed at random; every alert raised is there, once, in order.

chaos.py BUILD [--alerts N] [--kills N] [NAME...]    NAME: MODE-WHERE; MODE: list, stream; WHERE: nothing, tls, sentinel,
                                                     burst (all alerts at once), sentinel2 (two replicas), cluster

A Redis with AOF always, or a set of them (redis_sets.py), has its troubles; the raiser (raise.c) is killed N times. At
the end the numbers in Redis are 1 to what was raised, none missing, none twice, none out of order. A run fails as well
when the raiser ends by itself and not well, was not killed as often as asked for, or nothing befell Redis."""
import argparse, concurrent.futures, json, os, random, signal, subprocess, sys, tempfile, threading, time
from redis_sets import Burst, Cluster, One, Sentinels, Stuck, siem

PATIENCE_S = 600

WHERE = {"": One, "tls": lambda f: One(f, tls=True), "burst": Burst, "sentinel": Sentinels,
         "sentinel2": lambda f: Sentinels(f, replicas=2, wait=2), "cluster": Cluster}

def kill_raisers(words, lives, state, kills, end):
    """Each lives so many seconds. Kills until the raiser has been killed so often, then lets it end; at the end of all it ends, too. Who ends
    otherwise than well or by our kill is not started again: that is a failure."""
    killed, code = 0, 0
    with open(f"{state}/../said", "a+", encoding="utf-8") as said:
        while not end.is_set() and killed <= kills:
            raiser = subprocess.Popen(words, stderr=said, preexec_fn=siem.dies_with_us)
            if killed < kills:
                time.sleep(random.uniform(*lives))
            else:
                until_it_ends(raiser, end)
            raiser.kill()
            code = raiser.wait()
            if code != -signal.SIGKILL:
                break
            killed += 1
        said.seek(0)
        wrong = f"; the raiser ended with {code}: {said.read()[-2000:]}" if code else ""
    return killed, wrong

def until_it_ends(raiser, end):
    """Who takes longer is killed once more than is good."""
    late = time.monotonic() + PATIENCE_S
    while raiser.poll() is None and not end.is_set() and time.monotonic() < late:
        time.sleep(0.1)

def run(build, redis, mode, folder, alerts, kills):
    """The raiser has a thread of its own, not the servers: they end with the thread that has started them."""
    os.mkdir(f"{folder}/state", 0o700)
    end = threading.Event()
    burst = isinstance(redis, Burst)
    lives = (0.05, 0.2) if burst else (0.05, 0.6)
    rate = alerts * 10 if burst else max(1, alerts // (kills * 2 // 3 + 1))
    words = [f"{build}/tests/raise", f"{folder}/state", redis.url(mode), str(alerts), str(rate)]
    def raise_all():
        try:
            return kill_raisers(words, lives, f"{folder}/state", kills, end)
        finally:
            end.set()
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        raising = pool.submit(raise_all)
        try:
            redis.trouble(end)
        finally:
            end.set()
        return *raising.result(), redis.lines(mode)

def one(build, name, alerts, kills):
    mode, _, where = name.partition("-")
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="camwarden-chaos-") as folder:
        redis = WHERE[where](folder)
        try:
            killed, wrong, lines = run(build, redis, mode, folder, alerts, kills)
        except Stuck as e:
            killed, wrong, lines = 0, f"; {e}", []
        finally:
            redis.end()
    numbers = [json.loads(line)["alert"]["context"]["sequence"] for line in lines]
    good = numbers == list(range(1, alerts + 1)) and killed == kills and sum(redis.struck.values()) > 0 and not wrong
    print(f"{'ok     ' if good else 'FAILED '} {name}: {alerts} raised, {len(numbers)} in Redis, {len(set(numbers))} different, "
          f"{'in order' if numbers == sorted(numbers) else 'OUT OF ORDER'}; raiser killed {killed} times of {kills}; "
          f"{', '.join(f'{what} {n}' for what, n in sorted(redis.struck.items())) or 'NOTHING STRUCK'}; "
          f"{time.monotonic() - begun:.0f} s{wrong}", flush=True)
    if numbers != list(range(1, alerts + 1)):
        print("missing:", sorted(set(range(1, alerts + 1)) - set(numbers))[:20])
        for n in sorted({n for n in numbers if numbers.count(n) > 1})[:5]:
            print(f"twice: {n}:", *(line for line, m in zip(lines, numbers) if m == n), sep="\n  ")
    return good

def main():
    p = argparse.ArgumentParser()
    p.add_argument("build")
    p.add_argument("names", nargs="*")
    p.add_argument("--alerts", type=int, default=20000)
    p.add_argument("--kills", type=int, default=100)
    a = p.parse_intermixed_args()
    results = [one(a.build, n, a.alerts, a.kills) for n in a.names or ["list", "stream", "list-tls", "stream-tls", "list-burst", "stream-burst", *(
        f"{mode}-{where}" for where in WHERE if where.startswith(("s", "c")) for mode in ("list", "stream"))]]
    print(f"{results.count(False)} failures")
    sys.exit(0 if all(results) else 1)

main()
