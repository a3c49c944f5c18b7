#!/usr/bin/env python3
"""In its sandbox, too, a worker holds a key that crossed in clear against the packets (libsrtp loads what it needs before).
live_keys.py SOURCE BUILD"""

import pathlib
import sys

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import live  # noqa: E402
from live import check, wait_for  # noqa: E402

REASON = "srtp-key-in-clear"


def reasons(sensor):
    return {a["alert"]["context"]["evidence"]["reason"] for a in sensor.alerts()}


def test(stack, work):
    live.need("tcpreplay")
    network = live.Network(stack)
    sensor = live.Sensor(stack, network, build / "camwarden", work / "sensor").start("--no-shunt")
    network.replay(source / "pcaps/rtsp_mikey.pcap")
    wait_for(20, lambda: REASON in reasons(sensor))
    check(REASON in reasons(sensor), f"the key is found to be that of the packets: {reasons(sensor)}")
    check("sandbox: seccomp" in sensor.said(), "in the sandbox")
    sensor.stop()


live.main(test)
