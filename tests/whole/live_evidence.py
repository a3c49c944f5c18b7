#!/usr/bin/env python3
"""`sensor --evidence DIR` at a mirror port: each alert that opens names a file, which is there, is the sensor's user's, and shows
the frames with the alert's own time last; workers are processes of their own and write no file. No secret is in any of it
(tests/lab/canaries). live_evidence.py SOURCE BUILD"""

import pathlib
import sys

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import canary  # noqa: E402
import live  # noqa: E402
from live import check, wait_for  # noqa: E402

camwarden = build / "camwarden"


def times_of(path):
    said = live.run("tshark", "-n", "-r", path, "-T", "fields", "-e", "frame.time_epoch", "-e", "frame.comment")
    return [line.split("\t") for line in said.stdout.splitlines()]


def opened(sensor):
    return [a for a in sensor.alerts() if a["alert"]["context"].get("event") == "opened" and "camera" in a["alert"]["context"]]


def look_at(alert, folder, needles):
    path = folder / alert["capture_file"]
    if not check(wait_for(5, path.exists), f"{path.name} is there"):
        return
    check(path.owner() == live.NOBODY, f"{path.name} is the sensor's")
    frames = times_of(path)
    item = alert["alert"]["context"]["guide"]["item"]
    second = float(alert["timestamp"].split(":")[2].split("+")[0])
    check(bool(frames) and f"Guide item {item} " in frames[-1][1] and abs(float(frames[-1][0]) % 60 - second) < 1e-5,
          f"{path.name}: the last of {len(frames)} frames is the alert's")
    check(not list(needles.hits(path.read_bytes())), f"{path.name} holds no secret")


def test(stack, work):
    live.need("tcpreplay", "tshark")
    network = live.Network(stack)
    sensor = live.Sensor(stack, network, camwarden, work / "sensor")
    folder = work / "sensor/evidence"
    sensor.start("--evidence", folder)
    names = ("rtsp_sdes", "accounts_admin_views", "ftp_client_passive", "easyip_no_admin", "firmware_old")
    captures = [source / "pcaps" / f"{name}.pcap" for name in names]
    network.replay(*captures)
    check(wait_for(20, lambda: len(opened(sensor)) >= 5), f"alerts came of {len(captures)} captures")
    sensor.stop()
    alerts = opened(sensor)
    named = [a for a in alerts if "capture_file" in a]
    check(len(named) == len(alerts), f"{len(named)} of {len(alerts)} alerts name their evidence")
    needles = canary.Needles(canary.secrets_of(source))
    for alert in named:
        look_at(alert, folder, needles)


live.main(test)
