#!/usr/bin/env python3
"""A sensor whose disk takes nothing when it starts: it listens, says so, and tells Redis from memory.

  no_disk.py SOURCE BUILD

For the first time on a disk without a free byte, which it takes when there is room, and goes on there after a kill; on one that can only
be read since, as a kernel makes it after errors: what an earlier run has kept waits for the next start. A replay, a folder that is not
there and one that never could be written are refused."""

import pathlib
import signal
import subprocess
import sys

source, build = (pathlib.Path(p).resolve() for p in sys.argv[1:3])
sys.path[:0] = [str(source / "tests/lab"), str(source / "tests/support")]
import live  # noqa: E402
from small_disk import FREE, SOON, Stage, enter_mounts, number  # noqa: E402

NOT_KEPT = 7290005
NOTHING = "nothing is kept, not even from before"


def check_from_memory(stage, before, name):
    """It listens, says so loudly, and Redis gets what is raised."""
    live.check(NOTHING in stage.sensor.said(), f"said: {[line for line in stage.sensor.said().splitlines() if NOTHING in line]}")
    live.check(stage.sensor.status()["outbox"]["state"] == "failing", "and to whoever asks for its state")
    stage.sensor.hear(source / f"pcaps/{name}.pcap", pps=2000)
    new = lambda: stage.redis.alerts()[before:]
    not_kept = lambda: [a for a in new() if a["alert"]["signature_id"] == NOT_KEPT]
    live.check(live.wait_for(SOON, not_kept), "it is an alert of its own, in Redis")
    live.check(len(new()) > 1 and [number(a) for a in new()] == list(range(1, len(new()) + 1)),
               f"as are all others: 1 to {len(new())}")
    live.check(stage.unready(), f"and it is not ready: {stage.unready()}")
    return len(new())


def check_first_start(stage):
    """Nothing was ever kept there."""
    stage.sensor.stop()
    stage.disk.empty()
    stage.disk.fill()
    stage.start()
    live.check(stage.disk.free() == 0, "it starts for the first time where there is no room for anything")
    before = len(stage.redis.alerts())
    told = check_from_memory(stage, before, "onvif_open")
    stage.disk.stuffing.unlink()
    live.check(live.wait_for(SOON, lambda: FREE in stage.sensor.said() and stage.unsaved() == 0), "there is room: what was raised is kept")
    over = lambda: [a for a in stage.redis.alerts()[before + told:] if a["alert"]["context"]["event"] == "resolved"]
    live.check(live.wait_for(SOON, over) and not stage.unready(), "the alert is over, and it is ready")
    last = stage.figures().one("camwarden_outbox_raised_total")
    stage.sensor.signal_all(signal.SIGKILL)
    stage.sensor.process.wait()
    stage.start()
    stage.sensor.hear(source / "pcaps/telnet_open.pcap", pps=2000)
    every = lambda: [number(a) for a in stage.redis.alerts()[before:]]
    live.wait_for(SOON, lambda: len(every()) > last)
    live.check(every() == list(range(1, len(every()) + 1)) and len(every()) > last,
               f"killed and started again it goes on with the numbers: 1 to {len(every())}, none twice")


def check_read_only(stage):
    """As a kernel makes it after errors, and what was kept is left for the next start."""
    stage.sensor.stop()
    kept = number(stage.redis.alerts()[-1])
    stage.disk.remount("ro")
    stage.start()
    check_from_memory(stage, len(stage.redis.alerts()), "rtsp_noauth")
    stage.disk.remount("rw", stage.sensor.process)
    later = lambda: "the next start goes on" in stage.sensor.status()["outbox"]["reason"]
    live.check(live.wait_for(SOON, later), f"it can be written again: {stage.sensor.status()['outbox']['reason']}")
    stage.sensor.stop()
    before = len(stage.redis.alerts())
    stage.start()
    stage.sensor.hear(source / "pcaps/snmp_v2c_public.pcap", pps=2000)
    new = lambda: [number(a) for a in stage.redis.alerts()[before:]]
    live.check(live.wait_for(SOON, new) and new() == list(range(kept + 1, kept + 1 + len(new()))),
               f"and the next start goes on behind {kept}: {new()[:3]}...")


def refusal(*command):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=60, check=False)
    return done.stderr.strip().splitlines()[-1] if done.returncode != 0 and done.stderr else ""


def check_refused(stage):
    """Mistakes of who starts it are none of the disk."""
    stage.disk.empty()
    stage.disk.fill()
    pcap = source / "pcaps/onvif_open.pcap"
    words = refusal(build / "camwarden", "replay", "--quiet", "--state", stage.disk.path, pcap)
    live.check("full" in words, f"a replay on a full disk: {words}")
    stage.disk.empty()
    stage.disk.remount("ro")
    sensor = stage.network.inside("span", build / "camwarden", "sensor", "-i", "span", "--user", live.NOBODY, "--control",
                                  stage.work / "control")
    words = refusal(*sensor, "--state", stage.disk.path)
    live.check("Read-only" in words, f"a folder that never could be written: {words}")
    words = refusal(*sensor, "--state", stage.work / "none/there")
    live.check("No such file" in words, f"a folder that is not there: {words}")


def test(stack, work):
    live.need("tcpreplay", "redis-server", "redis-cli", "unshare", "nsenter")
    stage = Stage(stack, work)
    stage.redis = live.Redis(stack, work / "redis").start()
    check_first_start(stage)
    check_read_only(stage)
    live.check(stage.sensor.stop() < 8, "and it ends")
    check_refused(stage)


enter_mounts()
live.main(test)
