#!/usr/bin/env python3
"""A live sensor with room for few hosts that meets many: it says once that some were left out, and how many; and the cameras
that the policy lists keep their standing.  book_full.py SOURCE BUILD"""

import pathlib
import sys

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
sys.path.insert(0, str(source / "tests/support"))
import floods  # noqa: E402
import live  # noqa: E402
from live import check, wait_for  # noqa: E402

camwarden = build / "camwarden"
CAMERA = "d4:2d:c5:10:00:34"  # of rtsp_basic_udp.pcap
POLICY = "limits:\n  hosts: 16\ncameras:\n  - name: Gate\n    mac: " + CAMERA + "\n"
FIRST = "rtsp_basic_udp"
FLOODS = ("discovery", "cameras")  # hosts that say they are cameras, and cameras that break something
HOSTS = 100


def told(sensor):
    return [a["alert"]["context"] for a in sensor.alerts() if a["alert"]["signature_id"] == 7290004]


def test(stack, work):
    live.need("tcpreplay")
    network = live.Network(stack)
    policy = work / "policy.yaml"
    policy.write_text(POLICY, encoding="utf-8")
    sensor = live.Sensor(stack, network, camwarden, work / "sensor")
    sensor.start("--policy", policy)
    network.replay(source / f"pcaps/{FIRST}.pcap")
    check(wait_for(20, sensor.alerts) and not told(sensor), "as long as there is room nothing is said of it")
    for kind in FLOODS:
        floods.write(kind, HOSTS, work / kind)
        network.replay(work / kind)
    alerts = wait_for(20, lambda: told(sensor))
    why = alerts[0]["evidence"]["why"] if alerts else ""
    check("room for 16 hosts; " in why, f"it says that hosts were left out: {why}")
    counters = sensor.status()["counters"]
    left = {name: counters[name] for name in ("strangers_forgotten", "cameras_forgotten", "cameras_full")}
    check(sum(left.values()) > 0, f"and counts them: {left}")
    rows = sensor.ask("posture", camera=CAMERA)["cameras"]
    check(rows and any(row["verdict"] == "FAIL" for row in rows[0]["items"].values()), "the camera that is listed stands as before")
    sensor.stop()
    events = [a["event"] for a in told(sensor)]
    check(events[0] == "opened" and events.count("opened") == 1, f"it is one alert: {events}")


live.main(test)
