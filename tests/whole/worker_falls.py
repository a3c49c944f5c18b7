#!/usr/bin/env python3
"""A worker is killed under load, again and again, and one is stopped for good. Another takes its place within a second;
no alert that was raised is lost, what is broken afterwards is alerted, every frame is in one count, and the sensor says
what happened. What is in a worker's process is looked at, too: no file, no socket but those it listens with.

  worker_falls.py SOURCE BUILD"""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import live  # noqa: E402
from live import check, wait_for  # noqa: E402

camwarden = build / "camwarden"
sender = build / "bench_rtp_sender"
FALLS = 4
WAYS = {
    "af_packet": ["--no-shunt"],
    "af_packet, 2 workers": ["--no-shunt", "--workers", "2"],
    "af_packet with shunt": [],
    "af_xdp": ["--capture", "af_xdp", "--no-shunt"],
}
STUCK_S = 5


def capture(name):
    return source / "pcaps" / f"{name}.pcap"


BEFORE = ["rtsp_basic_udp", "upnp_mapping"]  # whose violations are raised before, and after the falls
AFTER = ["snmp_v2c", "ftp_client_passive"]


def items_of(alerts):
    return {(a["alert"]["context"]["camera"]["id"], a["alert"]["context"]["guide"]["item"]) for a in alerts
            if "camera" in a["alert"]["context"]}


def told(alerts):
    """Each line once, however often it was fetched."""
    return {a["alert"]["context"]["sequence"]: json.dumps(a, sort_keys=True) for a in alerts}


def falls_told(alerts):
    return [a["alert"]["context"] for a in alerts if a["alert"]["signature_id"] == 7290003]


def send_load(network, seconds):
    return subprocess.Popen(network.inside("far", sender, "far", seconds, "--cameras", 20),
                            stdout=subprocess.PIPE, text=True)


def end_worker(sensor, what, name):
    """How long the next one took to come."""
    before = sensor.workers()
    os.kill(before[name], signal.SIGSEGV)
    begun = time.monotonic()
    came = wait_for(20, lambda: sensor.workers().get(name) not in (None, before[name]))
    took = time.monotonic() - begun
    check(came, f"{what}: {name}, process {before[name]}, has a successor after {took * 1000:.0f} ms")
    time.sleep(0.4)
    return took


def is_inside(pid):
    """It has entered its sandbox: until then it loads libraries, and reads no packet."""
    return re.search(r"^Seccomp:\s*2$", pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8"), re.M)


def descriptors(pid):
    """What each leads to, by its number."""
    found = {}
    for fd in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        try:
            found[int(fd.name)] = os.readlink(fd)
        except FileNotFoundError:
            continue  # closed meanwhile
    return found


def opened(pid):
    return {f"{n if n < 3 else ''} {re.sub(r'[0-9]+', 'N', to)}".strip() for n, to in descriptors(pid).items()}


def check_inside(sensor, what):
    """A worker has no file open, and no socket that leads anywhere."""
    for name, pid in sensor.workers().items():
        check(wait_for(10, lambda p=pid: is_inside(p)), f"{what}: {name} is in its sandbox")
        allowed = {"0 /dev/null", "1 /dev/null", "socket:[N]", "anon_inode:bpf-map", "anon_inode:bpf-prog",
                   "anon_inode:bpf_link", "anon_inode:bpf-link", "anon_inode:btf"}
        more = lambda p=pid: {k for k in opened(p) if k not in allowed and not k.startswith("2 ")}
        # the nursery's sandbox, which a worker begins in, shows as its own: it may still be getting ready
        check(wait_for(10, lambda: not more()), f"{what}: {name} has open: {sorted(opened(pid))}")
        inodes = {re.sub(r"\D", "", to) for to in descriptors(pid).values() if to.startswith("socket:")}
        unix = {line.split()[6] for line in pathlib.Path(f"/proc/{pid}/net/unix").read_text(encoding="utf-8").splitlines()[1:]}
        tcp = {line.split()[9] for line in pathlib.Path(f"/proc/{pid}/net/tcp").read_text(encoding="utf-8").splitlines()[1:]}
        check(not inodes & (unix | tcp), f"{what}: {name}: none of its {len(inodes)} sockets is a Unix socket or TCP")


def check_said(sensor, redis, what, falls):
    status = sensor.status()
    check(status["counters"]["worker_falls"] == falls, f"{what}: {status['counters']['worker_falls']} falls are counted")
    lost = status["losses"]["worker_fell"]
    share = lost / (status["packets"]["read"] + lost)
    check(share < 0.25, f"{what}: {lost} packets were lost with them, {share * 100:.1f} % of what came")
    alert = wait_for(5, lambda: falls_told(redis.alerts()))
    why = alert[0]["evidence"]["why"] if alert else ""
    check("SIGSEGV" in why and "worker" in why, f"{what}: alerted: {why}")
    check(falls_told(sensor.alerts()), f"{what}: in the EVE file, too")
    said = re.findall(r"worker \d+ \(process \d+\) fell: SIGSEGV, in [\w -]+, at its frame \d+", sensor.said())
    check(len(said) == falls, f"{what}: said {len(said)} times: {said[-1:]}")
    stats = wait_for(5, lambda: [e for e in live.events_of(sensor.eve, "stats")
                                 if e["stats"].get("camwarden", {}).get("losses", {}).get("worker_fell", lost) == lost])
    check(stats, f"{what}: and in the stats")


def check_falls(stack, work, network, redis, what):
    sensor = live.Sensor(stack, network, camwarden, work / re.sub(r"\W+", "-", what))
    sensor.start("--redis", redis.url, "--stats-every", 1, *WAYS[what])
    wait_for(5, sensor.workers)
    check_inside(sensor, what)
    lost = network.lost_by_cables()
    sent = network.replay(*map(capture, BEFORE))
    wait_for(10, lambda: sensor.counted() == sent)
    before = told(wait_for(5, lambda: [a for a in redis.alerts()]))
    lost_now = network.lost_by_cables()
    load = send_load(network, 5)
    time.sleep(0.5)
    names = sorted(sensor.workers())
    took = [end_worker(sensor, what, names[n % len(names)]) for n in range(FALLS)]
    check(min(took) < 1, f"{what}: within a second, if the machine has time for it")
    out, _ = load.communicate(timeout=60)
    sent += json.loads(out)["sent"] - (network.lost_by_cables() - lost_now)
    check(wait_for(10, lambda: sensor.counted() == sent), f"{what}: {sent} frames, {sensor.counted()} accounted for")
    check_said(sensor, redis, what, FALLS)

    more = network.replay(*map(capture, AFTER))
    check(wait_for(10, lambda: sensor.counted() == sent + more), f"{what}: {more} frames more, all accounted for")
    wanted = items_of(a for name in AFTER for a in live.replayed(camwarden, capture(name)))
    check(wait_for(10, lambda: wanted <= items_of(redis.alerts())),
          f"{what}: the {len(wanted)} violations after the falls are alerted; missing: {wanted - items_of(redis.alerts())}")
    took = sensor.stop()
    after, eve = told(redis.alerts()), told(sensor.alerts())
    check(before and before.items() <= after.items(), f"{what}: the {len(before)} alerts of before are in Redis")
    check(sorted(after) == list(range(1, len(after) + 1)) and sorted(eve) == sorted(after),
          f"{what}: all {len(after)} lines that were raised are in Redis and in the EVE file, once")
    check(took < 5 and sensor.process.returncode == 0, f"{what}: ended after {took:.1f} s with {sensor.process.returncode}")
    exact = sensor.at_exit()
    counted = sum(n for words, n in exact.items() if words in ("read", "shunted") or "dropped" in words or "fell" in words)
    check(counted == sent + more and lost is not None, f"{what}: the same at its end: {exact}")
    redis.ask("FLUSHALL")


def check_stuck(stack, work, network, redis):
    """One that stands still is noticed, named, killed and replaced; one that idles is not."""
    what = "stuck"
    sensor = live.Sensor(stack, network, camwarden, work / what)
    sensor.start("--redis", redis.url, "--workers", 2)
    name = "camwarden-w1"
    wait_for(5, lambda: len(sensor.workers()) == 2)
    first = sensor.workers()
    os.kill(first[name], signal.SIGSTOP)
    begun = time.monotonic()
    check(wait_for(STUCK_S + 10, lambda: sensor.workers().get(name) not in (None, first[name])),
          f"{what}: {name} was replaced after {time.monotonic() - begun:.1f} s")
    check(sensor.workers()["camwarden-w0"] == first["camwarden-w0"], f"{what}: the other, which idled, was not")
    alert = wait_for(5, lambda: falls_told(redis.alerts()))
    why = alert[0]["evidence"]["why"] if alert else ""
    check("worker 1" in why and "stood still" in why and "worker-stuck" in json.dumps(alert) if alert else False,
          f"{what}: alerted: {why}")
    sent = network.replay(*map(capture, BEFORE))
    check(wait_for(10, lambda: sensor.counted() == sent), f"{what}: {sent} frames after that, all accounted for")
    sensor.stop()
    redis.ask("FLUSHALL")


def check_nursery(stack, work, network):
    """Without the process that they come from there are no workers: the sensor ends, to be started again."""
    sensor = live.Sensor(stack, network, camwarden, work / "nursery").start()
    wait_for(5, sensor.workers)
    pids = sensor.processes()
    os.kill(pids[1], signal.SIGKILL)
    wait_for(5, lambda: sensor.process.poll() is not None)
    check(sensor.process.returncode == 3 and "nothing is listened to" in sensor.said(),
          f"the nursery is killed: exit code {sensor.process.returncode}")
    check(wait_for(5, lambda: not any(pathlib.Path(f"/proc/{pid}").exists() for pid in pids[1:])), "no worker is left")
    sensor = live.Sensor(stack, network, camwarden, work / "main").start()
    wait_for(5, sensor.workers)
    pids = sensor.processes()
    sensor.process.kill()
    sensor.process.wait()
    check(wait_for(5, lambda: not any(pathlib.Path(f"/proc/{pid}").exists() for pid in pids)),
          "the sensor is killed: nothing of it is left")


def test(stack, work):
    live.need("redis-server", "redis-cli", "tcpreplay")
    if not sender.exists():
        raise live.Skip(f"{sender.name} is not built")
    network = live.Network(stack)
    redis = live.Redis(stack, work).start()
    check_nursery(stack, work, network)
    check_stuck(stack, work, network, redis)
    for what in WAYS:
        check_falls(stack, work, network, redis, what)


live.main(test)
