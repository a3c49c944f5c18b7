#!/usr/bin/env python3
"""The sensor, with its workers, is stopped for two seconds under load (SIGSTOP). Afterwards it knows of every frame, read, shunted or lost by
name; if more than 0.1 % were lost it raises an alert of that within ten seconds; and it loses nothing more.

  live_stop.py SOURCE BUILD"""

import json
import pathlib
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
ALERT_S = 10
WAYS = {  # and whether frames must be lost: what the kernel shunts is counted while the sensor sleeps
    "af_packet": (["--ring", "4", "--no-shunt"], True),
    "af_packet, 2 workers": (["--ring", "4", "--no-shunt", "--workers", "2"], True),
    "af_packet with shunt": (["--ring", "4"], False),
    "af_xdp": (["--capture", "af_xdp", "--no-shunt"], True),
    "af_xdp with shunt": (["--capture", "af_xdp"], False),
    "pcap": (["--capture", "pcap", "--ring", "4"], True),
}


def send(network, seconds, *options):
    return subprocess.Popen(network.inside("far", sender, "far", seconds, "--cameras", 20, *options),
                            stdout=subprocess.PIPE, text=True)


def sent_by(process, network, lost_before):
    """How many frames reached the sensor's interface."""
    out, _ = process.communicate(timeout=60)
    return json.loads(out)["sent"] - (network.lost_by_cables() - lost_before)


def loss_alerts(alerts):
    return [a for a in alerts if a["alert"]["context"]["guide"]["item"] == "capture"]


def stop_for_a_while(sensor):
    time.sleep(1.5)
    sensor.signal_all(signal.SIGSTOP)
    time.sleep(2)
    sensor.signal_all(signal.SIGCONT)


def check_alert(what, redis, sensor):
    """Within ten seconds of its going on."""
    begun = time.monotonic()
    alert = wait_for(ALERT_S, lambda: loss_alerts(redis.alerts()))
    why = alert[0]["alert"]["context"]["evidence"]["why"] if alert else ""
    check(alert, f"{what}: the loss was alerted after {time.monotonic() - begun:.1f} s: {why}")
    check(wait_for(5, lambda: loss_alerts(sensor.alerts())), f"{what}: the alert is in the EVE file too")


def check_stop(stack, work, network, redis, what):
    options, must_lose = WAYS[what]
    sensor = live.Sensor(stack, network, camwarden, work / what.replace(" ", "-").replace(",", ""))
    sensor.start("--redis", redis.url, "--stats-every", 1, *options)
    lost = network.lost_by_cables()
    load = send(network, 6)
    stop_for_a_while(sensor)
    if must_lose:
        check_alert(what, redis, sensor)
    sent = sent_by(load, network, lost)
    check(wait_for(10, lambda: sensor.counted() == sent), f"{what}: {sent} frames, {sensor.counted()} accounted for")
    status = sensor.status()
    dropped, percent = live.dropped(status), status["loss_percent_minute"]
    check(dropped > 0 or not must_lose, f"{what}: {status['packets']['read']} read, {status['packets']['shunted']} shunted, "
          f"{dropped} lost, {percent:.3f} % of a minute")
    alerts = wait_for(5, lambda: loss_alerts(redis.alerts())) if percent > 0.1 else loss_alerts(redis.alerts())
    check(bool(alerts) == (percent > 0.1), f"{what}: an alert if, and only if, it is more than 0.1 %")
    check_recovery(network, sensor, what, sent)
    redis.ask("FLUSHALL")


def check_recovery(network, sensor, what, sent):
    before = sensor.status()["losses"]
    lost = network.lost_by_cables()
    more = sent_by(send(network, 2, "--rate", 5000), network, lost)
    check(wait_for(10, lambda: sensor.counted() == sent + more), f"{what}: {more} frames more, all accounted for")
    check(sensor.status()["losses"] == before, f"{what}: and none of them lost: {before}")
    took = sensor.stop()
    at_exit = sensor.at_exit()
    check(took < 5 and sum(n for words, n in at_exit.items() if words in ("read", "shunted") or "dropped" in words) ==
          sent + more, f"{what}: the same at its end, after {took:.1f} s: {at_exit}")


def test(stack, work):
    live.need("redis-server", "redis-cli")
    if not sender.exists():
        raise live.Skip(f"{sender.name} is not built")
    network = live.Network(stack)
    redis = live.Redis(stack, work).start()
    for what in WAYS:
        check_stop(stack, work, network, redis, what)


live.main(test)
