#!/usr/bin/env python3
"""A sensor at work: what camwarden ctl and signals do to it, what it tells without being asked, and what it lives through:
a Redis that comes and goes, an interface that is deleted.

  live_control.py SOURCE BUILD"""

import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import sys
import threading
import time

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import live  # noqa: E402
from live import check, wait_for  # noqa: E402

camwarden = build / "camwarden"
CAMERA = "d4:2d:c5:10:00:34"  # of rtsp_basic_udp.pcap
RECORDER = "02:00:5e:10:00:05"  # it watches CAMERA
SNMP_CAMERA = "d4:2d:c5:10:00:42"  # of snmp_v3_*.pcap
GOOD = "cameras:\n  - name: {}\n    mac: " + CAMERA + "\n"
BROKEN = "cameras:\n  - name: West gate\n    mac: nonsense\n"
PLACE = re.compile(r"policy\.yaml:\d+:\d+: .+")
SOON = 15
END_S = 5  # a sensor has that long to end


def capture(name):
    return source / "pcaps" / f"{name}.pcap"


def items_of(alerts, event="opened"):
    return {(a["alert"]["context"]["camera"]["id"], a["alert"]["context"]["guide"]["item"]) for a in alerts
            if a["alert"]["context"]["event"] == event}


class Control:
    """camwarden ctl, and the sensor that it speaks to."""

    def __init__(self, sensor):
        self.sensor = sensor

    def run(self, *words):
        return live.run(camwarden, "ctl", "--control", self.sensor.control, *words)

    def answer(self, *words):
        done = self.run(*words)
        if not check(done.returncode == 0, f"ctl {' '.join(words)}: exit code {done.returncode} {done.stderr.strip()}"):
            return {}
        return json.loads(done.stdout)

    def refused(self, status, words, *command):
        done = self.run(*command)
        check(done.returncode == status and re.search(words, done.stderr) is not None and done.stdout == "",
              f"ctl {' '.join(command)}: exit code {done.returncode}, '{done.stderr.strip()[:150]}'")


def hear(network, sensor, *captures):
    """Sends captures and waits until the sensor has counted every frame."""
    before = sensor.counted()
    sent = network.replay(*captures)
    check(wait_for(SOON, lambda: sensor.counted() == before + sent), f"the sensor knows of {sent} frames more")


# ---- ctl ----


def check_questions(network, sensor, redis):
    ctl = Control(sensor)
    hear(network, sensor, capture("rtsp_basic_udp"), source / "pcaps/snmp_v3_authpriv.pcapng")
    status = ctl.answer("status")
    for name in ("sensor", "version", "pid", "uptime_s", "capture", "packets", "losses", "loss_percent_minute", "delivery",
                 "policy", "cameras", "violations", "counters"):
        check(name in status, f"the status has {name}: {str(status.get(name))[:60]}")
    check(status["pid"] == sensor.process.pid and status["sensor"] == "north", "of this sensor")
    check(status["loss_percent_minute"] == 0, "nothing was lost")
    cameras = ctl.answer("cameras")["cameras"]
    check(CAMERA in {c["id"] for c in cameras} and len(cameras) == status["cameras"], f"{len(cameras)} cameras")
    posture = ctl.answer("posture", CAMERA)["cameras"][0]
    check(posture["items"]["2.5"]["verdict"] == "FAIL", "2.5 is broken, says the posture")
    every = ctl.answer("posture")["cameras"]
    check(len(every) == len(cameras), f"the postures of {len(every)} cameras")
    ctl.refused(1, "no camera", "posture", "192.0.2.77")
    ctl.refused(2, "no such command", "nonsense")
    check(ctl.answer("flush").get("queued") == 0, "flush leaves nothing")
    check((CAMERA, "2.5") in items_of(redis.alerts()), "and the alerts are in Redis")
    verdicts = {item: row["verdict"] for item, row in posture["items"].items()}
    check(wait_for(SOON, lambda: live.postures(redis).get(CAMERA) == verdicts), "so is the posture")


def check_nonsense(sensor):
    """Nothing that can be written to the control socket hurts."""
    check(sensor.ask("nonsense").get("ok") is False, "an unknown command is refused")
    for words in (b"", b"\n", b"{", b"[1]\n", b'"status"\n', b"\xff\xfe\n", b"x" * 1000000, b'{"command":7}\n',
                  b'{"command":"posture","camera":[]}\n' * 50):
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(SOON)
            s.connect(str(sensor.control))
            try:
                s.sendall(words)
                s.shutdown(socket.SHUT_WR)
                while s.recv(65536):
                    pass
            except OSError as e:
                check(not isinstance(e, TimeoutError), f"an answer or an end to {words[:20]}")
    check(sensor.status()["ok"] is True, "and the sensor answers as before")


def check_suppression(network, sensor, redis):
    ctl = Control(sensor)
    ctl.refused(2, "--reason", "suppress", SNMP_CAMERA, "4.2", "--for", "1d")
    ctl.refused(1, "9.9", "suppress", SNMP_CAMERA, "9.9", "--for", "1d", "--reason", "no such item")
    ctl.refused(1, "no camera", "suppress", "Nowhere", "4.2", "--for", "1d", "--reason", "no such camera")
    ctl.answer("suppress", SNMP_CAMERA, "4.2", "--for", "1d", "--reason", "ticket 4711")
    hear(network, sensor, capture("snmp_v3_noauth"), capture("snmp_v2c"))
    ctl.answer("flush")
    opened = {camera for camera, item in items_of(redis.alerts()) if item == "4.2"}
    check(opened and SNMP_CAMERA not in opened, f"4.2: alerts of {opened}, none of {SNMP_CAMERA}, which is suppressed")
    row = ctl.answer("posture", SNMP_CAMERA)["cameras"][0]["items"]["4.2"]
    check(row["verdict"] == "FAIL" and row.get("suppressed") is True, f"but it stands in its posture: {row}")
    reasons = [s["reason"] for s in sensor.status().get("suppressions", [])]
    check("ticket 4711" in reasons, f"suppressed because of {reasons}")


# ---- signals ----


def name_of(ctl, camera):
    return {c["id"]: c["name"] for c in ctl.answer("cameras")["cameras"]}.get(camera)


def check_policy(sensor, policy):
    ctl = Control(sensor)
    policy.write_text(GOOD.format("North gate"), encoding="utf-8")
    sensor.process.send_signal(signal.SIGHUP)
    wait_for(SOON, lambda: sensor.status()["policy"]["reloads"] == 1)
    check(name_of(ctl, CAMERA) == "North gate", "SIGHUP: the new policy holds")
    check(not sensor.status()["policy"]["error"], "and there is no error")

    policy.write_text(BROKEN, encoding="utf-8")
    sensor.process.send_signal(signal.SIGHUP)
    error = wait_for(SOON, lambda: sensor.status()["policy"]["error"])
    check(error and PLACE.search(error), f"SIGHUP: a broken policy is refused: {error}")
    check(name_of(ctl, CAMERA) == "North gate", "and the old one holds")
    check(PLACE.search(sensor.said()), "it says so on standard error")
    ctl.refused(1, PLACE.pattern, "reload")

    policy.write_text(GOOD.format("South gate"), encoding="utf-8")
    ctl.answer("reload")
    check(name_of(ctl, CAMERA) == "South gate", "ctl reload: the repaired policy holds")
    check(not sensor.status()["policy"]["error"], "and the error is over")

    # A worker that was taken over, or stands still, never says that it has the new one.
    before = sensor.status()["policy"]["reloads"]
    for pid in sensor.workers().values():
        os.kill(pid, signal.SIGSTOP)
    for _ in range(12):
        ctl.answer("reload")
    check(sensor.status()["policy"]["reloads"] == before + 12, "workers that stand still hold no reload up")
    for pid in sensor.workers().values():
        os.kill(pid, signal.SIGCONT)


def check_taken_back(sensor, policy, redis):
    """What was only ever listed is a camera as long as it is listed, and so long it has a posture."""
    ctl = Control(sensor)
    policy.write_text(GOOD.format("South gate") + f"  - name: Listed\n    mac: {RECORDER}\n", encoding="utf-8")
    ctl.answer("reload")
    check(wait_for(SOON, lambda: RECORDER in live.postures(redis)), "a host that is listed gets a posture")
    policy.write_text(GOOD.format("South gate"), encoding="utf-8")
    ctl.answer("reload")
    check(wait_for(SOON, lambda: RECORDER not in live.postures(redis)), "one that is listed no more loses it")
    check(CAMERA in live.postures(redis), "the others keep theirs")


def check_files(network, sensor):
    """mv and SIGHUP, as logrotate does."""
    before = sensor.eve.with_suffix(".1")
    os.rename(sensor.eve, before)
    sensor.process.send_signal(signal.SIGHUP)
    check(wait_for(SOON, sensor.eve.exists), "SIGHUP: a new EVE file after the old one was moved")
    kept = before.stat().st_size
    hear(network, sensor, capture("upnp_mapping"))
    check(wait_for(SOON, lambda: "3.2.3" in {i for _, i in items_of(sensor.alerts())}), "with what came after it")
    check(before.stat().st_size == kept and kept > 0, "and the old one is left alone")


def check_sigusr1(sensor):
    sensor.process.send_signal(signal.SIGUSR1)
    check(wait_for(SOON, lambda: re.search(r"^\d+ packets read$", sensor.said(), re.M)), "SIGUSR1: the counts are printed")


# ---- unasked ----


def check_stats(sensor):
    n = len(live.events_of(sensor.eve, "stats"))
    check(wait_for(SOON, lambda: len(live.events_of(sensor.eve, "stats")) >= n + 3), "a stats event each second")
    events = live.events_of(sensor.eve, "stats")
    times = [e["timestamp"] for e in events]
    check(times == sorted(times) and all(e["host"] == "north" and e["stats"] for e in events), "in order, and not empty")


def check_heartbeat(redis):
    def beat():
        return json.loads(redis.ask("HGET", "camwarden:sensors", "north").strip() or "{}")
    first = wait_for(SOON, beat)
    check(first.get("sensor") == "north" and "packets" in first, f"the heartbeat in Redis: {str(first)[:80]}")
    check(wait_for(SOON, lambda: beat().get("uptime_s", 0) > first["uptime_s"]), "goes on")


def check_same_name(sensor, redis):
    """Another sensor of that name tells its heartbeat, too."""
    other = json.dumps({"sensor": "north", "instance": "00", "state": "running", "machine": "gate", "pid": 7, "every_s": 1})

    def rival():
        return {s["sink"]: s.get("same_name", "") for s in sensor.status()["delivery"]}["redis"]

    def meet():
        redis.ask("HSET", "camwarden:sensors", "north", other)
        return rival()
    check(rival() == "", "nobody else is called north")
    check(wait_for(SOON, meet) == "process 7 on gate", "a second sensor called north is in the status")
    check(sensor.said().count("another sensor is called north, too (process 7 on gate)") == 1, "and was said once")
    check(wait_for(SOON, lambda: rival() == ""), "until it is silent")


def check_manager(notified):
    check(wait_for(SOON, lambda: len(notified.of("WATCHDOG=1")) >= 3), "the watchdog is fed")
    check(len(notified.of("RELOADING=1")) >= 2, "a reload is told")


class Manager:
    """What systemd would hear."""

    def __init__(self, stack, path):
        self.path = path
        self.socket = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        self.socket.bind(str(path))
        os.chmod(path, 0o777)
        self.lines = []
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        """As it comes: a datagram waits for room in the receiver's queue, and the sender with it."""
        with contextlib.suppress(OSError):
            while True:
                self.lines += self.socket.recv(4096).decode().splitlines()

    def of(self, word):
        return [line for line in self.lines if line.startswith(word)]

    def environment(self):
        return {"NOTIFY_SOCKET": str(self.path), "WATCHDOG_USEC": "1000000"}


def check_at_work(stack, work, network):
    """One sensor, asked and told everything."""
    (work / "redis").mkdir()
    redis = live.Redis(stack, work / "redis").start()
    policy = work / "policy.yaml"
    policy.write_text(GOOD.format("Gate"), encoding="utf-8")
    manager = Manager(stack, work / "notify.sock")
    sensor = live.Sensor(stack, network, camwarden, work / "at-work")
    sensor.start("--redis", redis.url, "--policy", policy, "--sensor-name", "north", "--stats-every", 1,
                 environment=manager.environment())
    check(wait_for(SOON, lambda: manager.of("READY=1")), "the service manager hears that it is ready")
    check_questions(network, sensor, redis)
    check_nonsense(sensor)
    check_suppression(network, sensor, redis)
    check_policy(sensor, policy)
    check_taken_back(sensor, policy, redis)
    check_files(network, sensor)
    check_sigusr1(sensor)
    check_stats(sensor)
    check_heartbeat(redis)
    check_same_name(sensor, redis)
    check_manager(manager)
    took = sensor.stop()
    check(took < END_S and sensor.process.returncode == 0, f"it ended after {took:.1f} s with {sensor.process.returncode}")
    check(manager.of("STOPPING=1"), "and said so to the service manager")
    Control(sensor).refused(3, "", "status")


# ---- what it lives through ----


def state_of(sensor):
    return {sink["sink"]: sink["state"] for sink in sensor.status()["delivery"]}.get("redis")


def check_absent_redis(stack, work, network):
    (work / "late").mkdir()
    redis = live.Redis(stack, work / "late")
    sensor = live.Sensor(stack, network, camwarden, work / "no-redis").start("--redis", redis.url, "--stats-every", 1)
    hear(network, sensor, capture("rtsp_basic_udp"))
    check(wait_for(SOON, lambda: state_of(sensor) == "down"), "no Redis: the status says so")
    waiting = wait_for(SOON, sensor.alerts)
    check(len(waiting) > 1, f"{len(waiting)} alerts are waiting, the file has them")
    redis.start()
    check(wait_for(40, lambda: len(redis.alerts()) >= len(waiting)), "Redis comes: they are delivered")
    check(redis.alerts() == waiting, "in their order, each once")
    redis.stop()
    hear(network, sensor, capture("snmp_v2c"), capture("http_basic"))
    wait_for(SOON, lambda: state_of(sensor) == "down")
    redis.start()
    check(wait_for(40, lambda: "4.2" in {i for _, i in items_of(redis.alerts())}), "the same after it went away meanwhile")
    check(state_of(sensor) == "up", "and the status says that it is there")
    sensor.stop()
    sequences = [a["alert"]["context"]["sequence"] for a in redis.alerts()]
    check(len(set(sequences)) == len(sequences), f"{len(sequences)} alerts, each once")


def check_secret(stack, work, network):
    """A password in the URL: refused, and not repeated."""
    secret = "Canary-Live-Url-7Q"
    done = live.run(*network.inside("span", camwarden, "sensor", "-i", "span", "--redis", f"redis://gate:{secret}@127.0.0.1:1"))
    check(done.returncode != 0 and "takes no password" in done.stderr, "a password in the URL is refused")
    check(secret not in done.stdout + done.stderr, "and not repeated")
    file = work / "password"
    file.write_text(secret + "\n")
    sensor = live.Sensor(stack, network, camwarden, work / "secret").start(
        "--redis", f"redis://gate@127.0.0.1:1?password-file={file}")
    wait_for(SOON, lambda: state_of(sensor) == "down")
    told = json.dumps(sensor.status())
    sensor.stop()
    check(secret not in told + sensor.said(), "one from a file is not told either")


def wait_until_it_hears(network, sensor):
    """A few frames again and again, until all are counted. The counts are those of the last second."""
    for _ in range(SOON):
        before = sensor.counted()
        sent = network.replay(capture("easyip_dns"))
        time.sleep(1.5)
        if sensor.counted() == before + sent:
            return


def check_lost_interface(stack, work, network, workers):
    """Deleted and created again, when the sensor has no rights any more."""
    sensor = live.Sensor(stack, network, camwarden, work / f"interface-{workers}").start("--workers", workers)
    hear(network, sensor, capture("snmp_v2c"))
    network.unplug()
    interface = {}

    def outages():
        interface.update(sensor.status()["capture"]["interfaces"][0])
        return interface["outages"]
    check(wait_for(SOON, outages) == 1, f"{workers} workers: the interface is deleted: {interface}")
    network.plug()
    network.mirror()
    wait_until_it_hears(network, sensor)
    hear(network, sensor, capture("rtsp_basic_udp"))
    check(wait_for(SOON, lambda: (CAMERA, "2.5") in items_of(sensor.alerts())), "and created again: alerts of what came after")
    check(outages() == 1, "one outage")
    check(sensor.stop() < END_S, "and it ends as ever")


def test(stack, work):
    live.need("tcpreplay", "redis-server", "redis-cli")
    network = live.Network(stack)
    check_at_work(stack, work, network)
    check_absent_redis(stack, work, network)
    check_secret(stack, work, network)
    for workers in (1, 2):
        check_lost_interface(stack, work, network, workers)


live.main(test)
