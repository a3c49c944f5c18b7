"""One run of bench/live.sh: a listener at one end of a cable, RTP and seeded violations at the other.

    live_run.py MODE[,redis[,frozen]] SECONDS

The rest comes by the environment from live.sh. Prints one JSON line. CPU seconds are those of all
threads and processes of the listener, from when it said that it listens until all was sent and a second more;
they are the kernel's own nanoseconds (schedstat), not its ticks.
"""
import glob
import json
import os
import re
import subprocess
import sys
import time

from live_redis import Redis

MODES = {
    "af_packet": ["--capture", "af_packet", "--no-shunt"],
    "af_packet+shunt": ["--capture", "af_packet"],
    "af_xdp+shunt": ["--capture", "af_xdp"],
    "tcpdump": None,
}
BUILD, FAR, SPAN, WORK = (os.environ[name] for name in ("BUILD", "FAR", "SPAN", "WORK"))
RATE = os.environ.get("RATE", "0")
FROZEN = float(os.environ.get("FROZEN", "0"))
CAMWARDEN = f"{BUILD}/camwarden"
CONTROL = f"{WORK}/control.sock"
EVE = f"{WORK}/eve.json"


def inside(namespace, core, *command):
    """ip and taskset both become what they start, so its process id is that of Popen."""
    return ["ip", "netns", "exec", namespace, "taskset", "-c", core, *command]


def start_listener(mode, log, options):
    if mode == "tcpdump":
        command = ["tcpdump", "-n", "-i", "span", "-w", "/dev/null"]
    else:
        command = [CAMWARDEN, "sensor", "-i", "span", "--eve", EVE, "--control", CONTROL, *MODES[mode], *options]
        command += os.environ.get("SENSOR_OPTIONS", "").split()
    process = subprocess.Popen(inside(SPAN, "1", *command), stdout=subprocess.DEVNULL, stderr=log)
    end = time.monotonic() + 10
    while b"listening on" not in open(log.name, "rb").read():
        if process.poll() is not None or time.monotonic() > end:
            process.kill()
            process.wait()
            sys.exit(f"{mode} does not listen: {open(log.name).read()}")
        time.sleep(0.05)
    return process


def stop(listener):
    listener.terminate()
    try:
        return listener.wait(timeout=30)
    finally:
        listener.kill()


def family(pid):
    """It, and those that came from it: the sensor's workers are processes."""
    found = [pid]
    for one in found:
        for children in glob.glob(f"/proc/{one}/task/*/children"):
            found += map(int, open(children).read().split())
    return found


def cpu_and_wait(pid):
    """Seconds that all threads of all its processes ran, and that they were ready to run while others did."""
    files = [f for one in family(pid) for f in glob.glob(f"/proc/{one}/task/*/schedstat")]
    threads = [open(f).read().split() for f in files]
    return sum(int(t[0]) for t in threads) / 1e9, sum(int(t[1]) for t in threads) / 1e9


def stolen_seconds():
    """What the machine's host took away from all cores."""
    return int(open("/proc/stat").readline().split()[8]) / os.sysconf("SC_CLK_TCK")


def rss_mib(pid):
    said = [open(f"/proc/{one}/status").read() for one in family(pid)]
    return sum(int(re.search(r"VmHWM:\s+(\d+)", one)[1]) for one in said) / 1024


def cable():
    """What the cable took, and what it could not take, since it was laid."""
    out = subprocess.check_output(["ip", "-n", FAR, "-s", "-j", "link", "show", "far"])
    tx = json.loads(out)[0]["stats64"]["tx"]
    return tx["packets"], tx["dropped"]


def send_seeds(files):
    """The captures as they are, but no gap longer than 2 ms; how many frames those were."""
    command = inside(FAR, "0", "tcpreplay", "--timer=nano", "--maxsleep=2", "-i", "far", *files)
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if int(re.search(r"Failed packets:\s+(\d+)", out)[1]) > 0:
        sys.exit(f"tcpreplay could not send all: {out}")
    return int(re.search(r"Successful packets:\s+(\d+)", out)[1])


def send_seeds_over(seconds):
    """A third of the seeds early, halfway and late; how many frames those were."""
    seeds = open(f"{WORK}/seeds").read().split()
    third = -(-len(seeds) // 3)
    began = time.monotonic()
    sent = 0
    for i, moment in enumerate((0.05, 0.4, 0.75)):
        time.sleep(max(0, began + moment * seconds - time.monotonic()))
        sent += send_seeds(seeds[i * third : (i + 1) * third])
    return sent


def send_all(seconds):
    """RTP all the time, and the seeds meanwhile."""
    command = inside(FAR, "0", f"{BUILD}/bench_rtp_sender", "far", str(seconds), "--rate", RATE)
    sender = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        seeded = send_seeds_over(seconds)
        late = sender.poll() is not None
        rtp = json.loads(sender.communicate()[0])
    finally:
        sender.kill()
    if sender.returncode != 0 or rtp["refused"] > 0 or late:
        sys.exit(f"the sender failed, or ended before the last seed: {rtp}")
    return rtp, seeded


def said_at_exit(log):
    """The lines "N packets WHAT" of standard error, as {WHAT: N}."""
    return {what: int(n) for n, what in re.findall(r"^(\d+) packets (.*)$", open(log).read(), re.M)}


def violations(path):
    """{(camera, signature of the item, verdict): how often the alerts say that it was seen}"""
    seen = {}
    for line in open(path):
        event = json.loads(line)
        if event["event_type"] == "alert":
            context = event["alert"]["context"]
            camera = context.get("camera", {"id": "the sensor itself"})["id"]
            key = (camera, event["alert"]["signature_id"], context["evidence"]["verdict"])
            seen[key] = max(seen.get(key, 0), context["count"])
    return seen


def status():
    command = inside(SPAN, "0", CAMWARDEN, "ctl", "--control", CONTROL, "status")
    return json.loads(subprocess.check_output(command))


def sensor_result(log):
    said = said_at_exit(log)
    expected, seen = violations(f"{WORK}/expected.json"), violations(EVE)
    return {
        "read": said["read"],
        "shunted": said["shunted"],
        "lost": {re.sub("^dropped:? ", "", what): n for what, n in said.items() if what.startswith("dropped")},
        "alerts_expected": len(expected),
        "alerts_raised": len(expected.keys() & seen.keys()),
        "violations_expected": sum(expected.values()),
        "violations_seen": sum(min(n, seen.get(key, 0)) for key, n in expected.items()),
        "missing": [[*key, f"{seen.get(key, 0)} of {n}"] for key, n in expected.items() if seen.get(key, 0) < n],
        "unexpected": sorted(seen.keys() - expected.keys()),
    }


def tcpdump_result(log):
    said = said_at_exit(log)
    return {"read": said["captured"], "shunted": 0, "lost": {"by kernel": said["dropped by kernel"]}}


def main():
    (mode, *more), seconds = sys.argv[1].split(","), float(sys.argv[2])
    redis = Redis(WORK, FROZEN if "frozen" in more else 0, status) if more else None
    try:
        run(mode, seconds, redis)
    finally:
        if redis:
            redis.close()


def run(mode, seconds, redis):
    for stale in glob.glob(f"{EVE}*"):
        os.unlink(stale)
    with open(f"{WORK}/listener.log", "w") as log:
        listener = start_listener(mode, log, redis.options if redis else [])
    try:
        time.sleep(1)
        (ran, waited), stolen, (took, dropped) = cpu_and_wait(listener.pid), stolen_seconds(), cable()
        if redis:
            redis.begin(seconds)
        rtp, seeded = send_all(seconds)
        if redis:
            redis.wait()
        time.sleep(1)
        if listener.poll() is not None:
            sys.exit(f"{mode} ended by itself: {open(f'{WORK}/listener.log').read()}")
        ran_then, waited_then = cpu_and_wait(listener.pid)
        cpu, rss = ran_then - ran, rss_mib(listener.pid)
        now = status() if mode != "tcpdump" else {}
    finally:
        ended = stop(listener)
    wire, refused = cable()[0] - took, cable()[1] - dropped
    heard = (tcpdump_result if mode == "tcpdump" else sensor_result)(f"{WORK}/listener.log")
    lost = sum(heard["lost"].values())
    redis_told = {"redis": redis.end(EVE)} if redis else {}
    sent = rtp["sent"] + seeded - refused
    print(json.dumps({
        "name": "live", "mode": sys.argv[1], "sent": sent, "cable": wire, "cable_refused": refused, **heard,
        "equal": heard["read"] + heard["shunted"] + lost == sent == wire, "drops": lost,
        "losses": {what: n for what, n in now.get("losses", {}).items() if n},
        "exit": ended, "packets_per_s": rtp["packets_per_s"], "cpu_s": round(cpu, 4),
        "cpu_s_per_million": round(cpu * 1e6 / (sent - lost), 5), "rss_mib": round(rss, 1),
        "waited_s": round(waited_then - waited, 3), "stolen_s": round(stolen_seconds() - stolen, 3), **redis_told,
    }))


main()
