#!/usr/bin/env python3
"""Two cameras at a mirror port, from end to end: one set up as the guide wants it, of which nothing is broken and at least
14 items are kept; and one put into service as it came out of its box, which breaks everything that a wire can show.

  live_cameras.py SOURCE BUILD

Where the programs of tests/lab are installed, they are the cameras; elsewhere their recordings are sent through the mirror, in
their own time."""

import os
import pathlib
import subprocess
import sys

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import live  # noqa: E402
from live import check  # noqa: E402

camwarden = build / "camwarden"
KEPT_LEAST = 14
NEVER_SEEN = {"2.9", "3.7"}  # no wire shows them


def lab_is_installed():
    wanted = (source / "tests/lab/packages").read_text(encoding="utf-8").split()
    found = live.run("dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *wanted).stdout
    return {line.split()[0] for line in found.splitlines() if line.endswith(" installed")} >= set(wanted)


def policy_of(name):
    return source / "pcaps" / f"{name}.policy.yaml"


def played(work, name):
    """Real programs. That the sensor said what a replay of the same frames says is the script's own test."""
    environment = {**os.environ, "LAB_LIVE": "1", "LAB_CAMWARDEN": str(camwarden.resolve()), "LAB_PCAPS": str(work)}
    done = subprocess.run([source / "tests/lab/record" / f"{name}.sh"], capture_output=True, text=True, env=environment,
                          stdin=subprocess.DEVNULL, timeout=300, check=False)
    if not check(done.returncode == 0, f"{name}: live as replayed: {done.stdout.strip()}"):
        print(done.stderr)
        return []
    answer = live.run(camwarden, "posture", "--json", "--policy", policy_of(name), work / f"{name}.pcap")
    return live.json.loads(answer.stdout)["cameras"]


def mirrored(stack, work, network, name):
    sensor = live.Sensor(stack, network, camwarden, work / name).start("--policy", policy_of(name))
    sent = network.replay_in_time(source / "pcaps" / f"{name}.pcap")
    check(live.wait_for(15, lambda: sensor.counted() >= sent), f"{name}: all {sent} frames are counted")
    cameras = sensor.ask("posture")["cameras"]
    sensor.stop()
    return cameras


def items_with(camera, *verdicts):
    return {item for item, row in camera["items"].items() if row["verdict"] in verdicts}


def check_hardened(camera, real):
    least = KEPT_LEAST if real else KEPT_LEAST - 1  # the clock in a recording is that of its day: not 2.7
    broken, kept = items_with(camera, "FAIL"), items_with(camera, "PASS")
    check(not broken, f"hardened: nothing is broken {sorted(broken)}")
    check(not items_with(camera, "SUSPECT"), f"hardened: nothing is suspicious {sorted(items_with(camera, 'SUSPECT'))}")
    check(len(kept) >= least, f"hardened: {len(kept)} items are kept: {' '.join(sorted(kept))}")


def check_factory(camera, _real):
    broken = items_with(camera, "FAIL")
    spared = set(camera["items"]) - broken - NEVER_SEEN
    check(not spared, f"factory: {len(broken)} items are broken, all but {sorted(NEVER_SEEN | spared)}")
    check(items_with(camera, "NOT_OBSERVABLE") == NEVER_SEEN, "factory: and those two are never seen")


def test(stack, work):
    live.need("tcpreplay", "redis-server", "redis-cli")
    real = "LAB_RECORDED" not in os.environ and lab_is_installed()
    print("real programs" if real else "recordings: not all packages of tests/lab/packages are installed")
    network = None if real else live.Network(stack)
    for name, judged in (("camera_hardened", check_hardened), ("camera_factory", check_factory)):
        cameras = played(work, name) if real else mirrored(stack, work, network, name)
        if check(len(cameras) == 1, f"{name}: one camera, {len(cameras)}"):
            judged(cameras[0], real)


live.main(test)
